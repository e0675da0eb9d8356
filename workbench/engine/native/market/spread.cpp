// Spreads of symbols and groups.
#include "market/spread.h"

#include <algorithm>
#include <cmath>

namespace workbench {
namespace {

double in_points(const PluginSymbolRecord& symbol, double price) noexcept {
  return std::round(price * symbol.multiply);
}

// Returns prices from whole points, so that they equal quotes with these digits.
Prices of_points(const PluginSymbolRecord& symbol, double bid, double ask) noexcept {
  return {bid / symbol.multiply, ask / symbol.multiply};
}

}  // namespace

Prices fixed_spread(const PluginSymbolRecord& symbol, Prices prices, int points, int balance) noexcept {
  const double twice_the_middle = in_points(symbol, prices.bid) + in_points(symbol, prices.ask);
  const double bid = std::floor((twice_the_middle - points) / 2.0) + balance;
  return of_points(symbol, bid, bid + points);
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
  const int diff = sec->second.spread_diff;
  const double bid = in_points(symbol, prices.bid) - diff / 2;
  const double ask = in_points(symbol, prices.ask) + (diff - diff / 2);
  return of_points(symbol, bid, std::max(bid, ask));
}

}  // namespace workbench
