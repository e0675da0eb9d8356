// Spreads of symbols and groups.
#include "spread.h"

#include <cmath>

namespace workbench {
namespace {

double to_digits(const PluginSymbolRecord& symbol, double price) noexcept {
  return std::round(price * symbol.multiply) / symbol.multiply;
}

}  // namespace

Prices fixed_spread(const PluginSymbolRecord& symbol, Prices prices, int points, int balance) noexcept {
  const double middle = (prices.bid + prices.ask) / 2.0 + balance * symbol.point;
  const double bid = to_digits(symbol, middle - points * symbol.point / 2.0);
  return {bid, bid + points * symbol.point};
}

Prices group_prices(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, Prices stored) noexcept {
  Prices prices = stored;
  if (!group.secmargins.empty()) {
    const auto own = group.secmargins.find(symbol.symbol);
    if (own != group.secmargins.end() && own->second.spread_enable != 0)
      prices = fixed_spread(symbol, stored, own->second.spread, own->second.spread_balance);
  }
  const auto sec = group.secgroups.find(symbol.sec_index);
  if (sec == group.secgroups.end() || sec->second.spread_diff == 0) return prices;
  const double half = sec->second.spread_diff * symbol.point / 2.0;
  return {to_digits(symbol, prices.bid - half), to_digits(symbol, prices.ask + half)};
}

}  // namespace workbench
