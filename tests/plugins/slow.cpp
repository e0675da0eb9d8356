// Takes config.micros of processor time in HookTradeRequestOpen.
#include <chrono>

class Slow final : public PluginInterface, public HookTrade {
 public:
  Slow(const rapidjson::Value& config, PluginServerInterface&) : micros_(number(config, "micros")) {}

  int HookTradeRequestOpen(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    const auto end = std::chrono::steady_clock::now() + micros_;
    while (std::chrono::steady_clock::now() < end) {
    }
    return RET_OK;
  }

 private:
  std::chrono::microseconds micros_;
};

EXPORT_PLUGIN(Slow)
