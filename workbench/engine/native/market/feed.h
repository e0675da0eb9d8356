// Background feed: recorded quotes in time order, and the selection of due quotes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"

namespace workbench {

// One recorded quote; `symbol` is the symbol's number in the engine.
struct FeedTick {
  int64_t time_millis = 0;
  double bid = 0.0;
  double ask = 0.0;
  float volume = 0.0F;
  uint16_t symbol = 0;
};

inline int64_t nanos(const FeedTick& tick) noexcept {
  return tick.time_millis * kNanosPerMilli;
}

using FeedTicks = std::vector<FeedTick>;

// A tick file that cannot be used. `line` counts from 1 and includes the header line.
class FeedError : public std::runtime_error {
 public:
  FeedError(size_t line, const std::string& message);
  size_t line() const noexcept { return line_; }

 private:
  size_t line_;
};

// Reads CSV text with the header `time_millis,symbol,bid,ask,volume`. Throws FeedError at the first line that is
// malformed, names an unknown symbol, has an invalid price, or has an earlier time than the line before.
FeedTicks parse_ticks(std::string_view text, const std::unordered_map<std::string, uint16_t>& symbols);

struct FeedState {
  bool playing = false;
  double speed = 1.0;
  size_t position = 0;  // next quote
  size_t length = 0;
};

// A cursor over the quotes without its own clock: the caller passes the current feed time.
class Feed {
 public:
  // Skips quotes earlier than `from_nanos`. With `loop` the quotes repeat after the end, shifted by their length
  // rounded up to whole weeks, so that week days and sessions stay the same. A moment beyond the end falls into one of
  // the later laps. With `resume` this also applies to a feed that does not loop: it plays the rest of that lap, or the
  // whole next lap when nothing is left.
  void set(FeedTicks ticks, bool loop, int64_t from_nanos, bool resume = false);
  // Feed time of the first quote, or nullopt without quotes.
  std::optional<int64_t> first_nanos() const noexcept;
  // Time of the next quote, or nullopt at the end.
  std::optional<int64_t> next_nanos() const noexcept {
    const bool laps = position_ == ticks_.size();
    if (laps && (!loop_ || ticks_.empty())) return std::nullopt;
    const int64_t next = laps ? nanos(ticks_.front()) + lap_nanos_ : nanos(ticks_[position_]);
    // The loop ends at the end of server time.
    return next <= kLastNanos - shift_nanos_ ? std::optional(next + shift_nanos_) : std::nullopt;
  }
  // Returns the next quote and advances. Requires that next_nanos() has a value.
  const FeedTick& take() noexcept {
    if (position_ == ticks_.size()) {
      position_ = 0;
      shift_nanos_ += lap_nanos_;
    }
    return ticks_[position_++];
  }
  // Returns whether the next quote, if any, is the first one of a later lap.
  bool between_laps() const noexcept { return position_ == ticks_.size() || (position_ == 0 && shift_nanos_ > 0); }
  size_t position() const noexcept { return position_; }
  size_t length() const noexcept { return ticks_.size(); }

 private:
  FeedTicks ticks_;
  bool loop_ = false;
  size_t position_ = 0;
  int64_t shift_nanos_ = 0;
  int64_t lap_nanos_ = 0;
};

}  // namespace workbench
