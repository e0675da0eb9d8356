// Adapts a plugin of a legacy layout to the current one: each class it derives from works on the server's records.
#pragma once

#include <memory>
#include <string>

#include "plugins/generated/layout_plugin.h"
#include "plugins/generated/layouted_plugin.h"
#include "plugins/plugin_entry.h"

namespace workbench {

/// Also acts as the plugin's server, so it must outlive every thread of the plugin that may call it.
class LegacyPlugin {
 public:
  /// `layout` selects the shared object _layout_NAME.so next to this module. Throws PluginError when it cannot be used.
  LegacyPlugin(const std::string& layout, const LayoutEntry& entry);

  /// Calls CreatePlugin. Returns the classes of the plugin, all nullptr when it returned no plugin.
  PluginInterfaces create(rapidjson::Value& params, rapidjson::Value& data,
                          rapidjson::Document::AllocatorType& allocator);
  /// Calls DestroyPlugin.
  void destroy() { plugin_->destroy(); }

 private:
  std::unique_ptr<LayoutPlugin> plugin_;
  LayoutedPluginInterface interface_;
  LayoutedHookTrade hook_trade_;
  LayoutedHookAccount hook_account_;
  LayoutedEventTrade event_trade_;
  LayoutedEventAccount event_account_;
  LayoutedEventSymbol event_symbol_;
  LayoutedEventGroup event_group_;
};

}  // namespace workbench
