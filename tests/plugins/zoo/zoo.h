// Base of the zoo's plugins: entry points, and classes that act at the first quote or opening request.
#pragma once

#include <atomic>

#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"

/// Stores the server. Does nothing else by itself.
class ZooPlugin : public PluginInterface {
 public:
  explicit ZooPlugin(PluginServerInterface& given) : server(given) {}

 protected:
  PluginServerInterface& server;
};

/// Acts at the first quote.
class AtQuote : public ZooPlugin, public EventQuote {
 public:
  using ZooPlugin::ZooPlugin;
  virtual void act() = 0;
  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override {
    if (!acted_.exchange(true)) act();
  }

 private:
  std::atomic<bool> acted_ = false;
};

/// Handles the first opening request, and accepts the others.
class AtRequest : public ZooPlugin, public HookTrade {
 public:
  using ZooPlugin::ZooPlugin;
  virtual int answer(const PluginTradeRecord& trade, PluginTradeDiffRecord& diff) = 0;
  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    return acted_.exchange(true) ? RET_OK : answer(trade, diff);
  }

 private:
  std::atomic<bool> acted_ = false;
};

#define ZOO_VERSIONS                                                \
  extern "C" PLUGIN_MODULE_EXPORT int GetPluginApiVersion() {       \
    return PLUGIN_VERSION_API;                                      \
  }                                                                 \
  extern "C" PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion() { \
    return PluginServerInterface::GetApiVersion();                  \
  }

#define ZOO_ABOUT                                                                                 \
  extern "C" PLUGIN_MODULE_EXPORT void AboutPlugin(rapidjson::Value&, rapidjson::Value& response, \
                                                   rapidjson::Document::AllocatorType& allocator, \
                                                   PluginServerInterface*) {                      \
    response.SetObject().AddMember("version", "1.0", allocator);                                  \
  }

/// The body follows; `server` is the server.
#define ZOO_CREATE                                                                                    \
  extern "C" PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, \
                                                                rapidjson::Document::AllocatorType&,  \
                                                                [[maybe_unused]] PluginServerInterface* server)

/// The body follows; `plugin` is what was created.
#define ZOO_DESTROY extern "C" PLUGIN_MODULE_EXPORT void DestroyPlugin([[maybe_unused]] PluginInterface* plugin)

#define ZOO_PLUGIN(Class)               \
  ZOO_VERSIONS ZOO_ABOUT ZOO_CREATE {   \
    return new Class(*server);          \
  }                                     \
  ZOO_DESTROY {                         \
    delete static_cast<Class*>(plugin); \
  }
