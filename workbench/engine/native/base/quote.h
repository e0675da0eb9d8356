// The last quote of a symbol.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace workbench {

// The last stored quote; bid 0 means that there is no quote yet.
struct Quote {
  double bid = 0.0;
  double ask = 0.0;
  int64_t nanos = 0;  // server time

  friend bool operator==(const Quote&, const Quote&) = default;
};

// A symbol's last quote, to be written to the database; a quote with bid 0 removes the stored one.
struct QuoteWrite {
  std::string symbol;
  Quote quote;
};

inline bool usable_prices(double bid, double ask) noexcept {
  return bid > 0.0 && ask >= bid && ask <= std::numeric_limits<double>::max();  // false for what is not a number
}

}  // namespace workbench
