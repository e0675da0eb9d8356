// The market: symbols with their last quotes, the intake of quotes, opening hours, candles and conversion rates.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/quote.h"
#include "base/seqlock.h"
#include "market/candles.h"
#include "market/holidays.h"
#include "market/quote_filter.h"
#include "market/sessions.h"
#include "model/PluginSymbolRecord.hpp"
#include "model/TickInfo.hpp"
#include "plugins/host.h"
#include "storage/candle_write.h"
#include "storage/commit_batch.h"
#include "telemetry/telemetry.h"

namespace workbench {

using SymbolSnapshot = std::shared_ptr<const PluginSymbolRecord>;

// Writes the quote into the symbol's bid, ask and tick_time.
inline void fill(PluginSymbolRecord& symbol, const Quote& quote) noexcept {
  symbol.bid = quote.bid;
  symbol.ask = quote.ask;
  symbol.tick_time = quote.nanos / kNanosPerSecond;
}

// The reason why the market refused a quote, in the order of the checks; docs/quotes.md lists the codes.
enum class QuoteRefusal {
  None,
  Maintenance,
  UnknownSymbol,
  Price,
  Volume,
  Time,
  Lifetime,
  Holiday,
  Session,
  Filter,
  Hook,
  HookPrice,
  Spread
};
inline constexpr std::array<const char*, 13> kQuoteRefusalNames{
    "",        "maintenance", "unknown symbol", "price", "volume",     "time",  "lifetime",
    "holiday", "session",     "filter",         "hook",  "hook price", "spread"};

struct RefusalCounts {
  std::map<int, uint64_t> by_code;
  std::array<uint64_t, kQuoteRefusalNames.size()> by_reason{};
};

// The symbol that converts one unit of the quote currency to US dollars.
struct DollarPair {
  enum class Kind { None, One, Direct, Inverse };
  Kind kind = Kind::None;
  uint16_t number = 0;
};

// Throws std::runtime_error that names the symbol of an invalid record.
void check_symbol(const PluginSymbolRecord& symbol);

// One symbol: its configuration as a snapshot, its last quote and its candles.
struct LiveSymbol {
  // Owned by the engine: the holder of the engine lock uses these fields.
  PluginSymbolRecord live;  // configuration with the last quote filled in
  TickInfo tick;
  int64_t last_nanos = 0;
  double power = 1.0;  // 10 to the number of digits
  // From this moment on, for this long, the value of `gate` is valid.
  int64_t gate_from_nanos = 0;
  uint64_t gate_nanos = 0;
  QuoteRefusal gate = QuoteRefusal::None;
  QuoteFilter filter;
  bool erased = false;
  Quote last_quote;  // last quote before the removal
  Quote written;     // the quote that was last passed to the database
  // Shared: the holder of the engine lock writes it, any thread reads it.
  Seqlock<Quote> quote;
  // Shared, guarded by the mutex. Counting quotes into the running minute of the candles does not need the mutex.
  mutable std::mutex mutex;
  SymbolSnapshot record;
  SymbolSnapshot read;  // the snapshot of the last read: all readers share it until the next quote
  CandleSeries candles;
  RefusalCounts refusals;
};

// Symbols by number and by name; immutable once published.
struct SymbolTable {
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
  };
  std::vector<std::shared_ptr<LiveSymbol>> by_number;
  std::unordered_map<std::string, uint16_t, NameHash, std::equal_to<>> numbers;
  std::unordered_map<std::string, uint16_t> erased;                            // reserved numbers of removed symbols
  std::map<std::pair<std::string, std::string>, uint16_t, std::less<>> pairs;  // base and quote currency
  std::vector<DollarPair> dollars;                                             // by number
};

// Receives every stored quote before plugins do: positions, triggers, margins. Methods need the engine lock.
class QuoteFollower {
 public:
  virtual ~QuoteFollower() = default;
  // `symbol` has the quote as its bid and ask.
  virtual void quote_stored(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch) = 0;
  // A symbol was added or removed, or its configuration changed.
  virtual void symbol_changed(uint16_t number) = 0;
};

class Market {
 public:
  Market(PluginHost& host, Telemetry& telemetry);

  // Call it before the first quote. nullptr removes the follower.
  void set_follower(QuoteFollower* follower) noexcept { follower_ = follower; }

  // These methods need the engine lock.

