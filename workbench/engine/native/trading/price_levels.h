// Price levels of the trades of one symbol, sorted so that a quote that reaches none costs four comparisons.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <set>
#include <tuple>
#include <vector>

#include "market/spread.h"
#include "model/Enums.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// A trade that waits for a price: a stop loss, a take profit or a pending order.
struct PriceLevel {
  double price = 0.0;
  int order = 0;
  PluginTradeActivation activation = PluginTradeActivation::None;

  friend bool operator==(const PriceLevel&, const PriceLevel&) = default;
};

// Returns whether the trade still has this level.
bool has_level(const PluginTradeRecord& trade, const PriceLevel& level) noexcept;

// A position closes at the price that values it, a pending order opens at the price of its side (convention):
//   bid <= price  stop loss of a buy; SellStop, SellStopLimit
//   bid >= price  take profit of a buy; SellLimit
//   ask >= price  stop loss of a sell; BuyStop, BuyStopLimit
//   ask <= price  take profit of a sell; BuyLimit
// A level counts as reached from a relative distance of 1e-12 on, so that equal decimal prices are equal here.
class PriceLevels {
 public:
  void add(const PluginTradeRecord& trade);
  void remove(const PluginTradeRecord& trade);
  // Suspends the level until that moment while the prices stay beyond it.
  void postpone(const PluginTradeRecord& trade, const PriceLevel& level, int64_t until_nanos);

  bool reached(const Prices& prices) const noexcept {
    return prices.bid <= nearest_[kBidFalls] || prices.bid >= nearest_[kBidRises] ||
           prices.ask >= nearest_[kAskRises] || prices.ask <= nearest_[kAskFalls] || !postponed_.empty();
  }
  // Adds the levels that are reached and not postponed to `due`. Resets postponed levels that the prices have left, and
  // adds them to `left`.
  void collect(const Prices& prices, int64_t now_nanos, std::vector<PriceLevel>& due, std::vector<PriceLevel>& left);

 private:
  enum Side : uint8_t { kBidFalls, kBidRises, kAskRises, kAskFalls, kSides };
  struct Placed {
    Side side = kBidFalls;
    PriceLevel level;
  };
  struct Sorted {
    double key = 0.0;  // smaller keys are reached earlier
    PriceLevel level;
    friend bool operator<(const Sorted& one, const Sorted& other) noexcept {
      return std::tuple(one.key, one.level.order, one.level.activation) <
             std::tuple(other.key, other.level.order, other.level.activation);
    }
  };
  struct Postponed {
    Placed placed;
    int64_t until_nanos = 0;
  };
  static constexpr double kNone = std::numeric_limits<double>::infinity();

  static size_t place(const PluginTradeRecord& trade, std::array<Placed, 2>& placed) noexcept;
  static bool holds(const Placed& placed, const Prices& prices) noexcept;
  void insert(const Placed& placed);
  void erase(const Placed& placed);
  void update_nearest(Side side) noexcept;

  std::array<double, kSides> nearest_{-kNone, kNone, kNone, -kNone};
  std::array<std::set<Sorted>, kSides> sorted_;
  std::vector<Postponed> postponed_;

  friend bool has_level(const PluginTradeRecord& trade, const PriceLevel& level) noexcept;
};

}  // namespace workbench
