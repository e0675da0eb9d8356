// What may be asked of the market from any thread: symbols, quotes, candles and conversion rates.
#include "conversion.h"
#include "market.h"

namespace workbench {
namespace {

PluginSymbolRecord current(const LiveSymbol& symbol) {
  std::shared_ptr<const PluginSymbolRecord> record;
  Quote quote;
  {
    const std::scoped_lock lock(symbol.mutex);
    record = symbol.record;
    quote = symbol.quote;
  }
  PluginSymbolRecord answer = *record;
  fill(answer, quote);
  return answer;
}

}  // namespace

std::shared_ptr<const SymbolTable> Market::table() const {
  const std::scoped_lock lock(table_mutex_);
  return table_;
}

std::shared_ptr<LiveSymbol> Market::find(std::string_view symbol) const {
  const auto table = this->table();
  const auto found = table->numbers.find(symbol);
  return found == table->numbers.end() ? nullptr : table->by_number[found->second];
}

size_t Market::size() const {
  return table()->by_number.size();
}

std::optional<uint16_t> Market::number(std::string_view symbol) const {
  const auto table = this->table();
  const auto found = table->numbers.find(symbol);
  return found == table->numbers.end() ? std::nullopt : std::optional(found->second);
}

std::optional<PluginSymbolRecord> Market::symbol(std::string_view name) const {
  const auto found = find(name);
  if (!found) return std::nullopt;
  return current(*found);
}

std::vector<PluginSymbolRecord> Market::symbols() const {
  std::vector<PluginSymbolRecord> all;
  const auto table = this->table();  // held on to while it is walked through
  for (const auto& symbol : table->by_number) all.push_back(current(*symbol));
  return all;
}

std::optional<std::vector<PluginCandleRecord>> Market::candles(std::string_view symbol, std::string_view frame,
                                                               std::time_t from, std::time_t to) const {
  const auto found = find(symbol);
  if (!found) return std::nullopt;
  const std::scoped_lock lock(found->mutex);
  return found->candles.read(frame, from, to);
}

std::map<int, uint64_t> Market::refusals(std::string_view symbol) const {
  const auto found = find(symbol);
  if (!found) return {};
  const std::scoped_lock lock(found->mutex);
  return found->refusals;
}

std::optional<double> Market::rate(std::string_view from, std::string_view to, PluginTradeCommand cmd) const {
  const auto table = this->table();
  return conversion_rate(from, to, cmd, [&](std::string_view base, std::string_view counter) -> std::optional<Prices> {
    const auto found = table->pairs.find(std::pair{std::string(base), std::string(counter)});
    if (found == table->pairs.end()) return std::nullopt;
    const LiveSymbol& symbol = *table->by_number[found->second];
    const std::scoped_lock lock(symbol.mutex);
    return symbol.quote.bid > 0.0 ? std::optional(Prices{symbol.quote.bid, symbol.quote.ask}) : std::nullopt;
  });
}

}  // namespace workbench
