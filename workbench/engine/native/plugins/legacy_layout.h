// A plugin of a legacy layout as one of the server's own: each class it derives answers in the server's records.
#pragma once

#include <memory>
#include <string>

#include "plugins/generated/layout_plugin.h"
#include "plugins/generated/layouted_plugin.h"
#include "plugins/plugin_entry.h"

namespace workbench {

/// Is the plugin's server as well: it must live as long as a thread of the plugin may call it.
class LegacyPlugin {
 public:
  /// `layout` names the shared object _layout_NAME.so beside this module. Throws PluginError when it cannot be used.
  LegacyPlugin(const std::string& layout, const LayoutEntry& entry);

  /// CreatePlugin: the classes that the plugin has; all of them nullptr when it returned no plugin.
  PluginParts create(rapidjson::Value& params, rapidjson::Value& data, rapidjson::Document::AllocatorType& allocator);
  /// DestroyPlugin.
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
