// Calls the server inside a hook, and returns the results to managers.
class Asking final : public PluginInterface, public HookTrade {
 public:
  Asking(const rapidjson::Value&, PluginServerInterface& server) : server_(server) {
    server_.LogsOut("PLUGIN", "asking is up");
  }

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    PluginAccountRecord account;
    const int code = server_.GetAccountByLogin(trade.login, &account);
    PluginSymbolRecord symbol;
    return code == RET_OK && server_.GetSymbol("NOSUCH", &symbol) == RET_SYMBOL_NOT_FOUND ? RET_OK : RET_ERROR;
  }

  int CustomAction(rapidjson::Value& request, rapidjson::Value& response,
                   rapidjson::Document::AllocatorType& allocator) override {
    response.SetObject();
    response.AddMember("asked", rapidjson::Value(request, allocator), allocator);
    return RET_OK;
  }

 private:
  PluginServerInterface& server_;
};

EXPORT_PLUGIN(Asking)
