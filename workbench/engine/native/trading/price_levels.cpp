// Sorts and collects price levels.
#include "trading/price_levels.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr double kSame = 1e-12;

}  // namespace

size_t PriceLevels::place(const PluginTradeRecord& trade, std::array<Placed, 2>& placed) noexcept {
  using Cmd = PluginTradeCommand;
  size_t count = 0;
  const auto add = [&](Side side, double price, PluginTradeActivation activation) {
    if (price > 0.0) placed[count++] = {side, {price, trade.order, activation}};
  };
  switch (trade.cmd) {
    case Cmd::Buy:
      add(kBidFalls, trade.sl, PluginTradeActivation::StopLoss);
      add(kBidRises, trade.tp, PluginTradeActivation::TakeProfit);
      break;
    case Cmd::Sell:
      add(kAskRises, trade.sl, PluginTradeActivation::StopLoss);
      add(kAskFalls, trade.tp, PluginTradeActivation::TakeProfit);
      break;
    case Cmd::BuyLimit:
      add(kAskFalls, trade.open_price, PluginTradeActivation::Pending);
      break;
    case Cmd::SellLimit:
      add(kBidRises, trade.open_price, PluginTradeActivation::Pending);
      break;
    case Cmd::BuyStop:
    case Cmd::BuyStopLimit:
      add(kAskRises, trade.open_price, PluginTradeActivation::Pending);
      break;
    case Cmd::SellStop:
    case Cmd::SellStopLimit:
      add(kBidFalls, trade.open_price, PluginTradeActivation::Pending);
      break;
    default:
      break;
  }
  return count;
}

bool has_level(const PluginTradeRecord& trade, const PriceLevel& level) noexcept {
  std::array<PriceLevels::Placed, 2> placed;
  const size_t count = PriceLevels::place(trade, placed);
  return std::any_of(placed.begin(), placed.begin() + count,
                     [&](const PriceLevels::Placed& one) { return one.level == level; });
}

bool PriceLevels::holds(const Placed& placed, const Prices& prices) noexcept {
  const double price = placed.level.price;
  switch (placed.side) {
    case kBidFalls:
      return prices.bid <= price * (1.0 + kSame);
    case kBidRises:
      return prices.bid >= price * (1.0 - kSame);
    case kAskRises:
      return prices.ask >= price * (1.0 - kSame);
    default:
      return prices.ask <= price * (1.0 + kSame);
  }
}

void PriceLevels::update_nearest(Side side) noexcept {
  const bool falls = side == kBidFalls || side == kAskFalls;
  const double key = sorted_[side].empty() ? kNone : sorted_[side].begin()->key;
  nearest_[side] = falls ? -key : key;
}

void PriceLevels::insert(const Placed& placed) {
  const double price = placed.level.price;
  const bool falls = placed.side == kBidFalls || placed.side == kAskFalls;
  sorted_[placed.side].insert({falls ? -price * (1.0 + kSame) : price * (1.0 - kSame), placed.level});
  update_nearest(placed.side);
}

void PriceLevels::erase(const Placed& placed) {
  const double price = placed.level.price;
  const bool falls = placed.side == kBidFalls || placed.side == kAskFalls;
  sorted_[placed.side].erase({falls ? -price * (1.0 + kSame) : price * (1.0 - kSame), placed.level});
  update_nearest(placed.side);
  if (postponed_.empty()) return;
  std::erase_if(postponed_, [&](const Postponed& one) { return one.placed.level == placed.level; });
}

void PriceLevels::add(const PluginTradeRecord& trade) {
  std::array<Placed, 2> placed;
  const size_t count = place(trade, placed);
  for (size_t number = 0; number < count; ++number) insert(placed[number]);
}

void PriceLevels::remove(const PluginTradeRecord& trade) {
  std::array<Placed, 2> placed;
  const size_t count = place(trade, placed);
  for (size_t number = 0; number < count; ++number) erase(placed[number]);
}

void PriceLevels::postpone(const PluginTradeRecord& trade, const PriceLevel& level, int64_t until_nanos) {
  std::array<Placed, 2> placed;
  const size_t count = place(trade, placed);
  for (size_t number = 0; number < count; ++number) {
    if (placed[number].level != level) continue;
    erase(placed[number]);
    postponed_.push_back({placed[number], until_nanos});
  }
}

void PriceLevels::collect(const Prices& prices, int64_t now_nanos, std::vector<PriceLevel>& due,
                          std::vector<PriceLevel>& left) {
  std::erase_if(postponed_, [&](const Postponed& one) {
    if (holds(one.placed, prices)) return false;
    insert(one.placed);
    left.push_back(one.placed.level);
    return true;
  });
  for (const Postponed& one : postponed_) {
    if (now_nanos >= one.until_nanos) due.push_back(one.placed.level);
  }
  for (const Side side : {kBidFalls, kBidRises, kAskRises, kAskFalls}) {
    for (const Sorted& one : sorted_[side]) {
      if (!holds({side, one.level}, prices)) break;
      due.push_back(one.level);
    }
  }
}

}  // namespace workbench
