// Local time of a zone: the offsets from UTC and their change times, from the time zone database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace workbench {

// From this moment on (Unix seconds) local time is this many seconds ahead of UTC.
struct ZoneChange {
  int64_t from = 0;
  int64_t offset = 0;
};

// Immutable and thread-safe. Local times are seconds since 1970-01-01 00:00 local time of the zone.
class TimeZone {
 public:
  // UTC.
  TimeZone() = default;
  // `changes` are in ascending order; the first offset applies until the second change. Throws std::runtime_error for
  // changes that do not ascend or offsets of more than a day.
  explicit TimeZone(std::vector<ZoneChange> changes);

  // Returns the local time at this moment.
  int64_t local(int64_t moment) const noexcept;
  // Returns the moment of a local time. A local time that occurs twice, because the clocks go back, gives its first
  // occurrence. For a local time that is skipped, because the clocks go forward, the offset before the change applies
  // (convention, as in RFC 5545).
  int64_t moment(int64_t local) const noexcept;

 private:
  std::vector<ZoneChange> changes_;
  std::vector<int64_t> turns_;  // local times from which on the offset after the change counts
};

using ZoneSnapshot = std::shared_ptr<const TimeZone>;

inline ZoneSnapshot utc_zone() {
  static const ZoneSnapshot utc = std::make_shared<const TimeZone>();
  return utc;
}

// The time zones of the sessions and holidays of symbols. Immutable.
class SymbolZones {
 public:
  using Zones = std::unordered_map<std::string, ZoneSnapshot>;

  SymbolZones() = default;
  // `common` applies to every symbol that is not in `own`.
  SymbolZones(ZoneSnapshot common, Zones own) : common_(std::move(common)), own_(std::move(own)) {}

  const TimeZone& of(const std::string& symbol) const noexcept {
    const auto own = own_.find(symbol);
    return own == own_.end() ? *common_ : *own->second;
  }

 private:
  ZoneSnapshot common_ = utc_zone();
  Zones own_;
};

}  // namespace workbench
