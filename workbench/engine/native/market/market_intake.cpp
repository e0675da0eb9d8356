// The intake of quotes: from admission to the stored quote.
#include <atomic>
#include <limits>

#include "base/clock.h"
#include "market/market.h"
#include "market/price_grid.h"
#include "market/spread.h"

namespace workbench {
namespace {

constexpr int64_t kMinutesOfWeek = 7 * 24 * 60;

bool usable_volume(double volume) noexcept {
  return volume >= 0.0 && volume <= std::numeric_limits<double>::max();
}

void count(uint64_t& counter) noexcept {
  const std::atomic_ref value(counter);
  value.store(value.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

int code_of(QuoteRefusal reason) noexcept {
  switch (reason) {
    case QuoteRefusal::Maintenance:
      return RET_ERR_NOSERVICE;
    case QuoteRefusal::UnknownSymbol:
      return RET_SYMBOL_NOT_FOUND;
    case QuoteRefusal::Price:
    case QuoteRefusal::HookPrice:
    case QuoteRefusal::Spread:
      return RET_TRADE_BAD_PRICES;
    case QuoteRefusal::Volume:
      return RET_INVALID_DATA;
    case QuoteRefusal::Time:
      return RET_ERR_DATA;
    case QuoteRefusal::Lifetime:
    case QuoteRefusal::Holiday:
    case QuoteRefusal::Session:
      return RET_TRADE_MARKET_CLOSED;
    case QuoteRefusal::Filter:
      return RET_TRADE_OFFQUOTES;
    case QuoteRefusal::None:
    case QuoteRefusal::Hook:
      break;
  }
  return RET_OK;
}

QuoteRefusal refusal_of(MarketHours hours) noexcept {
  switch (hours) {
    case MarketHours::OutsideLifetime:
      return QuoteRefusal::Lifetime;
    case MarketHours::Holiday:
      return QuoteRefusal::Holiday;
    case MarketHours::OutsideSession:
      return QuoteRefusal::Session;
    case MarketHours::Open:
      break;
  }
  return QuoteRefusal::None;
}

// Whether the symbol was closed in a minute between two moments. Checking one week is enough for its sessions.
bool closed_between(const PluginSymbolRecord& symbol, const Calendar& calendar, int64_t from_seconds,
                    int64_t to_seconds) noexcept {
  int64_t minute = from_seconds / 60 + 1;
  const int64_t last = std::min(to_seconds / 60, minute + kMinutesOfWeek);
  for (; minute < last; ++minute) {
    if (market_hours(symbol, SessionUse::Quote, minute * 60, calendar) != MarketHours::Open) return true;
  }
  return false;
}

void fix_spread(const PluginSymbolRecord& symbol, TickInfo& tick) noexcept {
  const Prices fixed = fixed_spread(symbol, {tick.bid, tick.ask}, symbol.spread, symbol.spread_balance);
  tick.bid = fixed.bid;
  tick.ask = fixed.ask;
}

}  // namespace

int Market::take(uint16_t number, double bid, double ask, double volume, int64_t nanos, CommitBatch& batch,
                 std::time_t sent_seconds) {
  // Only the holder of the engine lock replaces the table, so reading it here needs no lock.
  if (number >= table_->by_number.size()) return refuse_unknown();
  LiveSymbol& symbol = *table_->by_number[number];
  bool changed = false;
  int code = RET_OK;
  const Prices prices{on_grid(bid, symbol.power), on_grid(ask, symbol.power)};
  QuoteRefusal reason = admit(symbol, prices, volume, nanos, sent_seconds);
  if (reason == QuoteRefusal::None) {
    symbol.tick.bid = prices.bid;
    symbol.tick.ask = prices.ask;
    symbol.tick.volume = volume;
    symbol.tick.ctm = nanos / kNanosPerSecond;
    if (host_.has(InterfaceKind::HookQuote)) reason = ask_plugins(symbol, number, changed, code);
  }
  if (reason == QuoteRefusal::None && symbol.live.spread > 0) {
    fix_spread(symbol.live, symbol.tick);
    if (!usable_prices(symbol.tick.bid, symbol.tick.ask)) reason = QuoteRefusal::Spread;
  }
  if (reason == QuoteRefusal::None) {
    store(symbol, number, nanos, batch);
  } else {
    if (reason != QuoteRefusal::Hook) code = code_of(reason);
    refuse(symbol, reason, code);
  }
  const bool stored = reason == QuoteRefusal::None;
  const int flags = (changed ? telemetry::CALL_CHANGED : 0) | (stored ? 0 : telemetry::CALL_REFUSED);
  telemetry_.tick([&](telemetry::TickRecord& record) {
    record.server_nanos = nanos;
    record.bid = stored ? symbol.tick.bid : bid;
    record.ask = stored ? symbol.tick.ask : ask;
    record.raw_bid = bid;
    record.raw_ask = ask;
    record.volume = volume;
    record.symbol = number;
    record.flags = static_cast<uint16_t>(flags);
    record.code = code;
  });
  return code;
}

QuoteRefusal Market::admit(LiveSymbol& symbol, Prices prices, double volume, int64_t nanos, std::time_t sent_seconds) {
  if (shut_) return QuoteRefusal::Maintenance;
  if (symbol.erased) return QuoteRefusal::UnknownSymbol;
  if (!usable_prices(prices.bid, prices.ask)) return QuoteRefusal::Price;
  if (!usable_volume(volume)) return QuoteRefusal::Volume;
  if (nanos < symbol.last_nanos || (sent_seconds != 0 && sent_seconds < symbol.live.tick_time))
    return QuoteRefusal::Time;
  if (static_cast<uint64_t>(nanos - symbol.gate_from_nanos) >= symbol.gate_nanos) look_at_gate(symbol, nanos);
  if (symbol.gate != QuoteRefusal::None) return symbol.gate;
  return !symbol.filter.on() || symbol.filter.pass(prices) ? QuoteRefusal::None : QuoteRefusal::Filter;
}

// Sessions and holidays change with the minute, a life time with the second.
void Market::look_at_gate(LiveSymbol& symbol, int64_t nanos) {
  const bool limited = symbol.live.starting != 0 || symbol.live.expiration != 0;
  const int64_t step = limited ? kNanosPerSecond : kNanosPerMinute;
  const int64_t seconds = nanos / kNanosPerSecond;
  symbol.gate_from_nanos = nanos - nanos % step;
  symbol.gate_nanos = static_cast<uint64_t>(step);
  symbol.gate = refusal_of(market_hours(symbol.live, SessionUse::Quote, seconds, *calendar_));
  if (!symbol.filter.on()) return;
  const bool gap = symbol.gate != QuoteRefusal::None ||
                   closed_between(symbol.live, *calendar_, symbol.last_nanos / kNanosPerSecond, seconds);
  if (gap) symbol.filter.restart();
}

QuoteRefusal Market::ask_plugins(LiveSymbol& symbol, uint16_t number, bool& changed, int& code) {
  const HookOutcome outcome = host_.quote_hook(number, symbol.live, symbol.tick);
  changed = outcome.changed;
  if (outcome.code != RET_OK && outcome.code != RET_OK_CHANGE) {
    code = outcome.code;
    return QuoteRefusal::Hook;
  }
  if (!changed) return QuoteRefusal::None;
  symbol.tick.bid = on_grid(symbol.tick.bid, symbol.power);
  symbol.tick.ask = on_grid(symbol.tick.ask, symbol.power);
  const bool usable = usable_prices(symbol.tick.bid, symbol.tick.ask) && usable_volume(symbol.tick.volume);
  return usable ? QuoteRefusal::None : QuoteRefusal::HookPrice;
}

void Market::store(LiveSymbol& symbol, uint16_t number, int64_t nanos, CommitBatch& batch) {
  symbol.last_nanos = nanos;
  const Quote quote{symbol.tick.bid, symbol.tick.ask, nanos};
  fill(symbol.live, quote);
  symbol.quote.store(quote);
  if (!symbol.candles.count(symbol.tick.ctm, quote.bid, symbol.tick.volume)) begin_minute(symbol);
  count(telemetry_.header().ticks);
  if (follower_ != nullptr) follower_->quote_stored(number, symbol.live, batch);
  if (host_.has(InterfaceKind::EventQuote)) host_.quote_event(number, symbol.live, symbol.tick);
}

void Market::begin_minute(LiveSymbol& symbol) {
  const std::scoped_lock lock(symbol.mutex);
  if (const auto* completed = symbol.candles.begin_minute(symbol.tick.ctm, symbol.tick.bid, symbol.tick.volume))
    candle_writes_.push_back({symbol.live.symbol, *completed, {}});
}

void Market::refuse(LiveSymbol& symbol, QuoteRefusal reason, int code) {
  std::atomic_ref(telemetry_.header().ticks_refused).fetch_add(1, std::memory_order_relaxed);
  if (reason == QuoteRefusal::UnknownSymbol) unknown_.fetch_add(1, std::memory_order_relaxed);
  const std::scoped_lock lock(symbol.mutex);
  ++symbol.refusals.by_code[code];
  ++symbol.refusals.by_reason[static_cast<size_t>(reason)];
}

int Market::refuse_unknown() noexcept {
  unknown_.fetch_add(1, std::memory_order_relaxed);
  std::atomic_ref(telemetry_.header().ticks_refused).fetch_add(1, std::memory_order_relaxed);
  return RET_SYMBOL_NOT_FOUND;
}

}  // namespace workbench
