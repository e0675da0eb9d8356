// Pacing of the background feed.
#include "market/feed_player.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace workbench {

void FeedPlayer::resume_at(int64_t nanos) {
  const std::scoped_lock lock(mutex_);
  start_nanos_ = nanos;
  resumes_ = true;
  pace_.set(nanos);
}

void FeedPlayer::set(FeedTicks ticks, bool loop, int64_t server_nanos) {
  const std::scoped_lock lock(mutex_);
  int64_t from = std::numeric_limits<int64_t>::min();
  if (kind_ == ClockKind::Virtual) from = server_nanos;
  if (kind_ == ClockKind::Feed && start_nanos_ != 0) from = std::max(start_nanos_, pace_.now_nanos());
  feed_.set(std::move(ticks), loop, from, resumes_ && kind_ != ClockKind::Wall);
  const auto first = feed_.first_nanos();
  if (!first) return;
  pace_.set(from == std::numeric_limits<int64_t>::min() ? *first : from);
  if (kind_ == ClockKind::Feed) start_nanos_ = pace_.now_nanos();
}

void FeedPlayer::play(bool playing) {
  const std::scoped_lock lock(mutex_);
  playing_ = playing;
  follow();
}

void FeedPlayer::set_speed(double speed) {
  if (!std::isfinite(speed) || speed <= 0.0)
    throw std::invalid_argument("feed speed must be a finite number above 0, not " + std::to_string(speed));
  const std::scoped_lock lock(mutex_);
  speed_ = speed;
  follow();
}

void FeedPlayer::follow() {
  pace_.set_speed(playing_ ? speed_ : 0.0);
}

FeedState FeedPlayer::state() const {
  const std::scoped_lock lock(mutex_);
  return {playing_, speed_, feed_.position(), feed_.length()};
}

void FeedPlayer::take_due(int64_t server_nanos, std::vector<DueTick>& due) {
  const std::scoped_lock lock(mutex_);
  if (!playing_) return;
  skip_to_next_lap();
  const int64_t until = kind_ == ClockKind::Virtual ? server_nanos : pace_.now_nanos();
  for (size_t taken = 0; taken < kMostAtOnce; ++taken) {
    const auto next = feed_.next_nanos();
    if (!next || *next > until) return;
    due.push_back({feed_.take(), kind_ == ClockKind::Wall ? server_nanos : *next});
  }
}

void FeedPlayer::skip_to_next_lap() {
  // Only its owner advances a virtual clock.
  if (kind_ == ClockKind::Virtual || !feed_.between_laps()) return;
  const auto next = feed_.next_nanos();
  if (next && *next > pace_.now_nanos()) pace_.set(*next);
}

std::optional<std::chrono::steady_clock::time_point> FeedPlayer::next_due() const {
  const std::scoped_lock lock(mutex_);
  const auto next = feed_.next_nanos();
  if (!playing_ || !next) return std::nullopt;
  const double wait = static_cast<double>(*next - pace_.now_nanos()) / speed_;
  constexpr double kLongest = 3.6e12;  // an hour: the longest single wait
  return std::chrono::steady_clock::now() +
         std::chrono::nanoseconds(static_cast<int64_t>(std::clamp(wait, 0.0, kLongest)));
}

}  // namespace workbench
