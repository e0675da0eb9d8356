// Bars of one symbol: one-minute base candles built from bids, longer frames derived from them.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/PluginCandleRecord.hpp"

namespace workbench {

// A bar that is over, for the database.
struct FinishedCandle {
  std::string symbol;
  PluginCandleRecord candle;
};

// Frames of the platform: 1M 5M 15M 30M 1H 4H 1D 1W 1MN.
bool known_frame(std::string_view frame) noexcept;

class CandleSeries {
 public:
  // Counts one quote in: `volume` of a tick without one is 1. Returns the candle that this quote has completed, if any.
  std::optional<PluginCandleRecord> add(std::time_t seconds, double price, double volume);
  // Puts back a stored one-minute candle.
  void restore(const PluginCandleRecord& candle);
  // Candles of the frame with from <= time <= to, oldest first; empty for an unknown frame. A week starts on Monday.
  std::vector<PluginCandleRecord> read(std::string_view frame, std::time_t from, std::time_t to) const;
  std::optional<PluginCandleRecord> newest() const;

 private:
  PluginCandleRecord& at_minute(std::time_t minute);

  std::vector<PluginCandleRecord> minutes_;  // by time
  size_t current_ = 0;
};

}  // namespace workbench
