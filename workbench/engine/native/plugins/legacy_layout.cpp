// Loads the shared objects of legacy layouts from the folder of this module; they stay mapped.
#include "plugins/legacy_layout.h"

#include <dlfcn.h>

#include <map>
#include <mutex>

namespace workbench {

namespace {

/// Folder of the file that contains this code, with a trailing slash.
std::string own_folder() {
  Dl_info info{};
  static const int here = 0;
  if (dladdr(&here, &info) == 0 || info.dli_fname == nullptr) return {};
  const std::string file = info.dli_fname;
  return file.substr(0, file.rfind('/') + 1);
}

const LayoutExport& mapped(const std::string& layout) {
  const std::string file = own_folder() + "_layout_" + layout + ".so";
  // Never closed: threads that a plugin left behind may still run its code.
  void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw PluginError("the layout " + layout + " cannot be used: " + dlerror());
  const auto* const found = static_cast<const LayoutExport*>(dlsym(handle, "workbench_layout"));
  if (found == nullptr || found->border != kLayoutBorder) {
    throw PluginError(file + " was built with a different server version; rebuild both");
  }
  return *found;
}

const LayoutExport& layout_named(const std::string& layout) {
  static std::mutex mutex;
  static std::map<std::string, const LayoutExport*> known;
  const std::lock_guard lock(mutex);
  const auto place = known.find(layout);
  if (place != known.end()) return *place->second;
  return *known.emplace(layout, &mapped(layout)).first->second;
}

}  // namespace

LegacyPlugin::LegacyPlugin(const std::string& layout, const LayoutEntry& entry)
    : plugin_(layout_named(layout).open(entry)),
      interface_(*plugin_),
      hook_trade_(*plugin_),
      hook_account_(*plugin_),
      event_trade_(*plugin_),
      event_account_(*plugin_),
      event_symbol_(*plugin_),
      event_group_(*plugin_) {}

PluginInterfaces LegacyPlugin::create(rapidjson::Value& params, rapidjson::Value& data,
                                      rapidjson::Document::AllocatorType& allocator) {
  PluginInterfaces interfaces;
  if (!plugin_->create(params, data, allocator)) return interfaces;
  const auto having = [this](const char* name, auto& part) { return plugin_->has(name) ? &part : nullptr; };
  interfaces.plugin = &interface_;
  interfaces.hook_trade = having("HookTrade", hook_trade_);
  interfaces.hook_account = having("HookAccount", hook_account_);
  interfaces.event_trade = having("EventTrade", event_trade_);
  interfaces.event_account = having("EventAccount", event_account_);
  interfaces.event_symbol = having("EventSymbol", event_symbol_);
  interfaces.event_group = having("EventGroup", event_group_);
  return interfaces;
}

}  // namespace workbench
