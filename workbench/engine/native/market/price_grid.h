// Prices of a symbol are whole multiples of its last digit.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace workbench {

inline double power_of_ten(int digits) noexcept {
  static constexpr std::array<double, 11> kPowers{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
  return kPowers[static_cast<size_t>(std::clamp(digits, 0, 10))];
}

namespace detail {
// Above this value a double has a resolution of only half a unit.
inline constexpr double kMostUnits = 2'251'799'813'685'248.0;  // 2^51

inline double nearest_whole(double units) noexcept {
  constexpr double kShift = 3.0 * kMostUnits;  // its last bit is 1
  return (units + kShift) - kShift;
}
}  // namespace detail

// Rounds the price to this number of digits; the result equals its decimal text parsed again. `power` is 10 to the
// number of digits. Without branches, because the intake calls it twice for every quote.
inline double on_grid(double price, double power) noexcept {
  const double units = price * power;
  const double rounded = detail::nearest_whole(units) / power;
  return std::abs(units) < detail::kMostUnits ? rounded : price;
}

// Returns whether the price has more digits than that, apart from rounding errors of double arithmetic.
inline bool off_grid(double price, double power) noexcept {
  const double units = price * power;
  if (!(std::abs(units) < detail::kMostUnits)) return false;
  return std::abs(units - detail::nearest_whole(units)) > 1e-6 + std::abs(units) * 1e-15;
}

}  // namespace workbench
