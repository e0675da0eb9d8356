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

// Why a quote was refused; docs/quotes.md has the codes. In the order of the checks.
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

// Which symbol turns one unit of the quote currency into US dollars.
struct DollarPair {
  enum class Kind { None, One, Direct, Inverse };
  Kind kind = Kind::None;
  uint16_t number = 0;
};

// Throws std::runtime_error, which names the symbol, for a record that cannot be used.
void check_symbol(const PluginSymbolRecord& symbol);

// One symbol: its configuration as a snapshot, its last quote and its candles.
struct LiveSymbol {
  // The engine's own: used by whoever holds the engine lock.
  PluginSymbolRecord live;  // configuration with the last quote filled in
  TickInfo tick;
  int64_t last_nanos = 0;
  double power = 1.0;  // 10 to the number of digits
  // From here on, for so long, `gate` holds.
  int64_t gate_from_nanos = 0;
  uint64_t gate_nanos = 0;
  QuoteRefusal gate = QuoteRefusal::None;
  QuoteFilter filter;
  bool erased = false;
  Quote last_quote;  // before it was erased
  Quote written;     // what the database was last given
  // Shared: written with the engine lock held, read by any thread.
  Seqlock<Quote> quote;
  // Shared: under the mutex. Quotes are counted into the running minute of the candles without it.
  mutable std::mutex mutex;
  SymbolSnapshot record;
  SymbolSnapshot read;  // what was last read of it: until the next quote everybody reads the same
  CandleSeries candles;
  RefusalCounts refusals;
};

// Symbols by number and by name; never changed once published.
struct SymbolTable {
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
  };
  std::vector<std::shared_ptr<LiveSymbol>> by_number;
  std::unordered_map<std::string, uint16_t, NameHash, std::equal_to<>> numbers;
  std::unordered_map<std::string, uint16_t> erased;                            // numbers kept for symbols that are gone
  std::map<std::pair<std::string, std::string>, uint16_t, std::less<>> pairs;  // base and quote currency
  std::vector<DollarPair> dollars;                                             // by number
};

// Who must know of every stored quote before plugins are told: positions, triggers, margins. With the engine lock held.
class QuoteFollower {
 public:
  virtual ~QuoteFollower() = default;
  // `symbol` carries the quote as its bid and ask.
  virtual void quote_stored(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch) = 0;
  // A symbol is new or gone, or its configuration is another one.
  virtual void symbol_changed(uint16_t number) = 0;
};

class Market {
 public:
  Market(PluginHost& host, Telemetry& telemetry);

  // Before the first quote. nullptr for nobody.
  void set_follower(QuoteFollower* follower) noexcept { follower_ = follower; }

  // With the engine lock held.

