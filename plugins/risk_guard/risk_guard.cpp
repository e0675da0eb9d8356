// Refuses an opening that would raise an account's exposure above its limit.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "PluginInterface.h"

namespace {

constexpr const char* kName = "risk_guard";
constexpr const char* kDescription = "Refuses openings beyond an exposure limit per account";
constexpr int kChecksBetweenStates = 25;

/// Limits in the deposit currency: `{"config": {"max_exposure": 2e6, "by_login": {"1003": 5e5}}}`.
struct Limits {
  double general = 0;
  std::unordered_map<int, double> by_login;

  double of(int login) const {
    const auto own = by_login.find(login);
    return own == by_login.end() ? general : own->second;
  }
};

Limits read_limits(const rapidjson::Value& params) {
  const bool has_config = params.IsObject() && params.HasMember("config") && params["config"].IsObject();
  if (!has_config || !params["config"].HasMember("max_exposure") || !params["config"]["max_exposure"].IsNumber()) {
    throw std::invalid_argument("config.max_exposure is missing or not a number");
  }
  const rapidjson::Value& config = params["config"];
  Limits limits{config["max_exposure"].GetDouble(), {}};
  if (config.HasMember("by_login") && config["by_login"].IsObject()) {
    for (const auto& entry : config["by_login"].GetObject()) {
      if (!entry.value.IsNumber()) throw std::invalid_argument("config.by_login: a limit is not a number");
      limits.by_login[std::stoi(entry.name.GetString())] = entry.value.GetDouble();
    }
  }
  return limits;
}

bool is_market_order(PluginTradeCommand cmd) {
  return cmd == PluginTradeCommand::Buy || cmd == PluginTradeCommand::Sell;
}

class RiskGuard final : public PluginInterface, public HookTrade {
 public:
  RiskGuard(PluginServerInterface& server, Limits limits) : server_(server), limits_(std::move(limits)) {}

  std::string plugin_name() const override { return kName; }
  std::string plugin_description() const override { return kDescription; }

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group,
                           const PluginSymbolRecord& symbol, const PluginAccountRecord&, const PluginMarginLevel&,
                           PluginTradeDiffRecord&) override try {
    if (!is_market_order(trade.cmd)) return RET_OK;
    const double exposure = open_exposure(trade.login, group.currency) + exposure_of(trade, symbol, group.currency);
    const bool refuse = exposure > limits_.of(trade.login);
    if (refuse) tell_refusal(trade, exposure);
    const int checks = ++checks_;
    if (refuse || checks % kChecksBetweenStates == 0) publish(checks, trade.login, exposure);
    return refuse ? RET_TRADE_LIMIT_REACHED : RET_OK;
  } catch (const std::exception& error) {
    server_.LogsOut(kName, std::string("exposure unknown, opening refused: ") + error.what());
    return RET_TRADE_CONTEXT_BUSY;  // Refuses everything while the exposure is unknown.
  }

  /// The request `{"login": 1003}` returns the account's limit and the decisions so far.
  int CustomAction(rapidjson::Value& request, rapidjson::Value& response,
                   rapidjson::Document::AllocatorType& allocator) override {
    if (!request.IsObject() || !request.HasMember("login") || !request["login"].IsInt()) return RET_ERR_PARAMS;
    response.SetObject();
    response.AddMember("limit", limits_.of(request["login"].GetInt()), allocator);
    response.AddMember("checks", checks_.load(), allocator);
    response.AddMember("refused", refused_.load(), allocator);
    return RET_OK;
  }

 private:
  double open_exposure(int login, const std::string& currency) const {
    std::vector<PluginTradeRecord> trades;
    const int code = server_.GetOpenTradesByLogin(login, &trades);
    if (code != RET_OK) throw std::runtime_error("GetOpenTradesByLogin returned " + std::to_string(code));
    double sum = 0;
    for (const PluginTradeRecord& trade : trades) {
      if (!is_market_order(trade.cmd)) continue;
      PluginSymbolRecord symbol;
      const int found = server_.GetSymbol(trade.symbol, &symbol);
      if (found != RET_OK)
        throw std::runtime_error("GetSymbol(" + trade.symbol + ") answered " + std::to_string(found));
      sum += exposure_of(trade, symbol, currency);
    }
    return sum;
  }

  /// Lots x contract size x the price at which the trade would be closed, in `currency`.
  double exposure_of(const PluginTradeRecord& trade, const PluginSymbolRecord& symbol,
                     const std::string& currency) const {
    const double price = trade.cmd == PluginTradeCommand::Buy ? symbol.bid : symbol.ask;
    const double in_quote_currency = trade.volume / 100.0 * symbol.contract_size * price;
    if (symbol.quote_currency == currency) return in_quote_currency;
    double rate = 0;
    const int code =
        server_.CalculateConvertRateByCurrency(symbol.quote_currency, currency, static_cast<int>(trade.cmd), &rate);
    if (code != RET_OK) throw std::runtime_error("no rate " + symbol.quote_currency + "/" + currency);
    return in_quote_currency * rate;
  }

  void tell_refusal(const PluginTradeRecord& trade, double exposure) {
    ++refused_;
    char text[160];
    std::snprintf(text, sizeof text, "refused %.2f lots of %s for %d: exposure would be %.0f, limit %.0f",
                  trade.volume / 100.0, trade.symbol.c_str(), trade.login, exposure, limits_.of(trade.login));
    server_.LogsOut(kName, text);
  }

  void publish(int checks, int login, double exposure) const {
    rapidjson::Document state(rapidjson::kObjectType);
    auto& allocator = state.GetAllocator();
    state.AddMember("checks", checks, allocator);
    state.AddMember("refused", refused_.load(), allocator);
    state.AddMember("last_login", login, allocator);
    state.AddMember("last_exposure", std::round(exposure), allocator);
    state.AddMember("last_limit", limits_.of(login), allocator);
    server_.SendState(state);
  }

  PluginServerInterface& server_;
  const Limits limits_;
  std::atomic<int> checks_ = 0;  // Hooks may run on several threads at the same time.
  std::atomic<int> refused_ = 0;
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
  auto plugin = std::make_unique<RiskGuard>(*server, read_limits(params));
  server->LogsOut(kName, "started");
  return plugin.release();
} catch (const std::exception& error) {
  server->LogsOut(kName, std::string("not started: ") + error.what());
  return nullptr;
}

void DestroyPlugin(PluginInterface* plugin) {
  delete static_cast<RiskGuard*>(plugin);
}
}
