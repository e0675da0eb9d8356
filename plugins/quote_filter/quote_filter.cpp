// Drops quotes too far from the median of the last ones, until enough of them follow each other to show that the market
// has moved.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

namespace {

constexpr const char* kName = "quote_filter";
constexpr const char* kDescription = "Drops quotes that are spikes";

/// `{"config": {"points": {"EURUSD": 50}, "window": 9, "believe_after": 4}}`; a symbol without points is not filtered.
struct Settings {
  std::unordered_map<std::string, int> points;
  std::size_t window = 9;
  int believe_after = 4;
};

int positive(const rapidjson::Value& config, const char* name, int otherwise) {
  if (!config.HasMember(name)) return otherwise;
  if (!config[name].IsInt() || config[name].GetInt() < 1)
    throw std::invalid_argument(std::string(name) + " is not a whole number above 0");
  return config[name].GetInt();
}

Settings read_settings(const rapidjson::Value& params) {
  const bool has_config = params.IsObject() && params.HasMember("config") && params["config"].IsObject();
  if (!has_config || !params["config"].HasMember("points") || !params["config"]["points"].IsObject())
    throw std::invalid_argument("config.points is missing or not an object");
  const rapidjson::Value& config = params["config"];
  Settings settings;
  settings.window = static_cast<std::size_t>(positive(config, "window", 9));
  settings.believe_after = positive(config, "believe_after", 4);
  for (const auto& entry : config["points"].GetObject()) {
    settings.points[entry.name.GetString()] = positive(config["points"], entry.name.GetString(), 0);
  }
  return settings;
}

/// The last accepted prices of one symbol.
struct History {
  std::deque<double> mids;
  int dropped_in_a_row = 0;
  int dropped = 0;

  double median() const {
    std::vector<double> sorted(mids.begin(), mids.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
  }
};

class QuoteFilter final : public PluginInterface, public HookQuote {
 public:
  QuoteFilter(PluginServerInterface& server, Settings settings) : server_(server), settings_(std::move(settings)) {}

  std::string plugin_name() const override { return kName; }
  std::string plugin_description() const override { return kDescription; }

  int HookQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick, PluginTickDiffRecord&) override try {
    const auto limit = settings_.points.find(tick.symbol);
    if (limit == settings_.points.end()) return RET_OK;
    return judge(tick.symbol, (tick.bid + tick.ask) / 2, limit->second * symbol.point);
  } catch (const std::exception& error) {
    server_.LogsOut(kName, std::string("quote not checked: ") + error.what());
    return RET_OK;
  }

 private:
  int judge(const std::string& symbol, double mid, double limit) {
    const std::lock_guard lock(mutex_);  // Quotes of two symbols may arrive on two threads.
    History& history = histories_[symbol];
    const bool spike = history.mids.size() == settings_.window && std::abs(mid - history.median()) > limit;
    if (spike && ++history.dropped_in_a_row <= settings_.believe_after) {
      ++history.dropped;
      publish();
      return RET_TRADE_OFFQUOTES;
    }
    // So many in a row are no spike but a market move: the history restarts here.
    if (spike) history.mids.clear();
    history.dropped_in_a_row = 0;
    history.mids.push_back(mid);
    if (history.mids.size() > settings_.window) history.mids.pop_front();
    return RET_OK;
  }

  void publish() const {
    rapidjson::Document state(rapidjson::kObjectType);
    auto& allocator = state.GetAllocator();
    rapidjson::Value dropped(rapidjson::kObjectType);
    for (const auto& [symbol, history] : histories_) {
      if (history.dropped == 0) continue;
      dropped.AddMember(rapidjson::Value(symbol.c_str(), allocator), rapidjson::Value(history.dropped), allocator);
    }
    state.AddMember("dropped", dropped, allocator);
    server_.SendState(state);
  }

  PluginServerInterface& server_;
  const Settings settings_;
  std::mutex mutex_;
  std::unordered_map<std::string, History> histories_;
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
  auto plugin = std::make_unique<QuoteFilter>(*server, read_settings(params));
  server->LogsOut(kName, "started");
  return plugin.release();
} catch (const std::exception& error) {
  server->LogsOut(kName, std::string("not started: ") + error.what());
  return nullptr;
}

void DestroyPlugin(PluginInterface* plugin) {
  delete static_cast<QuoteFilter*>(plugin);
}
}
