// Reads through a null pointer in HookTradeRequestOpen, or with config.at_create in CreatePlugin.
__attribute__((noinline)) static int read_through(const volatile int* pointer) {
  return *pointer;
}

class Crashing final : public PluginInterface, public HookTrade {
 public:
  Crashing(const rapidjson::Value& config, PluginServerInterface&) {
    if (config.HasMember("at_create")) read_through(nullptr);
  }

  int HookTradeRequestOpen(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    return read_through(nullptr);
  }
};

EXPORT_PLUGIN(Crashing)
