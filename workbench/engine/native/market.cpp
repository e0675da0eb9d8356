// Quote intake and the symbol table.
#include "market.h"

#include <atomic>
#include <cctype>
#include <cmath>
#include <stdexcept>
#include <type_traits>

#include "calculators.h"
#include "clock.h"
#include "sessions.h"
#include "spread.h"

namespace workbench {
namespace {

constexpr size_t kMaxSymbols = 65'000;  // numbers travel as 16 bits, and 0 or 65535 stand for "none" in call records

bool usable_prices(double bid, double ask) noexcept {
  return std::isfinite(bid) && std::isfinite(ask) && bid > 0.0 && ask >= bid;
}

void count(uint64_t& counter) noexcept {
  const std::atomic_ref value(counter);
  value.store(value.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

bool names_a_pair(const std::string& name) noexcept {
  if (name.size() != 6) return false;
  for (const char letter : name) {
    if (std::isupper(static_cast<unsigned char>(letter)) == 0) return false;
  }
  return true;
}

void require(bool good, const std::string& symbol, const char* what) {
  if (!good) throw std::runtime_error("symbol " + symbol + ": " + what);
}

void check(const PluginSymbolRecord& symbol) {
  require(!symbol.symbol.empty(), "\"\"", "a symbol needs a name");
  require(symbol.digits >= 0 && symbol.digits <= 10, symbol.symbol, "digits must be between 0 and 10");
  for (const double value :
       {symbol.contract_size, symbol.tick_value, symbol.tick_size, symbol.margin_initial, symbol.margin_divider,
        symbol.margin_hedged, symbol.margin_maintenance, symbol.point, symbol.multiply}) {
    require(std::isfinite(value) && value >= 0.0, symbol.symbol,
            "sizes, margins and divider must be finite and not below 0");
  }
  require(symbol.spread >= 0, symbol.symbol, "spread must not be below 0");
  require(symbol.profit_mode >= 0 && symbol.profit_mode <= 2, symbol.symbol, "profit_mode must be 0, 1 or 2");
  require(symbol.margin_mode >= 0 && symbol.margin_mode <= 4, symbol.symbol, "margin_mode must be between 0 and 4");
}

void complete(PluginSymbolRecord& symbol) {
  const double power = std::pow(10.0, symbol.digits);
  if (symbol.multiply == 0.0) symbol.multiply = power;
  if (symbol.point == 0.0) symbol.point = 1.0 / power;
  if (symbol.currency.empty() && symbol.quote_currency.empty() && names_a_pair(symbol.symbol)) {
    symbol.currency = symbol.symbol.substr(0, 3);
    symbol.quote_currency = symbol.symbol.substr(3);
  }
  if (symbol.margin_currency.empty()) symbol.margin_currency = margin_currency(symbol);
  complete_sessions(symbol);
}

// The first symbol of two currencies is the one that converts between them.
void list_pairs(SymbolTable& table) {
  table.pairs.clear();
  for (size_t number = 0; number < table.by_number.size(); ++number) {
    const PluginSymbolRecord& symbol = table.by_number[number]->live;
    if (symbol.currency.empty() || symbol.quote_currency.empty()) continue;
    table.pairs.try_emplace(std::pair{symbol.currency, symbol.quote_currency}, static_cast<uint16_t>(number));
  }
}

void fix_spread(const PluginSymbolRecord& symbol, TickInfo& tick) noexcept {
  const Prices fixed = fixed_spread(symbol, {tick.bid, tick.ask}, symbol.spread, symbol.spread_balance);
  tick.bid = fixed.bid;
  tick.ask = fixed.ask;
}

}  // namespace

void fill(PluginSymbolRecord& symbol, const Quote& quote) noexcept {
  symbol.bid = quote.bid;
  symbol.ask = quote.ask;
  symbol.tick_time = quote.nanos / kNanosPerSecond;
}

Market::Market(PluginHost& host, Telemetry& telemetry)
    : host_(host), telemetry_(telemetry), table_(std::make_shared<const SymbolTable>()) {}

uint16_t Market::put(PluginSymbolRecord symbol) {
  check(symbol);
  complete(symbol);
  auto table = std::make_shared<SymbolTable>(*this->table());
  const auto known = table->numbers.find(symbol.symbol);
  const bool is_new = known == table->numbers.end();
  if (is_new && table->by_number.size() >= kMaxSymbols) throw std::runtime_error("too many symbols");
  const uint16_t number = is_new ? static_cast<uint16_t>(table->by_number.size()) : known->second;
  if (is_new) {
    table->by_number.push_back(std::make_shared<LiveSymbol>());
    table->numbers.emplace(symbol.symbol, number);
  }
  symbol.count = number;
  LiveSymbol& live = *table->by_number[number];
  const std::scoped_lock lock(live.mutex);
  fill(symbol, live.quote);
  live.record = std::make_shared<const PluginSymbolRecord>(symbol);
  live.live = std::move(symbol);
  live.tick.symbol = live.live.symbol;
  live.session_minute = -1;
  list_pairs(*table);
  if (const auto stored = restored_.extract(live.live.symbol)) {
    for (const PluginCandleRecord& candle : stored.mapped()) live.candles.restore(candle);
  }
  host_.set_symbol_number(live.live.symbol, number);
  const std::scoped_lock publish(table_mutex_);
  table_ = std::move(table);
  return number;
}

void Market::restore(const std::string& symbol, const PluginCandleRecord& candle) {
  restored_[symbol].push_back(candle);
}

int Market::take(uint16_t number, double bid, double ask, double volume, int64_t nanos, Round& round,
                 std::time_t sent_seconds) {
  // Only the holder of the engine's turn replaces the table, so it needs no lock to read it.
  LiveSymbol& symbol = *table_->by_number[number];
  bool changed = false;
  int code = admit(symbol, bid, ask, volume, nanos, sent_seconds);
  if (code == RET_OK) {
    symbol.tick.bid = bid;
    symbol.tick.ask = ask;
    symbol.tick.volume = volume;
    symbol.tick.ctm = nanos / kNanosPerSecond;
    if (host_.has_quote_hooks()) code = ask_plugins(symbol, number, changed);
  }
  if (code == RET_OK && symbol.live.spread > 0) {
    fix_spread(symbol.live, symbol.tick);
    if (!usable_prices(symbol.tick.bid, symbol.tick.ask)) code = RET_TRADE_BAD_PRICES;
  }
  if (code == RET_OK) {
    store(symbol, number, nanos, round);
  } else {
    refuse(symbol, code);
  }
  telemetry::TickRecord record{};
  record.server_nanos = nanos;
  record.bid = code == RET_OK ? symbol.tick.bid : bid;
  record.ask = code == RET_OK ? symbol.tick.ask : ask;
  record.raw_bid = bid;
  record.raw_ask = ask;
  record.volume = volume;
  record.symbol = number;
  record.flags =
      static_cast<uint16_t>((changed ? telemetry::CALL_CHANGED : 0) | (code == RET_OK ? 0 : telemetry::CALL_REFUSED));
  record.code = code;
  telemetry_.tick(record);
  return code;
}

int Market::admit(LiveSymbol& symbol, double bid, double ask, double volume, int64_t nanos, std::time_t sent_seconds) {
  if (shut_) return RET_ERR_NOSERVICE;
  if (!usable_prices(bid, ask)) return RET_TRADE_BAD_PRICES;
  if (!std::isfinite(volume) || volume < 0.0) return RET_INVALID_DATA;
  if (nanos < symbol.last_nanos || (sent_seconds != 0 && sent_seconds < symbol.live.tick_time)) return RET_ERR_DATA;
  const int64_t minute = nanos / kNanosPerMinute;
  if (minute != symbol.session_minute) {
    symbol.session_minute = minute;
    symbol.session_is_open = session_open(symbol.live, SessionUse::Quote, minute);
  }
  return symbol.session_is_open ? RET_OK : RET_TRADE_MARKET_CLOSED;
}

int Market::ask_plugins(LiveSymbol& symbol, uint16_t number, bool& changed) {
  const HookOutcome outcome = host_.quote_hook(number, symbol.live, symbol.tick);
  changed = outcome.changed;
  if (outcome.code != RET_OK && outcome.code != RET_OK_CHANGE) return outcome.code;
  const bool usable =
      usable_prices(symbol.tick.bid, symbol.tick.ask) && std::isfinite(symbol.tick.volume) && symbol.tick.volume >= 0.0;
  return !changed || usable ? RET_OK : RET_TRADE_BAD_PRICES;
}

void Market::store(LiveSymbol& symbol, uint16_t number, int64_t nanos, Round& round) {
  symbol.last_nanos = nanos;
  const Quote quote{symbol.tick.bid, symbol.tick.ask, nanos};
  fill(symbol.live, quote);
  std::optional<PluginCandleRecord> completed;
  {
    const std::scoped_lock lock(symbol.mutex);
    symbol.quote = quote;
    completed = symbol.candles.add(symbol.tick.ctm, quote.bid, symbol.tick.volume);
  }
  if (completed) finished_.push_back({symbol.live.symbol, *completed});
  count(telemetry_.header().ticks);
  if (follower_ != nullptr) follower_->quote_stored(number, symbol.live, round);
  if (host_.has_quote_events()) host_.quote_event(number, symbol.live, symbol.tick);
}

void Market::refuse(LiveSymbol& symbol, int code) {
  count(telemetry_.header().ticks_refused);
  const std::scoped_lock lock(symbol.mutex);
  ++symbol.refusals[code];
}

std::vector<FinishedCandle> Market::take_candles(bool unfinished) {
  std::vector<FinishedCandle> candles;
  candles.swap(finished_);
  if (!unfinished) return candles;
  for (const auto& symbol : table_->by_number) {
    const std::scoped_lock lock(symbol->mutex);
    if (const auto newest = symbol->candles.newest()) candles.push_back({symbol->live.symbol, *newest});
  }
  return candles;
}

}  // namespace workbench
