// Two threads work on one open trade. One requests config.rounds times a closing that this plugin's own hook refuses,
// the
// other writes gateway references into the trade. CustomAction starts both and waits for them.
#include <atomic>
#include <thread>

class Gateway final : public PluginInterface, public HookTrade {
 public:
  Gateway(const rapidjson::Value& config, PluginServerInterface& server)
      : server_(server), rounds_(number(config, "rounds")), order_(number(config, "order")) {}

  int HookTradeRequestClose(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                            const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    std::this_thread::yield();
    return RET_TRADE_DISABLE;
  }
  int CustomAction(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType&) override {
    std::thread writer([this] { write(); });
    close();
    over_ = true;
    writer.join();
    response.SetInt(refused_);
    return RET_OK;
  }

 private:
  void write() {
    PluginTradeGatewayDataUpdateRecord update;
    update.order = order_;
    update.has_gw_order = true;
    for (int number = 0; !over_; ++number) {
      update.gw_order = std::to_string(number);
      if (server_.SetTradeGatewayData(update) != RET_OK) std::this_thread::yield();
    }
  }
  void close() {
    PluginTradeRequestRecord request;
    request.order = order_;
    for (int round = 0; round < rounds_; ++round) {
      if (server_.CloseTrade(request) == RET_TRADE_DISABLE) ++refused_;
    }
  }

  PluginServerInterface& server_;
  const int rounds_;
  const int order_;
  int refused_ = 0;
  std::atomic<bool> over_ = false;
};

EXPORT_PLUGIN(Gateway)
