// A plugin's shared library: maps it, looks up its entry points, and verifies that it is unmapped.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

/// A library that cannot be mapped; what() is the dynamic linker's message.
class ModuleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs code of a library as the given entry point, so that a crash in it is attributed to the plugin.
using EntryCaller = std::function<void(Callback, const std::function<void()>&)>;

/// Runs `body` directly.
void call_plainly(Callback callback, const std::function<void()>& body);

// Supports shared_from_this, so that a host that keeps the library keeps no Python object with it.
class Module : public std::enable_shared_from_this<Module> {
  struct LeftOpen {};

 public:
  using CreateFunction = PluginInterface*(rapidjson::Value& params, rapidjson::Value& data,
                                          rapidjson::Document::AllocatorType& allocator, PluginServerInterface* server);
  // The platform also passes the server; a function that is declared with one parameter ignores it.
  using DestroyFunction = void(PluginInterface* plugin, PluginServerInterface* server);
  using VersionFunction = int();
  using AboutFunction = void(rapidjson::Value& request, rapidjson::Value& response,
                             rapidjson::Document::AllocatorType& allocator, PluginServerInterface* server);

  /// Maps the file with RTLD_NOW | RTLD_LOCAL, which runs its initialisers. Throws ModuleError.
  /// `caller` runs all code of the library, now and later. AboutPlugin receives `server`.
  explicit Module(std::string path, EntryCaller caller = call_plainly, PluginServerInterface* server = nullptr);
  /// Returns the library that is still mapped after the constructor above threw something other than ModuleError,
  /// because an exception left a static constructor. Returns nullptr when the library is not mapped.
  static std::shared_ptr<Module> left_open(std::string path, EntryCaller caller, PluginServerInterface* server);
  /// Unmaps the library unless close() did.
  ~Module();
  Module(std::string path, EntryCaller caller, PluginServerInterface* server, LeftOpen);
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  const std::string& path() const noexcept { return path_; }

  /// Returns the address of an exported symbol, nullptr when there is none or the library is closed.
  void* symbol(const char* name) const noexcept;
  template <class Function>
  Function* function(const char* name) const noexcept {
    return reinterpret_cast<Function*>(symbol(name));
  }

  /// Return value of the exported version functions, nullopt for a missing one.
  std::optional<int> plugin_api_version() const;
  std::optional<int> server_api_version() const;

  /// JSON that AboutPlugin wrote, "" when the library does not export it. Throws ModuleError when the JSON cannot be
  /// written.
  std::string about() const;

  /// Runs the library's destructors and unmaps it, unless another reference holds it. Throws ModuleError.
  void close();

  /// Returns whether the memory map of this process still contains the file.
  bool is_mapped() const;

 private:
  std::optional<int> version(const char* name, Callback callback) const;

  std::string path_;
  EntryCaller caller_;
  PluginServerInterface* server_;
  void* handle_ = nullptr;
};

}  // namespace workbench
