// Prices of a symbol as clients of a group see them.
#pragma once

#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

struct Prices {
  double bid = 0.0;
  double ask = 0.0;
};

// Returns a spread of `points` around the middle of the prices, shifted by `balance` points. An odd point goes above
// the middle, and prices are whole points (convention).
Prices fixed_spread(const PluginSymbolRecord& symbol, Prices prices, int points, int balance) noexcept;

// Uses the group's fixed spread for the symbol when there is one (secmargins), else the stored prices widened by the
// section's spread_diff points, half on each side, an odd one at the ask. A negative spread_diff narrows the spread
// down to 0 (convention).
Prices group_prices(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, Prices stored) noexcept;

}  // namespace workbench
