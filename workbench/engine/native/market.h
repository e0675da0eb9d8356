// The market: symbols with their last quotes, the intake of quotes, candles and conversion rates.
#pragma once

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

#include "candles.h"
#include "host.h"
#include "model/PluginSymbolRecord.hpp"
#include "model/TickInfo.hpp"
#include "round.h"
#include "telemetry.h"

namespace workbench {

// Last stored quote; bid 0 means that there is none yet.
struct Quote {
  double bid = 0.0;
  double ask = 0.0;
  int64_t nanos = 0;  // server time
};

// Writes the quote into the symbol's bid, ask and tick_time.
void fill(PluginSymbolRecord& symbol, const Quote& quote) noexcept;

// One symbol: its configuration as a snapshot, its last quote and its candles.
struct LiveSymbol {
  // The engine's own: used by whoever has the engine's turn.
  PluginSymbolRecord live;  // configuration with the last quote filled in
  TickInfo tick;
  int64_t last_nanos = 0;
  int64_t session_minute = -1;
  bool session_is_open = false;
  // Shared: under the mutex.
  mutable std::mutex mutex;
  std::shared_ptr<const PluginSymbolRecord> record;
  Quote quote;
  CandleSeries candles;
  std::map<int, uint64_t> refusals;  // quotes refused, by code
};

// Symbols by number and by name; never changed once published.
struct SymbolTable {
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
  };
  std::vector<std::shared_ptr<LiveSymbol>> by_number;
  std::unordered_map<std::string, uint16_t, NameHash, std::equal_to<>> numbers;
  std::map<std::pair<std::string, std::string>, uint16_t, std::less<>> pairs;  // base and quote currency
};

// Who must know of every stored quote before plugins are told: positions, triggers, margins. With the engine's turn.
class QuoteFollower {
 public:
  virtual ~QuoteFollower() = default;
  // `symbol` carries the quote as its bid and ask.
  virtual void quote_stored(uint16_t number, const PluginSymbolRecord& symbol, Round& round) = 0;
};

class Market {
 public:
  Market(PluginHost& host, Telemetry& telemetry);

  // Before the first quote. nullptr for nobody.
  void set_follower(QuoteFollower* follower) noexcept { follower_ = follower; }

  // With the engine's turn.

  // While shut, for maintenance, every quote is refused with RET_ERR_NOSERVICE (convention).
  void shut(bool shut) noexcept { shut_ = shut; }
  // Adds or replaces a symbol; its quotes and candles stay. Returns its number. Throws std::runtime_error.
  uint16_t put(PluginSymbolRecord symbol);
  // Candles read from the database, for a symbol that may come later.
  void restore(const std::string& symbol, const PluginCandleRecord& candle);
  // One quote through the intake: checks, quote session, quote hooks, spread, store, candles, quote events, telemetry.
  // Answers RET_OK, RET_ERR_NOSERVICE (shut), RET_TRADE_BAD_PRICES (not finite, bid not above 0, ask below bid),
  // RET_INVALID_DATA (volume), RET_ERR_DATA (time goes back), RET_TRADE_MARKET_CLOSED (quote session) or the code of
  // the hook that dropped it; refusals are counted per symbol. `sent_seconds` is the sender's own time of the quote, 0
  // when there is none: older than the last stored one is RET_ERR_DATA as well. The number must be one of this
  // market's. What the follower does about the quote goes into the round.
  int take(uint16_t number, double bid, double ask, double volume, int64_t nanos, Round& round,
           std::time_t sent_seconds = 0);
  // Candles completed since the last call, for the database; with `unfinished` also those still running.
  std::vector<FinishedCandle> take_candles(bool unfinished);

  // Any thread.

  size_t size() const;
  std::optional<uint16_t> number(std::string_view symbol) const;
  // Configuration with the last quote: bid, ask and tick_time.
  std::optional<PluginSymbolRecord> symbol(std::string_view name) const;
  std::vector<PluginSymbolRecord> symbols() const;
  // nullopt for an unknown symbol.
  std::optional<std::vector<PluginCandleRecord>> candles(std::string_view symbol, std::string_view frame,
                                                         std::time_t from, std::time_t to) const;
  std::map<int, uint64_t> refusals(std::string_view symbol) const;
  // Multiplier that turns an amount of `from` into `to` at the last quotes: conversion_rate(). nullopt without one.
  std::optional<double> rate(std::string_view from, std::string_view to, PluginTradeCommand cmd) const;

 private:
  std::shared_ptr<const SymbolTable> table() const;
  std::shared_ptr<LiveSymbol> find(std::string_view symbol) const;
  int admit(LiveSymbol& symbol, double bid, double ask, double volume, int64_t nanos, std::time_t sent_seconds);
  int ask_plugins(LiveSymbol& symbol, uint16_t number, bool& changed);
  void store(LiveSymbol& symbol, uint16_t number, int64_t nanos, Round& round);
  void refuse(LiveSymbol& symbol, int code);

  PluginHost& host_;
  Telemetry& telemetry_;
  QuoteFollower* follower_ = nullptr;
  bool shut_ = false;
  mutable std::mutex table_mutex_;
  std::shared_ptr<const SymbolTable> table_;
  std::unordered_map<std::string, std::vector<PluginCandleRecord>> restored_;
  std::vector<FinishedCandle> finished_;
};

}  // namespace workbench
