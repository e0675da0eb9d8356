// Writes the current market prices into the comment of every trade of selected accounts.
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <unordered_set>

#include "PluginInterface.h"

namespace {

constexpr const char* kName = "trade_commenter";
constexpr const char* kDescription = "Marks the trades of selected accounts in their comment";

/// Logins of `{"config": {"track_logins": [1001, 1002]}}`. Skips and logs values that are not whole numbers.
std::unordered_set<int> tracked_logins(const rapidjson::Value& params, PluginServerInterface& server) {
  std::unordered_set<int> logins;
  if (!params.IsObject() || !params.HasMember("config") || !params["config"].IsObject()) return logins;
  const rapidjson::Value& config = params["config"];
  if (!config.HasMember("track_logins") || !config["track_logins"].IsArray()) return logins;
  for (const rapidjson::Value& entry : config["track_logins"].GetArray()) {
    if (entry.IsInt()) {
      logins.insert(entry.GetInt());
    } else {
      server.LogsOut(kName, "config.track_logins contains a value that is not an account number");
    }
  }
  return logins;
}

class TradeCommenter final : public PluginInterface, public HookTrade {
 public:
  TradeCommenter(PluginServerInterface& server, std::unordered_set<int> logins)
      : server_(server), logins_(std::move(logins)) {}

  std::string plugin_name() const override { return kName; }
  std::string plugin_description() const override { return kDescription; }

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord& symbol,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override
      try {
    if (!logins_.contains(trade.login)) return RET_OK;
    diff.comment = comment(trade, symbol);
    return RET_OK_CHANGE;
  } catch (const std::exception& error) {
    server_.LogsOut(kName, std::string("no comment for this trade: ") + error.what());
    return RET_OK;  // A missing comment is no reason to refuse a trade.
  }

 private:
  static std::string comment(const PluginTradeRecord& trade, const PluginSymbolRecord& symbol) {
    char market[64];
    std::snprintf(market, sizeof market, "VIP %.*f/%.*f", symbol.digits, symbol.bid, symbol.digits, symbol.ask);
    return trade.comment.empty() ? market : trade.comment + " | " + market;
  }

  PluginServerInterface& server_;
  const std::unordered_set<int> logins_;  // Immutable after construction, because hooks may run at the same time.
};

}  // namespace

extern "C" {

int GetPluginApiVersion() {
  return PLUGIN_VERSION_API;
}

int GetPluginServerApiVersion() {
  return PluginServerInterface::GetApiVersion();
}

void AboutPlugin(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType& allocator,
                 PluginServerInterface*) {
  response.SetObject();
  response.AddMember("name", rapidjson::StringRef(kName), allocator);
  response.AddMember("description", rapidjson::StringRef(kDescription), allocator);
  response.AddMember("version", "1.0", allocator);
  response.AddMember("author", "ScaleTrade workbench", allocator);
}

PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                              PluginServerInterface* server) try {
  auto plugin = std::make_unique<TradeCommenter>(*server, tracked_logins(params, *server));
  server->LogsOut(kName, "started");
  return plugin.release();
} catch (const std::exception& error) {
  server->LogsOut(kName, std::string("not started: ") + error.what());
  return nullptr;
}

void DestroyPlugin(PluginInterface* plugin) {
  delete static_cast<TradeCommenter*>(plugin);
}
}
