// Bars of one symbol: one-minute base candles built from bids, and the longer frames that follow them.
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

// RET_OK for one-minute candles that may be stored. RET_ERR_PARAMS: none at all, a time off the minute grid or outside
// 1970 to 2199, not in ascending order, two of one minute. RET_INVALID_DATA: a price that is not finite or not above
// 0, high below or low above another price, a volume not finite or below 0 (convention).
int check_candles(std::span<const PluginCandleRecord> candles) noexcept;

// A quote touches the running minute alone; the bars of the longer frames that cover it are folded anew when it is
// completed and when they are read, each frame from the next shorter one, some sixty bars in all. 48 bytes for a bar, a
// third more for the frames: a year of minutes of one symbol is 24 MB. Beyond kMostMinutes the oldest eighth is let go
// from memory; the bars of longer frames made of them stay until the next start.
//
// One thread at a time counts quotes in. `count` needs no lock: the running minute is published for the other methods,
// which need one, as does `begin_minute`.
class CandleSeries {
 public:
  static constexpr size_t kMostMinutes = size_t{1} << 20;

  // Counts one quote into the running minute; `volume` of a tick without one is 1. False when it belongs to another
  // one.
  bool count(std::time_t seconds, double price, double volume) noexcept {
    if (static_cast<uint64_t>(seconds - running_) >= 60) return false;
    minute_.high = std::max(minute_.high, price);
    minute_.low = std::min(minute_.low, price);
    minute_.close = price;
    minute_.volume += volume > 0.0 ? volume : 1.0;
    published_.store(minute_);
    return true;
  }
  // Counts one quote into the minute that it belongs to, which runs from now on. Returns the candle that this has
  // completed, if any; it is there until the next change.
  const PluginCandleRecord* begin_minute(std::time_t seconds, double price, double volume);
  // The one-minute candles with from <= time <= to become these, which must lie in that range and be in order. Returns
  // those that were there.
  Candles replace(std::time_t from, std::time_t to, std::span<const PluginCandleRecord> candles);
  // Candles of the frame with from <= time <= to, oldest first; empty for an unknown frame.
  Candles read(std::string_view frame, std::time_t from, std::time_t to);
  // The minute that quotes are counted into.
  std::optional<PluginCandleRecord> newest();

 private:
  static constexpr std::time_t kNotRunning = std::numeric_limits<std::time_t>::min() / 2;

  // Takes what was counted into the running minute over into the list.
  void take_running();
  // The minute of the list that runs is counted on.
  void run(size_t place);
  void find_running();
  void fold_running();
  // Folds the bars anew that cover minutes of this range.
  void fold(std::time_t from, std::time_t to);
  void fold_frame(size_t frame, std::time_t first, std::time_t end);
  void trim();

  PluginCandleRecord minute_;                // running, for who counts
  Seqlock<PluginCandleRecord> published_;    // the same, for the others
  std::array<Candles, kFrameCount> frames_;  // each by time
  size_t current_ = 0;                       // place of the running minute
  std::time_t running_ = kNotRunning;
  bool folded_running_ = true;  // whether the bars that cover the running minute hold all of it
  PluginCandleRecord completed_;
  Candles folded_;  // kept for its memory
};

}  // namespace workbench
