// Plays the background feed along a clock: what is due, at which server time, and when the next quote will be.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "market/feed.h"

namespace workbench {

// A due quote and the server time it happens at.
struct DueTick {
  FeedTick tick;
  int64_t nanos = 0;
};

// Any thread.
class FeedPlayer {
 public:
  static constexpr size_t kMostAtOnce = 256;

  // `pace` is feed time; under the feed clock it is server time as well, so a paused feed stops the server's time.
  FeedPlayer(ClockKind kind, PacedClock& pace, int64_t start_nanos)
      : kind_(kind), pace_(pace), start_nanos_(start_nanos) {}

  // The server's time goes on after that of its databases, whatever the feed was recorded at. Before set().
  void resume_at(int64_t nanos);
  // Feed time starts at the first quote. Under the feed clock it starts at `start_nanos` when that is given, under a
  // virtual clock at `server_nanos`; earlier quotes are passed over. Under the feed clock another feed goes on from
  // where the one before has come to.
  void set(FeedTicks ticks, bool loop, int64_t server_nanos);
  void play(bool playing);
  void set_speed(double speed);
  FeedState state() const;
  // At most kMostAtOnce quotes that are due; appended to `due`. On the wall clock they happen at `server_nanos`, else
  // at their own time. `server_nanos` is the moment up to which a virtual clock plays.
  void take_due(int64_t server_nanos, std::vector<DueTick>& due);
  // Real time when the next quote is due, nullopt when none is coming. Not for virtual clocks.
  std::optional<std::chrono::steady_clock::time_point> next_due() const;

 private:
  void follow();
  // Nobody waits for days until a looping feed begins again: its time goes on at the next lap's first quote.
  void skip_to_next_lap();

  ClockKind kind_;
  PacedClock& pace_;
  int64_t start_nanos_;
  bool resumes_ = false;
  mutable std::mutex mutex_;
  Feed feed_;
  bool playing_ = false;
  double speed_ = 1.0;
};

}  // namespace workbench
