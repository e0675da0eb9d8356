// Ends the thread that calls its hook.
#include <pthread.h>

class ThreadEnding final : public PluginInterface, public HookTrade {
 public:
  ThreadEnding(const rapidjson::Value&, PluginServerInterface&) {}

  int HookTradeRequestOpen(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    pthread_exit(nullptr);
  }
};

EXPORT_PLUGIN(ThreadEnding)
