// Formulas and calendar of swaps.
#include "formulas/calculators_swap.h"

#include <algorithm>

#include "formulas/calculators.h"

namespace workbench {
namespace {

constexpr int64_t kFarAway = 30'000 * 366 * kSecondsPerDay;
constexpr double kDaysOfInterest = 360.0;
constexpr int kSunday = 0;
constexpr int kSaturday = 6;

int days_of(const PluginSymbolRecord& symbol, int week_day) noexcept {
  if (symbol.swap_daily != 0) return 1;
  if (week_day == symbol.swap_rollover3days) return 3;
  return week_day == kSunday || week_day == kSaturday ? 0 : 1;
}

SwapUnit unit_of(const PluginSymbolRecord& symbol) noexcept {
  const auto unit = static_cast<SwapUnit>(symbol.swap_type);
  const bool moves = unit == SwapUnit::Interest || unit == SwapUnit::InterestAtCurrentPrice;
  return moves && symbol.swap_openprice != 0 ? SwapUnit::InterestAtOpenPrice : unit;
}

}  // namespace

double swap_value(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, PluginTradeCommand cmd) noexcept {
  if (group.use_swap == 0) return 0.0;
  const auto own = group.secmargins.find(symbol.symbol);
  if (own != group.secmargins.end() && own->second.swap_enable != 0)
    return is_buy(cmd) ? own->second.swap_long : own->second.swap_short;
  if (symbol.swap_enable == 0) return 0.0;
  return is_buy(cmd) ? symbol.swap_long : symbol.swap_short;
}

std::string_view swap_currency(const PluginSymbolRecord& symbol, std::string_view deposit) noexcept {
  switch (unit_of(symbol)) {
    case SwapUnit::Points:
    case SwapUnit::InterestAtOpenPrice:
    case SwapUnit::InterestAtCurrentPrice:
      return symbol.quote_currency;
    case SwapUnit::Interest:
      return symbol.currency;
    case SwapUnit::MarginCurrency:
      return margin_currency(symbol);
    case SwapUnit::Money:
      break;
  }
  return deposit;
}

bool swap_needs_price(const PluginSymbolRecord& symbol) noexcept {
  return unit_of(symbol) == SwapUnit::InterestAtCurrentPrice;
}

double swap_day(const PluginSymbolRecord& symbol, double value, int32_t volume, double open, double current) noexcept {
  const double nominal = symbol.contract_size * lots(volume);
  const double daily_part = value / 100.0 / kDaysOfInterest;
  switch (unit_of(symbol)) {
    case SwapUnit::Points:
      return value * symbol.point * nominal;
    case SwapUnit::Money:
    case SwapUnit::MarginCurrency:
      return value * lots(volume);
    case SwapUnit::Interest:
      return nominal * daily_part;
    case SwapUnit::InterestAtOpenPrice:
      return nominal * open * daily_part;
    case SwapUnit::InterestAtCurrentPrice:
      return nominal * current * daily_part;
  }
  return 0.0;
}

int swap_days(const PluginSymbolRecord& symbol, int64_t day) noexcept {
  return days_of(symbol, week_day(day));
}

SwapNights swap_nights(const PluginSymbolRecord& symbol, std::time_t from, std::time_t to,
                       const TradingDays& days) noexcept {
  const auto ended_by = [&](std::time_t moment) {
    return days.last_day(std::clamp<int64_t>(moment, -kFarAway, kFarAway));
  };
  const int64_t first = ended_by(from) + 1;
  const int64_t count = ended_by(to) - first + 1;
  SwapNights nights;
  // Every seventh end falls on the same week day.
  for (int64_t offset = 0; offset < std::min<int64_t>(count, 7); ++offset) {
    const int charged = swap_days(symbol, first + offset);
    const int64_t times = (count - offset + 6) / 7;
    if (charged == 1) nights.single += times;
    if (charged == 3) nights.triple += times;
  }
  return nights;
}

double swap_total(const SwapNights& nights, double day_amount) noexcept {
  return static_cast<double>(nights.single) * round_money(day_amount) +
         static_cast<double>(nights.triple) * round_money(day_amount * 3.0);
}

}  // namespace workbench
