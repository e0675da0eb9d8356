// Opens a trade of one hundredth of a lot at each quote, inside the event; config.chain: also at each opening.
class TradingOnQuotes final : public PluginInterface, public EventQuote, public EventTrade {
 public:
  TradingOnQuotes(const rapidjson::Value& config, PluginServerInterface& server)
      : server_(server), chain_(config.HasMember("chain")) {}

  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override { open(); }
  void OnTradeExecuteOpen(const PluginTradeRecord&) override {
    if (chain_) open();
  }

 private:
  void open() {
    PluginTradeRequestRecord request;
    request.login = 1001;
    request.symbol = "EURUSD";
    request.cmd = PluginTradeCommand::Buy;
    request.volume = 1;
    server_.OpenTrade(request);
  }

  PluginServerInterface& server_;
  bool chain_;
};

EXPORT_PLUGIN(TradingOnQuotes)
