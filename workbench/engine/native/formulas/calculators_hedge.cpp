// Margin of hedged positions.
#include "formulas/calculators_hedge.h"

#include <algorithm>
#include <cmath>

#include "formulas/calculators.h"

namespace workbench {

void MarginLegs::add(PluginTradeCommand cmd, int64_t volume, double margin) noexcept {
  int64_t& leg = is_buy(cmd) ? buy_volume : sell_volume;
  double& held = is_buy(cmd) ? buy_margin : sell_margin;
  leg += volume;
  held = leg == 0 ? 0.0 : held + margin;
}

HedgeTerms hedge_terms(const PluginSymbolRecord& symbol, const PluginGroupRecord& group) noexcept {
  const double size = held_size(symbol);
  return {size > 0.0 ? symbol.margin_hedged / size : 0.0, group.hedge_largeleg != 0};
}

double hedged_margin(const MarginLegs& legs, const HedgeTerms& terms) noexcept {
  const double both = legs.buy_margin + legs.sell_margin;
  const int64_t covered = std::min(legs.buy_volume, legs.sell_volume);
  if (covered <= 0) return both;
  if (terms.larger_leg) return std::max(legs.buy_margin, legs.sell_margin);
  const bool long_side = legs.buy_volume >= legs.sell_volume;
  const auto larger = static_cast<double>(long_side ? legs.buy_volume : legs.sell_volume);
  const double larger_margin = long_side ? legs.buy_margin : legs.sell_margin;
  const auto smaller = static_cast<double>(covered);
  const double uncovered = (larger - smaller) / larger * larger_margin;
  return uncovered + smaller / (larger + smaller) * both * terms.covered_share;
}

bool only_covers(const MarginLegs& legs, PluginTradeCommand cmd, int64_t volume) noexcept {
  const int64_t open = is_buy(cmd) ? legs.sell_volume - legs.buy_volume : legs.buy_volume - legs.sell_volume;
  return open >= volume;
}

double additional_margin(const MarginLegs& legs, const PluginSymbolRecord& symbol, const HedgeTerms& terms,
                         PluginTradeCommand cmd, int64_t volume, double trade_margin) noexcept {
  if (symbol.margin_hedged_strong != 0) return trade_margin;
  MarginLegs after = legs;
  after.add(cmd, volume, trade_margin);
  return hedged_margin(after, terms) - hedged_margin(legs, terms);
}

bool enough_margin(const MarginLegs& legs, const PluginSymbolRecord& symbol, const PluginGroupRecord& group,
                   PluginTradeCommand cmd, int64_t volume, double trade_margin, double margin_free) noexcept {
  if (!std::isfinite(trade_margin) || !std::isfinite(margin_free)) return false;
  const bool lenient = group.allow_negative_margin_hedge != 0 && symbol.margin_hedged_strong == 0;
  if (lenient && only_covers(legs, cmd, volume)) return true;
  return additional_margin(legs, symbol, hedge_terms(symbol, group), cmd, volume, trade_margin) <= margin_free;
}

}  // namespace workbench
