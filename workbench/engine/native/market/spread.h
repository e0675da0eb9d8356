// Prices of a symbol as the clients of one group see them.
#pragma once

#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

struct Prices {
  double bid = 0.0;
  double ask = 0.0;
};

// A spread of `points` around the middle of the prices, moved by `balance` points; what cannot be halved lies above the
// middle, and prices are whole points (convention).
Prices fixed_spread(const PluginSymbolRecord& symbol, Prices prices, int points, int balance) noexcept;

// The group's own fixed spread for the symbol when it has one (secmargins), else the stored prices, widened by the
// section's spread_diff points, half of them on each side, an odd one at the ask; a negative spread_diff narrows down
// to a spread of 0 (convention).
Prices group_prices(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, Prices stored) noexcept;

}  // namespace workbench
