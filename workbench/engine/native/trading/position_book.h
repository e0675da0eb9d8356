// Open trades for the holder of the engine lock, which needs them for every quote: flat arrays of trades that are
// valued in the same way, and their accounts.
//
// Money is in whole hundredths of the deposit currency: sums of whole numbers stay exact after any number of additions
// and subtractions.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "formulas/calculators.h"
#include "formulas/calculators_hedge.h"
#include "market/spread.h"
#include "storage/memory_store.h"
#include "trading/price_levels.h"

namespace workbench {

// Like round_money(), times 100; limited to 10^15 in both directions, so that no floating result can make a sum
// inexact.
inline double whole_hundredths(double amount) noexcept {
  constexpr double kMost = 1e15;
  constexpr double kHalf = 0.5 + 1e-6;
  const double hundredths = amount * 100.0;
  if (!(std::abs(hundredths) < kMost)) return std::copysign(kMost, hundredths);
  return static_cast<double>(static_cast<int64_t>(hundredths + std::copysign(kHalf, hundredths)));
}

// The data of an account that every affected position reads; AccountBook has the rest.
struct AccountHot {
  double own = 0.0;       // balance, credit and the part of the bonus that counts
  double floating = 0.0;  // profit of all positions
  // The account needs a check when its equity is at or below `low`, or above `high`.
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

// State of margin calls and stop outs.
struct MarginWatchState {
  bool below = false;             // at or below the margin call's level at the last check
  bool called = false;            // and notified
  int64_t quiet_until_nanos = 0;  // of the notification, which may not be committed yet
  int64_t retry_nanos = 0;        // no stop out before this time
};

struct AccountBook {
  int login = 0;       // 0: a free place
  bool known = false;  // else trades refer to an account that does not exist
  std::string group_name;
  GroupSnapshot group;  // nullptr when it does not exist
  bool modes = false;   // a section of the group has its own freemargin_mode
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

// Positions of one symbol with the same side, deposit currency, prices and freemargin_mode.
struct PositionBlock {
  PluginTradeCommand cmd = PluginTradeCommand::Buy;
  uint16_t rate_number = 0;
  int freemargin_mode = 0;
  double price = 0.0;  // closing price; 0 without a quote
  double rate = 0.0;   // quote currency to deposit currency; 0 without a rate
  std::vector<double> open;
  std::vector<double> factor;  // profit in quote currency for a price difference of one
  std::vector<double> worth;   // profit, hundredths of deposit currency; 0 without a value
  std::vector<uint32_t> account;
  std::vector<int> order;

  bool valued() const noexcept { return price > 0.0 && rate > 0.0; }
  double worth_at(size_t number) const noexcept {
    return whole_hundredths((price - open[number]) * factor[number] * rate);
  }
};

// Prices of one symbol for some groups: the stored prices, or the prices of one group.
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

// Location of an open trade.
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
