// Replaces the server's commission by one that decreases with the size of the trade.
#include <algorithm>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "PluginInterface.h"

namespace {

constexpr const char* kName = "commission_by_volume";
constexpr const char* kDescription = "Charges less per lot the larger the trade is";

/// From `from_lots` on, each lot costs `per_lot` in the deposit currency.
struct Tier {
  double from_lots;
  double per_lot;
};

double number(const rapidjson::Value& tier, const char* name) {
  if (!tier.IsObject() || !tier.HasMember(name) || !tier[name].IsNumber() || tier[name].GetDouble() < 0) {
    throw std::invalid_argument(std::string("config.tiers: every tier needs a number ") + name + ", 0 or more");
  }
  return tier[name].GetDouble();
}

/// Tiers of `{"config": {"tiers": [{"from_lots": 0, "per_lot": 7.0}, ...]}}`, smallest first.
std::vector<Tier> read_tiers(const rapidjson::Value& params) {
  const bool has_config = params.IsObject() && params.HasMember("config") && params["config"].IsObject();
  if (!has_config || !params["config"].HasMember("tiers") || !params["config"]["tiers"].IsArray()) {
    throw std::invalid_argument("config.tiers is missing");
  }
  std::vector<Tier> tiers;
  for (const rapidjson::Value& tier : params["config"]["tiers"].GetArray()) {
    tiers.push_back({number(tier, "from_lots"), number(tier, "per_lot")});
  }
  std::ranges::sort(tiers, {}, &Tier::from_lots);
  return tiers;
}

class CommissionByVolume final : public PluginInterface, public HookTrade {
 public:
  explicit CommissionByVolume(std::vector<Tier> tiers) : tiers_(std::move(tiers)) {}

  std::string plugin_name() const override { return kName; }
  std::string plugin_description() const override { return kDescription; }

  int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                                const PluginAccountRecord&, const PluginMarginLevel&,
                                PluginTradeDiffRecord& diff) override {
    const double commission = commission_of(trade.volume / 100.0);  // Volume is in hundredths of a lot.
    if (commission == diff.commission) return RET_OK;
    diff.commission = commission;
    return RET_OK_CHANGE;
  }

  /// The request `{"lots": 2.5}` returns `{"commission": -17.5}`.
  int CustomAction(rapidjson::Value& request, rapidjson::Value& response,
                   rapidjson::Document::AllocatorType& allocator) override {
    if (!request.IsObject() || !request.HasMember("lots") || !request["lots"].IsNumber()) return RET_ERR_PARAMS;
    response.SetObject();
    response.AddMember("commission", commission_of(request["lots"].GetDouble()), allocator);
    return RET_OK;
  }

 private:
  /// A charge is negative.
  double commission_of(double lots) const noexcept {
    double per_lot = 0;
    for (const Tier& tier : tiers_) {
      if (lots >= tier.from_lots) per_lot = tier.per_lot;
    }
    return per_lot == 0 ? 0.0 : -per_lot * lots;
  }

  const std::vector<Tier> tiers_;
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
  auto plugin = std::make_unique<CommissionByVolume>(read_tiers(params));
  server->LogsOut(kName, "started");
  return plugin.release();
} catch (const std::exception& error) {
  server->LogsOut(kName, std::string("not started: ") + error.what());
  return nullptr;
}

void DestroyPlugin(PluginInterface* plugin) {
  delete static_cast<CommissionByVolume*>(plugin);
}
}
