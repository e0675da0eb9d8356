// The two sides of a quote as multipliers.
#include "market/conversion.h"

#include "formulas/calculators.h"

namespace workbench {

double direct_rate(const Prices& prices, PluginTradeCommand cmd) noexcept {
  return is_buy(cmd) ? prices.ask : prices.bid;
}

double inverse_rate(const Prices& prices, PluginTradeCommand cmd) noexcept {
  return 1.0 / (is_buy(cmd) ? prices.bid : prices.ask);
}

}  // namespace workbench
