// The symbol table: symbols added, removed and restored; holidays.
#include "market/market.h"

#include <cctype>
#include <cmath>
#include <stdexcept>

#include "base/clock.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "market/price_grid.h"

namespace workbench {
namespace {

constexpr size_t kMaxSymbols = 65'000;  // numbers have 16 bits, and 0 or 65535 stand for "none" in call records

bool names_a_pair(const std::string& name) noexcept {
  if (name.size() != 6) return false;
  for (const char letter : name) {
    if (std::isupper(static_cast<unsigned char>(letter)) == 0) return false;
  }
  return true;
}

// Products and quotients of a few such values stay finite.
constexpr double kLeastSize = 1e-10;

void require(bool good, const std::string& symbol, const char* what) {
  if (!good) throw std::runtime_error("symbol " + symbol + ": " + what);
}

void check(const PluginSymbolRecord& symbol, const PluginConSession& session) {
  const auto within = [](int value, int most) { return value >= 0 && value <= most; };
  require(within(session.open, 1'440) && within(session.close, 1'440) && within(session.open_hour, 24) &&
              within(session.close_hour, 24) && within(session.open_min, 59) && within(session.close_min, 59),
          symbol.symbol, "sessions must lie between 00:00 and 24:00");
}

}  // namespace

void check_symbol(const PluginSymbolRecord& symbol) {
  require(!symbol.symbol.empty(), "\"\"", "a symbol needs a name");
  require(symbol.digits >= 0 && symbol.digits <= 10, symbol.symbol, "digits must be between 0 and 10");
  for (const double value :
       {symbol.contract_size, symbol.tick_value, symbol.tick_size, symbol.margin_initial, symbol.margin_divider,
        symbol.margin_hedged, symbol.margin_maintenance, symbol.point, symbol.multiply}) {
    require(value == 0.0 || (value >= kLeastSize && value <= kMostMoney), symbol.symbol,
            "sizes, margins and divider must be 0 or between 1e-10 and 1e13");
  }
  require(symbol.filter >= 0 && symbol.filter_counter >= 0 && symbol.filter_smoothing >= 0 &&
              std::isfinite(symbol.filter_limit) && symbol.filter_limit >= 0.0,
          symbol.symbol, "filter settings must be finite and not below 0");
  require(symbol.starting >= 0 && symbol.expiration >= 0, symbol.symbol, "starting and expiration must not be below 0");
  for (const PluginConSessions& day : symbol.sessions) {
    for (const PluginConSession* session = day.quote; session != day.quote + 3; ++session) check(symbol, *session);
    for (const PluginConSession* session = day.trade; session != day.trade + 3; ++session) check(symbol, *session);
  }
  require(symbol.spread >= 0, symbol.symbol, "spread must not be below 0");
  require(symbol.profit_mode >= 0 && symbol.profit_mode <= 2, symbol.symbol, "profit_mode must be 0, 1 or 2");
  require(usable_money(symbol.swap_long) && usable_money(symbol.swap_short), symbol.symbol,
          "swaps must be between -1e13 and 1e13");
  require(symbol.swap_type >= 0 && symbol.swap_type <= 5, symbol.symbol, "swap_type must be between 0 and 5");
  require(symbol.margin_mode >= 0 && symbol.margin_mode <= 4, symbol.symbol, "margin_mode must be between 0 and 4");
}

namespace {

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

// The first symbol with two given currencies converts between them.
void list_pairs(SymbolTable& table) {
  table.pairs.clear();
  for (size_t number = 0; number < table.by_number.size(); ++number) {
    const PluginSymbolRecord& symbol = table.by_number[number]->live;
    if (table.by_number[number]->erased || symbol.currency.empty() || symbol.quote_currency.empty()) continue;
    table.pairs.try_emplace(std::pair{symbol.currency, symbol.quote_currency}, static_cast<uint16_t>(number));
  }
}

DollarPair dollar_pair(const SymbolTable& table, const std::string& currency) {
  if (currency == "USD") return {DollarPair::Kind::One, 0};
  const auto direct = table.pairs.find(std::pair{currency, std::string("USD")});
  if (direct != table.pairs.end()) return {DollarPair::Kind::Direct, direct->second};
  const auto inverse = table.pairs.find(std::pair{std::string("USD"), currency});
  if (inverse != table.pairs.end()) return {DollarPair::Kind::Inverse, inverse->second};
  return {};
}

void list_dollars(SymbolTable& table) {
  table.dollars.clear();
  for (const auto& symbol : table.by_number) table.dollars.push_back(dollar_pair(table, symbol->live.quote_currency));
}

void close_gate(LiveSymbol& symbol) noexcept {
  symbol.gate_nanos = 0;
}

}  // namespace

Market::Market(PluginHost& host, Telemetry& telemetry)
    : host_(host),
      telemetry_(telemetry),
      table_(std::make_shared<const SymbolTable>()),
      calendar_(std::make_shared<const Calendar>()) {}

uint16_t Market::put(PluginSymbolRecord symbol) {
  const uint16_t number = replace(std::move(symbol));
  if (follower_ != nullptr) follower_->symbol_changed(number);
  return number;
}

uint16_t Market::put_back(PluginSymbolRecord symbol) {
  const auto erased = table_->erased.find(symbol.symbol);
  if (erased != table_->erased.end()) {
    LiveSymbol& live = *table_->by_number[erased->second];
    live.quote.store(live.last_quote);
  }
  return put(std::move(symbol));
}

uint16_t Market::replace(PluginSymbolRecord symbol) {
  check_symbol(symbol);
  complete(symbol);
  auto table = std::make_shared<SymbolTable>(*table_);
  const auto known = table->numbers.find(symbol.symbol);
  const auto erased = table->erased.find(symbol.symbol);
  const bool is_new = known == table->numbers.end() && erased == table->erased.end();
  if (is_new && table->by_number.size() >= kMaxSymbols) throw std::runtime_error("too many symbols");
  uint16_t number = static_cast<uint16_t>(table->by_number.size());
  if (known != table->numbers.end()) number = known->second;
  if (erased != table->erased.end()) number = erased->second;
  if (is_new) table->by_number.push_back(std::make_shared<LiveSymbol>());
  table->erased.erase(symbol.symbol);
  table->numbers.insert_or_assign(symbol.symbol, number);
  symbol.count = number;
  LiveSymbol& live = *table->by_number[number];
  {
    const std::scoped_lock lock(live.mutex);
    if (const auto stored = restored_quotes_.extract(symbol.symbol); !stored.empty()) {
      live.written = stored.mapped();
      live.quote.store(live.written);
    }
    fill(symbol, live.quote.load());
    live.record = std::make_shared<const PluginSymbolRecord>(symbol);
    live.read = nullptr;
    if (const auto stored = restored_.extract(symbol.symbol); !stored.empty()) {
      const Candles& candles = stored.mapped();
      live.candles.replace(candles.front().time, candles.back().time, candles);
    }
  }
  live.live = std::move(symbol);
  live.tick.symbol = live.live.symbol;
  live.power = power_of_ten(live.live.digits);
  live.filter.configure(live.live);
  live.erased = false;
  close_gate(live);
  host_.set_symbol_number(live.live.symbol, number);
  publish(std::move(table));
  return number;
}

int Market::erase(const std::string& symbol) {
  auto table = std::make_shared<SymbolTable>(*table_);
  const auto known = table->numbers.find(symbol);
  if (known == table->numbers.end()) return RET_SYMBOL_NOT_FOUND;
  LiveSymbol& live = *table->by_number[known->second];
  live.erased = true;
  close_gate(live);
  if (const Quote quote = live.quote.load(); quote.bid > 0.0) live.last_quote = quote;
  live.quote.store({});
  const uint16_t number = known->second;
  table->erased.emplace(symbol, number);
  table->numbers.erase(known);
  publish(std::move(table));
  if (follower_ != nullptr) follower_->symbol_changed(number);  // another symbol may be the conversion pair from now on
  return RET_OK;
}

void Market::publish(std::shared_ptr<SymbolTable> table) {
  list_pairs(*table);
  list_dollars(*table);
  const std::scoped_lock lock(table_mutex_);
  table_ = std::move(table);
}

void Market::set_holidays(Holidays holidays) {
  check_holidays(holidays);
  publish(Calendar{std::move(holidays), calendar_->zones});
}

void Market::set_zones(SymbolZones zones) {
  publish(Calendar{calendar_->holidays, std::move(zones)});
}

void Market::publish(Calendar calendar) {
  for (const auto& symbol : table_->by_number) close_gate(*symbol);
  const std::scoped_lock lock(table_mutex_);
  calendar_ = std::make_shared<const Calendar>(std::move(calendar));
}

void Market::restore(const std::string& symbol, const PluginCandleRecord& candle) {
  restored_[symbol].push_back(candle);
}

void Market::restore(const std::string& symbol, const Quote& quote) {
  if (usable_prices(quote.bid, quote.ask)) restored_quotes_.insert_or_assign(symbol, quote);
}

std::vector<QuoteWrite> Market::take_quotes() {
  std::vector<QuoteWrite> changed;
  for (const auto& symbol : table_->by_number) {
    const Quote quote = symbol->quote.load();
    if (quote == symbol->written) continue;
    symbol->written = quote;
    changed.push_back({symbol->live.symbol, quote});
  }
  return changed;
}

}  // namespace workbench
