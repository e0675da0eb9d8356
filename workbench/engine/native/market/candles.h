// Candles of one symbol: one-minute base candles built from bids, and candles of the longer frames derived from them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/seqlock.h"
#include "model/PluginCandleRecord.hpp"

namespace workbench {

using Candles = std::vector<PluginCandleRecord>;

// Frames of the platform: 1M 5M 15M 30M 1H 4H 1D 1W 1MN. A week starts on Monday (convention).
inline constexpr size_t kFrameCount = 9;
bool known_frame(std::string_view frame) noexcept;

// RET_OK for a list of one-minute candles that can be stored. RET_ERR_PARAMS: an empty list, a time that is not a whole
// minute or outside 1970 to 2199, times that do not ascend, or two candles of one minute. RET_INVALID_DATA: a price
// that is not finite or not above 0, high below or low above another price, a volume that is not finite or below 0
// (convention).
int check_candles(std::span<const PluginCandleRecord> candles) noexcept;

// A quote changes the running minute only. The series recomputes the longer candles that cover the minute when the
// minute completes and when they are read, each frame from the next shorter one, about sixty candles in all. A candle
// takes 48 bytes, and the longer frames add a third: a year of minutes of one symbol takes 24 MB. Beyond kMostMinutes
// the series removes the oldest eighth from memory. Longer candles made from those minutes stay until the next start.
//
// One thread at a time calls `count`. `count` needs no lock: it publishes the running minute for the other methods,
// which need a lock, as does `begin_minute`.
class CandleSeries {
 public:
  static constexpr size_t kMostMinutes = size_t{1} << 20;

  // Counts one quote into the running minute; a tick without volume counts as 1. Returns false when the quote belongs
  // to another minute.
  bool count(std::time_t seconds, double price, double volume) noexcept {
    if (static_cast<uint64_t>(seconds - running_) >= 60) return false;
    minute_.high = std::max(minute_.high, price);
    minute_.low = std::min(minute_.low, price);
    minute_.close = price;
    minute_.volume += volume > 0.0 ? volume : 1.0;
    published_.store(minute_);
    return true;
  }
  // Starts the quote's minute with this quote. Returns the candle that this completes, or nullptr; the pointer is valid
  // until the next change.
  const PluginCandleRecord* begin_minute(std::time_t seconds, double price, double volume);
  // Replaces the one-minute candles with from <= time <= to. `candles` must lie in that range and be in order. Returns
  // the previous candles.
  Candles replace(std::time_t from, std::time_t to, std::span<const PluginCandleRecord> candles);
  // Candles of the frame with from <= time <= to, oldest first; empty for an unknown frame.
  Candles read(std::string_view frame, std::time_t from, std::time_t to);
  // The running minute.
  std::optional<PluginCandleRecord> newest();

 private:
  static constexpr std::time_t kNotRunning = std::numeric_limits<std::time_t>::min() / 2;

  // Copies the counts of the running minute into the list.
  void take_running();
  // Continues to count into this minute of the list.
  void run(size_t place);
  void find_running();
  void fold_running();
  // Recomputes the longer candles that cover minutes of this range.
  void fold(std::time_t from, std::time_t to);
  void fold_frame(size_t frame, std::time_t first, std::time_t end);
  void trim();

  PluginCandleRecord minute_;                // running; used by the counting thread
  Seqlock<PluginCandleRecord> published_;    // the same, for the other threads
  std::array<Candles, kFrameCount> frames_;  // each by time
  size_t current_ = 0;                       // place of the running minute
  std::time_t running_ = kNotRunning;
  bool folded_running_ = true;  // whether the candles that cover the running minute include all its counts
  PluginCandleRecord completed_;
  Candles folded_;  // reused to keep its memory
};

}  // namespace workbench
