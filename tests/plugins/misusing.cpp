// Misuses records on request of CustomAction: writes to a read-only record, keeps a record, uses it later.
#include <cstring>
#include <string>
#include <thread>

class Misusing final : public PluginInterface, public HookTrade, public EventQuote {
 public:
  Misusing(const rapidjson::Value& config, PluginServerInterface& server)
      : server_(server), writes_(config.HasMember("writes")), keeps_(config.HasMember("keeps")) {}

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord& symbol,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    if (fills_) return RET_TRADE_DISABLE;
    if (writes_) const_cast<PluginTradeRecord&>(trade).volume = 77;
    if (keeps_) {
      kept_ = &symbol;
      kept_diff_ = &diff;
    }
    diff.comment = "changed";
    return RET_OK_CHANGE;
  }

  int CustomAction(rapidjson::Value& request, rapidjson::Value& response,
                   rapidjson::Document::AllocatorType& allocator) override {
    const std::string what = request["do"].GetString();
    if (what == "read") response.SetObject().AddMember("digits", kept_->digits, allocator);
    if (what == "read on a thread") std::thread([this] { seen_ = kept_->symbol.size(); }).join();
    if (what == "write diff") kept_diff_->sl = 1.5;
    if (what == "ruin diff") std::memset(static_cast<void*>(&kept_diff_->comment), 0xFF, sizeof kept_diff_->comment);
    if (what == "fill pages") fill_pages();
    return RET_OK;
  }

 private:
  // Until each record page has been reused.
  void fill_pages() {
    PluginTradeRequestRecord request;
    request.login = 1001;
    request.symbol = "EURUSD";
    request.cmd = PluginTradeCommand::Buy;
    request.volume = 10;
    fills_ = true;
    for (int asked = 0; asked < 1'000; ++asked) server_.OpenTrade(request);
    fills_ = false;
  }

  PluginServerInterface& server_;
  bool writes_, keeps_;
  bool fills_ = false;
  const PluginSymbolRecord* kept_ = nullptr;
  PluginTradeDiffRecord* kept_diff_ = nullptr;
  std::size_t seen_ = 0;
};

EXPORT_PLUGIN(Misusing)
