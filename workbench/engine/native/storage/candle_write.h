// A change of stored candles, on its way to the database.
#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "model/PluginCandleRecord.hpp"

namespace workbench {

// A change of the stored one-minute candles of a symbol, for the database: one candle written, or all in a range
// erased.
struct CandleWrite {
  struct Range {
    std::time_t from = 0;
    std::time_t to = 0;
  };
  std::string symbol;
  PluginCandleRecord candle;
  std::optional<Range> erased;
};

}  // namespace workbench
