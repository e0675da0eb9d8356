// Calls trade methods inside an account event, where the platform deadlocks.
class AccountTrading final : public PluginInterface, public EventAccount {
 public:
  AccountTrading(const rapidjson::Value&, PluginServerInterface& server) : server_(server) {}

  void OnAccountLogin(const std::string&, PluginConnectionType, const PluginAccountRecord& account) override {
    std::vector<PluginTradeRecord> trades;
    server_.GetOpenTradesByLogin(account.login, &trades);
  }

 private:
  PluginServerInterface& server_;
};

EXPORT_PLUGIN(AccountTrading)
