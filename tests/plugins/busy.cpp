// Queries and changes the server on config.threads own threads and inside its hooks, until it is destroyed.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

class Busy final : public PluginInterface,
                   public HookTrade,
                   public HookAccount,
                   public HookQuote,
                   public EventTrade,
                   public EventAccount,
                   public EventQuote {
 public:
  Busy(const rapidjson::Value& config, PluginServerInterface& server) : server_(server) {
    for (int started = 0; started < number(config, "threads"); ++started) threads_.emplace_back([this] { run(); });
  }
  ~Busy() override {
    // Also inside DestroyPlugin.
    trade(PluginTradeCommand::Buy);
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    std::vector<PluginTradeRecord> open;
    server_.GetOpenTradesByLogin(trade.login, &open);
    diff.comment = "seen";
    return trade.comment.empty() ? RET_OK_CHANGE : RET_OK;
  }
  int HookQuoteTick(const PluginSymbolRecord& symbol, const TickInfo&, PluginTickDiffRecord&) override {
    double rate = 0.0;
    if (++quotes_ % 64 == 0) server_.CalculateConvertRateByCurrency(symbol.currency, "USD", 0, &rate);
    return RET_OK;
  }
  void OnTradeAddDB(const PluginTradeRecord& trade) override {
    if (trade.order % 4 == 0) close(trade.order);
  }
  int CustomAction(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType&) override {
    response.SetInt64(quotes_);
    return RET_OK;
  }

 private:
  void run() {
    while (!stop_) {
      trade(PluginTradeCommand::Buy);
      trade(PluginTradeCommand::Sell);
      std::vector<PluginTradeRecord> open;
      server_.GetAllOpenTrades(&open);
      for (const PluginTradeRecord& each : open) close(each.order);
      look();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  void trade(PluginTradeCommand cmd) {
    PluginTradeRequestRecord request;
    request.login = 1001;
    request.symbol = "EURUSD";
    request.cmd = cmd;
    request.volume = 1;
    server_.OpenTrade(request);
  }
  void close(int order) {
    PluginTradeRequestRecord request;
    request.order = order;
    server_.CloseTrade(request);
  }
  void look() {
    std::vector<PluginAccountRecord> accounts;
    server_.GetAccountsByGroup("*", &accounts);
    PluginSymbolRecord symbol;
    server_.GetSymbol("EURUSD", &symbol);
    std::vector<PluginGroupRecord> groups;
    server_.GetAllGroups(&groups);
    std::vector<PluginCandleRecord> candles;
    server_.GetCandles("EURUSD", "1M", 0, 4'000'000'000, &candles);
    TickInfo tick;
    tick.symbol = "GBPUSD";
    tick.bid = 1.3;
    tick.ask = 1.4;
    server_.TickSet(tick);
    server_.LogsOut("PLUGIN", "busy");
  }

  PluginServerInterface& server_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::int64_t> quotes_ = 0;
  std::vector<std::thread> threads_;
};

EXPORT_PLUGIN(Busy)