  // While the market is shut for maintenance, it refuses every quote with RET_ERR_NOSERVICE (convention).
  void shut(bool shut) noexcept { shut_ = shut; }
  // Adds or replaces a symbol. Its quotes and candles stay, and its filter restarts. Returns its number. Throws
  // std::runtime_error.
  uint16_t put(PluginSymbolRecord symbol);
  // The same to undo a removal: it also restores the symbol's last quote.
  uint16_t put_back(PluginSymbolRecord symbol);
  // Removes a symbol: RET_OK or RET_SYMBOL_NOT_FOUND. The caller must check that no trade uses it. The numbers of other
  // symbols stay. The market keeps the symbol's number and candles in case it is added again, but not its last quote.
  int erase(const std::string& symbol);
  // Replaces the list. Throws std::runtime_error.
  void set_holidays(Holidays holidays);
  // Sets the time zones of sessions and holidays.
  void set_zones(SymbolZones zones);
  // Loads a candle from the database; the symbol may be added later.
  void restore(const std::string& symbol, const PluginCandleRecord& candle);
  // Loads the last quote of a symbol from the database. It is the symbol's last quote until the next one arrives. The
  // market does not compare the time of the next quote with it, and ignores invalid prices.
  void restore(const std::string& symbol, const Quote& quote);
  // Processes one quote: checks, life time, holidays and quote session, filter, quote hooks, spread, store, candles,
  // quote events, telemetry (docs/quotes.md). Returns RET_OK, RET_ERR_NOSERVICE (shut), RET_SYMBOL_NOT_FOUND (no such
  // number), RET_TRADE_BAD_PRICES (not finite, bid not above 0, ask below bid, also after hooks and spread),
  // RET_INVALID_DATA (volume), RET_ERR_DATA (time goes back), RET_TRADE_MARKET_CLOSED, RET_TRADE_OFFQUOTES (filter) or
  // the code of the hook that dropped it. The market counts refusals per symbol. `sent_seconds` is the sender's own
  // time of the quote, 0 when there is none; a time older than that of the last stored quote is RET_ERR_DATA as well.
  // The market stores the quote with `nanos`. Changes that the follower makes go into the batch.
  int take(uint16_t number, double bid, double ask, double volume, int64_t nanos, CommitBatch& batch,
           std::time_t sent_seconds = 0);
  // Counts a quote with an unknown symbol name.
  int refuse_unknown() noexcept;
  // Writes checked candles (check_candles) directly, without quotes, and updates the longer frames. Affects only the
  // given minutes; RET_SYMBOL_NOT_FOUND.
  int set_candles(const std::string& symbol, const Candles& candles, CommitBatch& batch);
  // Replaces all one-minute candles with from <= time <= to by these. They must be checked and in the range; the list
  // may be empty.
  int replace_candles(const std::string& symbol, std::time_t from, std::time_t to, const Candles& candles,
                      CommitBatch& batch);
  // Returns the candle changes since the last call, in order, for the database; with `unfinished` also the running
  // candles.
  std::vector<CandleWrite> take_candles(bool unfinished);
  // Returns the last quotes that changed since the last call, for the database.
  std::vector<QuoteWrite> take_quotes();
  // The number of assigned symbol numbers, including those of removed symbols.
  uint16_t numbers() const noexcept { return static_cast<uint16_t>(table_->by_number.size()); }
  // Configuration with the last quote; valid until the symbol is replaced.
  const PluginSymbolRecord& live(uint16_t number) const { return table_->by_number[number]->live; }

  // Thread-safe methods.

  std::optional<uint16_t> number(std::string_view symbol) const;
  // Configuration with the last quote (bid, ask, tick_time) and the value of a tick: bid_tickvalue and ask_tickvalue
  // are the US dollars that one lot gains per tick_size (point when that is 0), converted at bid and at ask; 0 without
  // a rate (convention). The method computes them, so records for quote hooks and events do not have them.
  std::optional<PluginSymbolRecord> symbol(std::string_view name) const;
  SymbolSnapshot symbol_snapshot(std::string_view name) const;  // the same; nullptr when there is none
  std::vector<PluginSymbolRecord> symbols() const;
  // Returns nullopt for an unknown symbol.
  std::optional<std::vector<PluginCandleRecord>> candles(std::string_view symbol, std::string_view frame,
                                                         std::time_t from, std::time_t to) const;
  // Whether the symbol trades or quotes at this moment of server time, and the reason if it does not.
  MarketHours hours(const PluginSymbolRecord& symbol, SessionUse kind, int64_t nanos) const;
  Holidays holidays() const;
  // Refusals of a symbol; the empty name stands for quotes with unknown names and numbers.
  RefusalCounts refusals(std::string_view symbol) const;
  // Multiplier that converts an amount of `from` to `to` at the last quotes: conversion_rate(). nullopt without one.
  std::optional<double> rate(std::string_view from, std::string_view to, PluginTradeCommand cmd) const;
  // The symbols whose quotes can change that rate.
  std::vector<uint16_t> converting(std::string_view from, std::string_view to) const;

 private:
  uint16_t replace(PluginSymbolRecord symbol);
  std::shared_ptr<const SymbolTable> table() const;
  std::shared_ptr<const Calendar> calendar() const;
  std::shared_ptr<LiveSymbol> find(std::string_view symbol) const;
  void publish(Calendar calendar);
  QuoteRefusal admit(LiveSymbol& symbol, Prices prices, double volume, int64_t nanos, std::time_t sent_seconds);
  void look_at_gate(LiveSymbol& symbol, int64_t nanos);
  QuoteRefusal ask_plugins(LiveSymbol& symbol, uint16_t number, bool& changed, int& code);
  void store(LiveSymbol& symbol, uint16_t number, int64_t nanos, CommitBatch& batch);
  void begin_minute(LiveSymbol& symbol);
  void refuse(LiveSymbol& symbol, QuoteRefusal reason, int code);
  void publish(std::shared_ptr<SymbolTable> table);
  double dollars_for_one(const SymbolTable& table, uint16_t number, PluginTradeCommand side) const;
  SymbolSnapshot current(const SymbolTable& table, uint16_t number) const;

  PluginHost& host_;
  Telemetry& telemetry_;
  QuoteFollower* follower_ = nullptr;
  bool shut_ = false;
  mutable std::mutex table_mutex_;
  std::shared_ptr<const SymbolTable> table_;
  std::shared_ptr<const Calendar> calendar_;  // guarded by the table's mutex
  std::atomic<uint64_t> unknown_ = 0;
  std::unordered_map<std::string, Candles> restored_;
  std::unordered_map<std::string, Quote> restored_quotes_;
  std::vector<CandleWrite> candle_writes_;
};

}  // namespace workbench