  // While shut, for maintenance, every quote is refused with RET_ERR_NOSERVICE (convention).
  void shut(bool shut) noexcept { shut_ = shut; }
  // Adds or replaces a symbol; its quotes and candles stay, its filter starts anew. Returns its number. Throws
  // std::runtime_error.
  uint16_t put(PluginSymbolRecord symbol);
  // The same for one whose removal is undone: its last quote comes back with it.
  uint16_t put_back(PluginSymbolRecord symbol);
  // Takes a symbol away: RET_OK or RET_SYMBOL_NOT_FOUND. That no trade uses it is for the caller to check. The numbers
  // of other symbols stay, and so do its own number and candles in case it comes again; its last quote does not.
  int erase(const std::string& symbol);
  // Replaces the list. Throws std::runtime_error.
  void set_holidays(Holidays holidays);
  // By which clocks sessions and holidays are meant.
  void set_zones(SymbolZones zones);
  // Candles read from the database, for a symbol that may come later.
  void restore(const std::string& symbol, const PluginCandleRecord& candle);
  // The last quote that the database has of a symbol: it is the symbol's last quote until the next one comes. The time
  // of the next one is not compared with it. Prices that no quote can have count as none.
  void restore(const std::string& symbol, const Quote& quote);
  // One quote through the intake: checks, life time, holidays and quote session, filter, quote hooks, spread, store,
  // candles, quote events, telemetry (docs/quotes.md). Answers RET_OK, RET_ERR_NOSERVICE (shut),
  // RET_SYMBOL_NOT_FOUND (no such number), RET_TRADE_BAD_PRICES (not finite, bid not above 0, ask below bid, also after
  // hooks and spread), RET_INVALID_DATA (volume), RET_ERR_DATA (time goes back), RET_TRADE_MARKET_CLOSED,
  // RET_TRADE_OFFQUOTES (filter) or the code of the hook that dropped it; refusals are counted per symbol.
  // `sent_seconds` is the sender's own time of the quote, 0 when there is none: older than the last stored one is
  // RET_ERR_DATA as well. The quote is stored with `nanos`. What the follower does about the quote goes into the batch.
  int take(uint16_t number, double bid, double ask, double volume, int64_t nanos, CommitBatch& batch,
           std::time_t sent_seconds = 0);
  // Counts a quote for a name that is no symbol.
  int refuse_unknown() noexcept;
  // Candles changed by their hand instead of by quotes, for a checked list (check_candles); the longer frames follow.
  // Nothing else is looked at than the minutes given; RET_SYMBOL_NOT_FOUND.
  int set_candles(const std::string& symbol, const Candles& candles, CommitBatch& batch);
  // All one-minute candles with from <= time <= to give way to these; those must be checked, in the range, and may be
  // none.
  int replace_candles(const std::string& symbol, std::time_t from, std::time_t to, const Candles& candles,
                      CommitBatch& batch);
  // What has changed in candles since the last call, for the database, in order; with `unfinished` also the candles
  // still running.
  std::vector<CandleWrite> take_candles(bool unfinished);
  // Last quotes that have changed since the last call, for the database.
  std::vector<QuoteWrite> take_quotes();
  // How many numbers are given to symbols, those of erased symbols included.
  uint16_t numbers() const noexcept { return static_cast<uint16_t>(table_->by_number.size()); }
  // Configuration with the last quote; valid until it is replaced.
  const PluginSymbolRecord& live(uint16_t number) const { return table_->by_number[number]->live; }

  // Any thread.

  std::optional<uint16_t> number(std::string_view symbol) const;
  // Configuration with the last quote (bid, ask, tick_time) and the value of a tick: what bid_tickvalue and
  // ask_tickvalue say is how many US dollars one lot gains by one tick_size (point when that is 0), converted at bid
  // and at ask; 0 without a rate (convention). It is computed here, so records given to quote hooks and events have
  // none.
  std::optional<PluginSymbolRecord> symbol(std::string_view name) const;
  SymbolSnapshot symbol_snapshot(std::string_view name) const;  // the same; nullptr when there is none
  std::vector<PluginSymbolRecord> symbols() const;
  // nullopt for an unknown symbol.
  std::optional<std::vector<PluginCandleRecord>> candles(std::string_view symbol, std::string_view frame,
                                                         std::time_t from, std::time_t to) const;
  // Whether the symbol trades or quotes at this moment of server time, and if not, why.
  MarketHours hours(const PluginSymbolRecord& symbol, SessionUse kind, int64_t nanos) const;
  Holidays holidays() const;
  // Of a symbol; under the empty name, quotes for names and numbers that are no symbol.
  RefusalCounts refusals(std::string_view symbol) const;
  // Multiplier that turns an amount of `from` into `to` at the last quotes: conversion_rate(). nullopt without one.
  std::optional<double> rate(std::string_view from, std::string_view to, PluginTradeCommand cmd) const;
  // The symbols whose quotes may change that.
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
  std::shared_ptr<const Calendar> calendar_;  // under the table's mutex
  std::atomic<uint64_t> unknown_ = 0;
  std::unordered_map<std::string, Candles> restored_;
  std::unordered_map<std::string, Quote> restored_quotes_;
  std::vector<CandleWrite> candle_writes_;
};

}  // namespace workbench
