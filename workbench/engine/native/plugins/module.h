// A plugin's shared library: mapped, asked for its entry points, and proved to be gone.
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

/// A library that cannot be mapped; what() is the dynamic linker's sentence.
class ModuleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs code of a library as the given entry point, so that a crash in it has an owner.
using EntryCaller = std::function<void(Callback, const std::function<void()>&)>;

/// Runs `body` as it is.
void call_plainly(Callback callback, const std::function<void()>& body);

// Shared from itself: a host that keeps the library then keeps no Python object with it.
class Module : public std::enable_shared_from_this<Module> {
  struct LeftOpen {};

 public:
  using CreateFunction = PluginInterface*(rapidjson::Value& params, rapidjson::Value& data,
                                          rapidjson::Document::AllocatorType& allocator, PluginServerInterface* server);
  // The platform passes the server as well; a function declared with one parameter does not see it.
  using DestroyFunction = void(PluginInterface* plugin, PluginServerInterface* server);
  using VersionFunction = int();
  using AboutFunction = void(rapidjson::Value& request, rapidjson::Value& response,
                             rapidjson::Document::AllocatorType& allocator, PluginServerInterface* server);

  /// Maps the file with RTLD_NOW | RTLD_LOCAL; its initialisers run. Throws ModuleError.
  /// `caller` runs whatever of its code runs then and later; `server` is what AboutPlugin gets.
  explicit Module(std::string path, EntryCaller caller = call_plainly, PluginServerInterface* server = nullptr);
  /// The library that is still mapped after the constructor above threw something else than ModuleError: an exception
  /// left one of its static constructors. nullptr when it is not mapped.
  static std::shared_ptr<Module> left_open(std::string path, EntryCaller caller, PluginServerInterface* server);
  /// Unmaps it unless close() did.
  ~Module();
  Module(std::string path, EntryCaller caller, PluginServerInterface* server, LeftOpen);
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  const std::string& path() const noexcept { return path_; }

  /// Address of an exported symbol, nullptr when there is none or the library is closed.
  void* symbol(const char* name) const noexcept;
  template <class Function>
  Function* function(const char* name) const noexcept {
    return reinterpret_cast<Function*>(symbol(name));
  }

  /// What the exported version functions return, nullopt for one that is missing.
  std::optional<int> plugin_api_version() const;
  std::optional<int> server_api_version() const;

  /// JSON that AboutPlugin wrote, "" when the library has none. Throws ModuleError when it cannot be written.
  std::string about() const;

  /// Runs the library's destructors and unmaps it, unless something else holds it. Throws ModuleError.
  void close();

  /// Whether the memory map of this process still has the file.
  bool is_mapped() const;

 private:
  std::optional<int> version(const char* name, Callback callback) const;

  std::string path_;
  EntryCaller caller_;
  PluginServerInterface* server_;
  void* handle_ = nullptr;
};

}  // namespace workbench
