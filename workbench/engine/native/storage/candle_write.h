// A change of stored candles, for the database.
#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "model/PluginCandleRecord.hpp"

namespace workbench {

// A change of a symbol's stored one-minute candles: one candle written, or all candles in a range erased.
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
