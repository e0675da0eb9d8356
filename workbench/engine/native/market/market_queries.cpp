// Thread-safe queries of the market: symbols, quotes, candles and conversion rates.
#include <algorithm>

#include "base/clock.h"
#include "market/conversion.h"
#include "market/market.h"

namespace workbench {
namespace {

// The gain of one lot per tick, in quote currency.
double value_of_tick(const PluginSymbolRecord& symbol) noexcept {
  const double tick = symbol.tick_size > 0.0 ? symbol.tick_size : symbol.point;
  const bool futures = symbol.profit_mode == 2;
  return futures ? symbol.tick_value : symbol.contract_size * tick;
}

}  // namespace

std::shared_ptr<const SymbolTable> Market::table() const {
  const std::scoped_lock lock(table_mutex_);
  return table_;
}

std::shared_ptr<const Calendar> Market::calendar() const {
  const std::scoped_lock lock(table_mutex_);
  return calendar_;
}

std::shared_ptr<LiveSymbol> Market::find(std::string_view symbol) const {
  const auto table = this->table();
  const auto found = table->numbers.find(symbol);
  return found == table->numbers.end() ? nullptr : table->by_number[found->second];
}

std::optional<uint16_t> Market::number(std::string_view symbol) const {
  const auto table = this->table();
  const auto found = table->numbers.find(symbol);
  return found == table->numbers.end() ? std::nullopt : std::optional(found->second);
}

double Market::dollars_for_one(const SymbolTable& table, uint16_t number, PluginTradeCommand side) const {
  const DollarPair pair = table.dollars[number];
  if (pair.kind == DollarPair::Kind::One) return 1.0;
  if (pair.kind == DollarPair::Kind::None) return 0.0;
  const LiveSymbol& symbol = *table.by_number[pair.number];
  const Quote quote = symbol.quote.load();
  if (quote.bid <= 0.0) return 0.0;
  const Prices prices{quote.bid, quote.ask};
  return pair.kind == DollarPair::Kind::Direct ? direct_rate(prices, side) : inverse_rate(prices, side);
}

SymbolSnapshot Market::current(const SymbolTable& table, uint16_t number) const {
  LiveSymbol& symbol = *table.by_number[number];
  SymbolSnapshot record;
  SymbolSnapshot read;
  {
    const std::scoped_lock lock(symbol.mutex);
    record = symbol.record;
    read = symbol.read;
  }
  const Quote quote = symbol.quote.load();
  const double value = value_of_tick(*record);
  const double at_bid = value * dollars_for_one(table, number, PluginTradeCommand::Sell);
  const double at_ask = value * dollars_for_one(table, number, PluginTradeCommand::Buy);
  if (read && read->bid == quote.bid && read->ask == quote.ask && read->tick_time == quote.nanos / kNanosPerSecond &&
      read->bid_tickvalue == at_bid && read->ask_tickvalue == at_ask)
    return read;
  auto answer = std::make_shared<PluginSymbolRecord>(*record);
  fill(*answer, quote);
  answer->bid_tickvalue = at_bid;
  answer->ask_tickvalue = at_ask;
  const std::scoped_lock lock(symbol.mutex);
  if (symbol.record == record) symbol.read = answer;
  return answer;
}

std::optional<PluginSymbolRecord> Market::symbol(std::string_view name) const {
  const SymbolSnapshot found = symbol_snapshot(name);
  return found ? std::optional(*found) : std::nullopt;
}

SymbolSnapshot Market::symbol_snapshot(std::string_view name) const {
  const auto table = this->table();
  const auto found = table->numbers.find(name);
  return found == table->numbers.end() ? nullptr : current(*table, found->second);
}

std::vector<PluginSymbolRecord> Market::symbols() const {
  std::vector<PluginSymbolRecord> all;
  const auto table = this->table();  // kept alive during the iteration
  for (size_t number = 0; number < table->by_number.size(); ++number) {
    const SymbolSnapshot symbol = current(*table, static_cast<uint16_t>(number));
    if (table->numbers.contains(symbol->symbol)) all.push_back(*symbol);
  }
  return all;
}

MarketHours Market::hours(const PluginSymbolRecord& symbol, SessionUse kind, int64_t nanos) const {
  return market_hours(symbol, kind, nanos / kNanosPerSecond, *calendar());
}

Holidays Market::holidays() const {
  return calendar()->holidays;
}

std::optional<std::vector<PluginCandleRecord>> Market::candles(std::string_view symbol, std::string_view frame,
                                                               std::time_t from, std::time_t to) const {
  const auto found = find(symbol);
  if (!found) return std::nullopt;
  const std::scoped_lock lock(found->mutex);
  return found->candles.read(frame, from, to);
}

RefusalCounts Market::refusals(std::string_view symbol) const {
  if (symbol.empty()) {
    RefusalCounts unknown;
    const uint64_t quotes = unknown_.load(std::memory_order_relaxed);
    unknown.by_reason[static_cast<size_t>(QuoteRefusal::UnknownSymbol)] = quotes;
    if (quotes != 0) unknown.by_code[RET_SYMBOL_NOT_FOUND] = quotes;
    return unknown;
  }
  const auto found = find(symbol);
  if (!found) return {};
  const std::scoped_lock lock(found->mutex);
  return found->refusals;
}

std::optional<double> Market::rate(std::string_view from, std::string_view to, PluginTradeCommand cmd) const {
  std::shared_ptr<const SymbolTable> table;  // most rates are 1 and do not need it
  return conversion_rate(from, to, cmd, [&](std::string_view base, std::string_view counter) -> std::optional<Prices> {
    if (!table) table = this->table();
    const auto found = table->pairs.find(std::pair{std::string(base), std::string(counter)});
    if (found == table->pairs.end()) return std::nullopt;
    const Quote quote = table->by_number[found->second]->quote.load();
    return quote.bid > 0.0 ? std::optional(Prices{quote.bid, quote.ask}) : std::nullopt;
  });
}

std::vector<uint16_t> Market::converting(std::string_view from, std::string_view to) const {
  std::vector<uint16_t> numbers;
  if (from == to) return numbers;
  const auto table = this->table();
  for (const auto& [base, counter] :
       {std::pair{from, to}, std::pair{from, kThroughCurrency}, std::pair{kThroughCurrency, to}}) {
    for (const auto& pair : {std::pair{base, counter}, std::pair{counter, base}}) {
      const auto found = table->pairs.find(std::pair{std::string(pair.first), std::string(pair.second)});
      if (found != table->pairs.end()) numbers.push_back(found->second);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

}  // namespace workbench
