// Prices of a symbol as the clients of one group see them.
#pragma once

#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

struct Prices {
  double bid = 0.0;
  double ask = 0.0;
};

// A spread of `points` around the middle of the prices, moved by `balance` points (convention).
Prices fixed_spread(const PluginSymbolRecord& symbol, Prices prices, int points, int balance) noexcept;

// The group's own fixed spread for the symbol when it has one (secmargins), else the stored prices, widened by the
// section's spread_diff points, half of them on each side (convention).
Prices group_prices(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, Prices stored) noexcept;

}  // namespace workbench
