// A plugin for the development kits: changes trades, throws, refuses, and reports its arguments.
#include <stdexcept>

#include "CServerInterface.h"
#include "PluginInterface.h"

namespace {

class Older final : public PluginInterface,
                    public HookTrade,
                    public HookAccount,
                    public EventTrade,
                    public EventAccount {
 public:
  Older(const rapidjson::Value& config, CServerInterface& server)
      : server_(server), mark_(config.HasMember("mark") ? config["mark"].GetString() : "") {}

  std::string plugin_name() const override { return "older"; }
  std::string plugin_description() const override { return "Built for a development kit."; }

  int HookTradeRequestOpen(const TradeRecord& trade, const GroupRecord& group, const SymbolRecord& symbol,
                           const AccountRecord& account, const MarginLevel& margin, TradeDiffRecord& diff) override {
    say("request " + std::to_string(trade.cmd) + " " + trade.symbol + " " + std::to_string(trade.volume) + " of " +
        account.name + " in " + group.group + " at " + std::to_string(symbol.ask) + " with " +
        std::to_string(margin.balance) + ", sections " + std::to_string(group.secgroups.size()) + ", commission " +
        std::to_string(group.secgroups.at(0).comm_base));
    if (trade.comment == "throw") throw std::runtime_error("legacy plugin is unwell");
    if (trade.comment == "refuse") return RET_TRADE_DISABLE;
    if (trade.comment == "nested") return nested(trade, diff);
    if (mark_.empty()) return RET_OK;
    diff.comment = trade.comment + mark_;
    return RET_OK_CHANGE;
  }

  int HookTradeProcessCommision(const TradeRecord&, const GroupRecord&, const SymbolRecord&, const AccountRecord&,
                                const MarginLevel&, TradeDiffRecord& diff) override {
    if (mark_.empty()) return RET_OK;
    diff.commission = -3.5;
    return RET_OK_CHANGE;
  }

  int HookAccountUpdate(const AccountRecord&, const MarginLevel&, AccountDiffRecord& diff) override {
    if (mark_.empty()) return RET_OK;
    diff.city = "Older City";
    return RET_OK_CHANGE;
  }

  void OnTradeAddDB(const TradeRecord& trade) override {
    say("added " + std::to_string(trade.order) + " " + trade.comment + " " + std::to_string(trade.state));
  }

  void OnAccountLogin(const std::string& ip, ConnectionType type, const AccountRecord& account) override {
    say("login " + std::to_string(account.login) + " from " + ip + " by " + std::to_string(type));
  }

  int CustomAction(rapidjson::Value& request, rapidjson::Value& response,
                   rapidjson::Document::AllocatorType& allocator) override {
    AccountRecord account{};
    account.login = request["login"].GetInt();
    const int code = server_.GetAccountByLogin(account.login, &account);
    if (request.HasMember("comment")) {
      account.comment = request["comment"].GetString();
      return server_.UpdateAccount(account);
    }
    response.SetObject();
    response.AddMember("name", rapidjson::Value(account.name.c_str(), allocator), allocator);
    response.AddMember("balance", account.balance, allocator);
    return code;
  }

 private:
  // The hooks of the inner request run while the records of the outer one are in use.
  int nested(const TradeRecord& trade, TradeDiffRecord& diff) {
    TradeRecord inner{};
    inner.login = trade.login;
    inner.symbol = trade.symbol;
    inner.cmd = 1;
    inner.volume = 7;
    inner.comment = "inner";
    const int code = server_.OpenTrade(inner);
    diff.comment = "outer " + std::to_string(trade.volume) + " " + std::to_string(code);
    return RET_OK_CHANGE;
  }

  void say(const std::string& text) { server_.LogsOut("older", text); }

  CServerInterface& server_;
  std::string mark_;
};

}  // namespace

extern "C" {
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value& data,
                                                   rapidjson::Document::AllocatorType& allocator,
                                                   CServerInterface* server) {
  const int starts = data.HasMember("starts") ? data["starts"].GetInt() : 0;
  data.RemoveMember("starts");
  data.AddMember("starts", starts + 1, allocator);
  if (params["config"].HasMember("unwell")) throw std::runtime_error("no plugin today");
  return new Older(params["config"], *server);
}
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin) {
  delete static_cast<Older*>(plugin);
}
}
