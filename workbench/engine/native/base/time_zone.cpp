// Lookup of offsets.
#include "base/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <stdexcept>

namespace workbench {
namespace {

constexpr int64_t kLongestOffset = 86'400;

}  // namespace

TimeZone::TimeZone(std::vector<ZoneChange> changes) : changes_(std::move(changes)) {
  const auto ascends = [](const ZoneChange& one, const ZoneChange& next) { return one.from < next.from; };
  const auto too_much = [](const ZoneChange& change) { return std::abs(change.offset) > kLongestOffset; };
  if (!std::is_sorted(changes_.begin(), changes_.end(), ascends) ||
      std::adjacent_find(changes_.begin(), changes_.end(), std::not_fn(ascends)) != changes_.end() ||
      std::any_of(changes_.begin(), changes_.end(), too_much))
    throw std::runtime_error("the changes of a time zone must ascend and have offsets of at most a day");
  for (size_t i = 1; i < changes_.size(); ++i)
    turns_.push_back(changes_[i].from + std::max(changes_[i - 1].offset, changes_[i].offset));
}

int64_t TimeZone::local(int64_t moment) const noexcept {
  if (changes_.empty()) return moment;
  const auto next = std::upper_bound(changes_.begin() + 1, changes_.end(), moment,
                                     [](int64_t at, const ZoneChange& change) { return at < change.from; });
  return moment + (next - 1)->offset;
}

int64_t TimeZone::moment(int64_t local) const noexcept {
  if (changes_.empty()) return local;
  const auto turns = std::upper_bound(turns_.begin(), turns_.end(), local) - turns_.begin();
  return local - changes_[static_cast<size_t>(turns)].offset;
}

}  // namespace workbench
