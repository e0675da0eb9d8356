// The interface to the dynamic linker for a plugin.
#include "plugins/module.h"

#include <dlfcn.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <climits>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <utility>

namespace workbench {

namespace {

// Called through pointers: the functions themselves are declared as not throwing, but a library's constructors and
// destructors may throw.
void* (*volatile open_library)(const char* file, int mode) = &dlopen;
int (*volatile close_library)(void* handle) = &dlclose;

std::string linker_error() {
  const char* const text = dlerror();
  return text == nullptr ? "the dynamic linker gave no reason" : text;
}

std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> full(realpath(path.c_str(), nullptr), &std::free);
  return full == nullptr ? path : full.get();
}

}  // namespace

void call_plainly(Callback, const std::function<void()>& body) {
  body();
}

Module::Module(std::string path, EntryCaller caller, PluginServerInterface* server)
    : path_(resolved(path)), caller_(std::move(caller)), server_(server) {
  std::string error;
  caller_(Callback::dlopen, [&] {
    handle_ = open_library(path_.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) error = linker_error();
  });
  if (handle_ == nullptr) throw ModuleError(error);
}

std::shared_ptr<Module> Module::left_open(std::string path, EntryCaller caller, PluginServerInterface* server) {
  auto module = std::make_shared<Module>(std::move(path), std::move(caller), server, LeftOpen{});
  return module->handle_ == nullptr ? nullptr : module;
}

Module::Module(std::string path, EntryCaller caller, PluginServerInterface* server, LeftOpen)
    : path_(resolved(path)),
      caller_(std::move(caller)),
      server_(server),
      handle_(dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD)) {
  // Closes the reference of this dlopen and that of the dlopen that did not return.
  if (handle_ != nullptr) dlclose(handle_);
}

Module::~Module() {
  if (handle_ != nullptr) dlclose(handle_);
}

void* Module::symbol(const char* name) const noexcept {
  return handle_ == nullptr ? nullptr : dlsym(handle_, name);
}

std::optional<int> Module::version(const char* name, Callback callback) const {
  auto* const ask = function<VersionFunction>(name);
  if (ask == nullptr) return std::nullopt;
  int number = 0;
  caller_(callback, [&] { number = ask(); });
  return number;
}

std::optional<int> Module::plugin_api_version() const {
  return version("GetPluginApiVersion", Callback::GetPluginApiVersion);
}

std::optional<int> Module::server_api_version() const {
  return version("GetPluginServerApiVersion", Callback::GetPluginServerApiVersion);
}

std::string Module::about() const {
  auto* const ask = function<AboutFunction>("AboutPlugin");
  if (ask == nullptr) return "";
  rapidjson::Document request(rapidjson::kObjectType);
  rapidjson::Document response(rapidjson::kObjectType);
  caller_(Callback::AboutPlugin, [&] { ask(request, response, response.GetAllocator(), server_); });
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  if (!response.Accept(writer)) throw ModuleError("AboutPlugin wrote a number that JSON cannot represent");
  return {text.GetString(), text.GetSize()};
}

void Module::close() {
  if (handle_ == nullptr) return;
  std::string error;
  void* const handle = std::exchange(handle_, nullptr);
  caller_(Callback::dlclose, [&] {
    if (close_library(handle) != 0) error = linker_error();
  });
  if (!error.empty()) throw ModuleError(error);
}

bool Module::is_mapped() const {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.ends_with(path_) || line.ends_with(path_ + " (deleted)")) return true;
  }
  return false;
}

}  // namespace workbench
