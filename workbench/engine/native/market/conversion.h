// The quotes that convert an amount of one currency to another.
#pragma once

#include <optional>
#include <string_view>

#include "market/spread.h"
#include "model/Enums.hpp"

namespace workbench {

// Multiplier for an amount of a pair's base currency (direct) or of its quote currency (inverse). Direct uses ask and
// inverse 1 / bid for a buy; for any other command direct uses bid and inverse 1 / ask (convention; that the command
// selects the side is documented).
double direct_rate(const Prices& prices, PluginTradeCommand cmd) noexcept;
double inverse_rate(const Prices& prices, PluginTradeCommand cmd) noexcept;

// The intermediate currency for currencies without a common pair (convention).
inline constexpr std::string_view kThroughCurrency = "USD";

// Multiplier that converts an amount of `from` to `to` (documented; the order of the choice is a convention): 1 for
// equal currencies; else the pair from/to; else the pair to/from; else through USD, each half by the same rules.
// Returns nullopt without quotes for it or with an empty currency. `quote_of(base, quote)` returns the prices of a pair
// as std::optional<Prices>, empty when the pair is not listed or has no quote yet.
template <class QuoteOf>
std::optional<double> conversion_rate(std::string_view from, std::string_view to, PluginTradeCommand cmd,
                                      const QuoteOf& quote_of) {
  if (from.empty() || to.empty()) return std::nullopt;
  if (from == to) return 1.0;
  const auto of_pair = [&](std::string_view base, std::string_view counter) -> std::optional<double> {
    if (const std::optional<Prices> direct = quote_of(base, counter)) return direct_rate(*direct, cmd);
    if (const std::optional<Prices> inverse = quote_of(counter, base)) return inverse_rate(*inverse, cmd);
    return std::nullopt;
  };
  if (const auto rate = of_pair(from, to)) return rate;
  if (from == kThroughCurrency || to == kThroughCurrency) return std::nullopt;
  const auto first = of_pair(from, kThroughCurrency);
  if (!first) return std::nullopt;
  const auto second = of_pair(kThroughCurrency, to);
  if (!second) return std::nullopt;
  return *first * *second;
}

}  // namespace workbench
