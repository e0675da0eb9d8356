// Swap: the cost or income of a position that is held over the end of a trading day.
//
// A charge is negative, an income positive: net profit adds storage (documented). Amounts are not rounded here; the
// booking rounds them.
#pragma once

#include <cstdint>
#include <ctime>
#include <string_view>

#include "base/trading_day.h"
#include "model/Enums.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

// Values of PluginSymbolRecord::swap_type (documented).
enum class SwapUnit : int {
  Points = 0,
  Money = 1,
  Interest = 2,
  MarginCurrency = 3,
  InterestAtOpenPrice = 4,
  InterestAtCurrentPrice = 5,
};

// Returns swap_long or swap_short of this side for one day, 0 when there is no swap: the group charges none (use_swap),
// or neither the symbol (swap_enable) nor the group's entry for the symbol does. A group entry with swap_enable
// replaces the symbol's values, also for a symbol without swaps. An entry without it changes nothing (convention).
double swap_value(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, PluginTradeCommand cmd) noexcept;

// Currency of the result of swap_day(): points and interest at a price are in the quote currency, interest on the
// nominal in the base currency, margin currency in that currency, money in `deposit` (convention: currencies; units
// documented).
std::string_view swap_currency(const PluginSymbolRecord& symbol, std::string_view deposit) noexcept;

// Returns whether swap_day() uses the current price; such a swap needs a quote.
bool swap_needs_price(const PluginSymbolRecord& symbol) noexcept;

// Swap of one day in swap_currency(). `value` is swap_value(); `open` and `current` are the open price and the price
// that would close the position now.
//   0 points           value x point x contract_size x lots (convention)
//   1 money            value x lots
//   2 interest         lots x contract_size (documented) x value / 100 / 360
//   3 margin currency  value x lots
//   4 open price       lots x contract_size x open (documented) x value / 100 / 360
//   5 current price    lots x contract_size x current (documented) x value / 100 / 360
// A year of interest has 360 days (convention). swap_openprice makes 2 and 5 work like 4 (convention; meaning of the
// field documented). Any other type is 0.
double swap_day(const PluginSymbolRecord& symbol, double value, int32_t volume, double open, double current) noexcept;

// Days of swap that the end of this trading day charges. With swap_daily: 1 every calendar day (documented). Else 3 on
// the week day swap_rollover3days (documented; 0 is Sunday, convention), none on Saturday and Sunday, 1 on other days
// (convention).
int swap_days(const PluginSymbolRecord& symbol, int64_t day) noexcept;

// Number of trading day ends with one and with three days of swap.
struct SwapNights {
  int64_t single = 0;
  int64_t triple = 0;
};

// Counts the ends of days after `from` up to and including `to`, both in Unix seconds. A position that opens exactly at
// the end of a day belongs to the next day (convention). Any moment is valid: moments more than 30,000 years from 1970
// count as that far away.
SwapNights swap_nights(const PluginSymbolRecord& symbol, std::time_t from, std::time_t to,
                       const TradingDays& days) noexcept;

// Swap of these nights at `day_amount` a day in deposit currency; each night is rounded as it is booked.
double swap_total(const SwapNights& nights, double day_amount) noexcept;

}  // namespace workbench
