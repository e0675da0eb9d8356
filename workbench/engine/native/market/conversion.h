// Which quotes turn an amount of one currency into another.
#pragma once

#include <optional>
#include <string_view>

#include "market/spread.h"
#include "model/Enums.hpp"

namespace workbench {

// Multiplier of an amount of a pair's base currency (direct) or of its quote currency (inverse): at ask or one over bid
// for a buy, at bid or one over ask for any other command (convention; that the command picks the side is documented).
double direct_rate(const Prices& prices, PluginTradeCommand cmd) noexcept;
double inverse_rate(const Prices& prices, PluginTradeCommand cmd) noexcept;

// What leads from one currency to another when there is no pair of both (convention).
inline constexpr std::string_view kThroughCurrency = "USD";

// Multiplier that turns an amount of `from` into `to` (documented; the order of the choice is a convention): 1 between
// equal currencies; else the pair from/to; else the pair to/from; else through USD, each half as before. nullopt
// without quotes for it or with an empty currency. `quote_of(base, quote)` gives the prices of a pair as
// std::optional<Prices>, empty when it is not listed or has no quote yet.
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
