// Open trades as the holder of the engine lock needs them for every quote: flat arrays of what is valued alike, and the
// accounts they belong to.
//
// Money is in whole hundredths of the deposit currency: sums of whole numbers stay exact however often something is
// added and taken away again.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "formulas/calculators.h"
#include "formulas/calculators_hedge.h"
#include "market/spread.h"
#include "storage/store.h"
#include "trading/price_levels.h"

namespace workbench {

// As round_money(), times 100; at most 10^15 either way, so that no floating result can spoil a sum.
inline double whole_hundredths(double amount) noexcept {
  constexpr double kMost = 1e15;
  constexpr double kHalf = 0.5 + 1e-6;
  const double hundredths = amount * 100.0;
  if (!(std::abs(hundredths) < kMost)) return std::copysign(kMost, hundredths);
  return static_cast<double>(static_cast<int64_t>(hundredths + std::copysign(kHalf, hundredths)));
}

// What every touched position looks at; the rest of an account is in AccountBook.
struct AccountHot {
  double own = 0.0;       // balance, credit and what of the bonus counts
  double floating = 0.0;  // profit of all positions
  // The account is looked at when its equity is at or below `low`, or above `high`.
  double low = std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

// One account's positions in one symbol.
struct SymbolLegs {
  uint32_t symbol = 0;
  MarginLegs legs;
  HedgeTerms terms;
  double margin = 0.0;
};

// Where a margin call and a stop out stand.
struct MarginWatchState {
  bool below = false;             // at or below the margin call's level when last looked at
  bool called = false;            // and told so
  int64_t quiet_until_nanos = 0;  // of the call, which may not be on record yet
  int64_t retry_nanos = 0;        // no stop out before that
};

struct AccountBook {
  int login = 0;       // 0: a place that is free
  bool known = false;  // else trades name an account that is not there
  std::string group_name;
  GroupSnapshot group;  // nullptr when it is not there
  bool modes = false;   // a section of the group has a freemargin_mode of its own
  OwnMoney money;
  std::vector<SymbolLegs> legs;
  std::vector<int> orders;  // positions and pending orders, in no order
  double margin = 0.0;
  double storage = 0.0;
  double commission = 0.0;
  int64_t positions = 0;
  int64_t unvalued = 0;  // positions without a price or a rate
  bool noted = false;
  MarginWatchState watch;
};

// Positions of one symbol that have side, deposit currency, prices and freemargin_mode in common.
struct PositionBlock {
  PluginTradeCommand cmd = PluginTradeCommand::Buy;
  uint16_t rate_number = 0;
  int freemargin_mode = 0;
  double price = 0.0;  // that closes them; 0 without a quote
  double rate = 0.0;   // quote currency to deposit currency; 0 while there is none
  std::vector<double> open;
  std::vector<double> factor;  // profit in quote currency when the price is one higher
  std::vector<double> worth;   // profit, hundredths of deposit currency; 0 while not valued
  std::vector<uint32_t> account;
  std::vector<int> order;

  bool valued() const noexcept { return price > 0.0 && rate > 0.0; }
  double worth_at(size_t number) const noexcept {
    return whole_hundredths((price - open[number]) * factor[number] * rate);
  }
};

// What the clients of some groups see of one symbol: the stored prices, or those of a group of its own.
struct PriceClass {
  GroupSnapshot group;  // nullptr: the stored prices
  Prices prices;
  std::vector<PositionBlock> blocks;
  PriceLevels levels;
  size_t trades = 0;
};

struct SymbolBook {
  std::string name;
  size_t trades = 0;
  std::vector<PriceClass> classes;
};

// Where an open trade is.
struct TradePlace {
  static constexpr uint16_t kPending = 0xFFFF;
  uint32_t symbol = 0;
  uint16_t price_class = 0;
  uint16_t block = kPending;
  uint32_t number = 0;  // in the block
  uint32_t account = 0;
  uint32_t listed = 0;  // in the account's orders
  int32_t volume = 0;
  double margin = 0.0;
  double storage = 0.0;
  double commission = 0.0;
};

}  // namespace workbench
