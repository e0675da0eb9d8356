// Local time of a zone: the offsets from UTC and when they change, as the time zone database has them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace workbench {

// From this moment on (Unix seconds) local time is so many seconds ahead of UTC.
struct ZoneChange {
  int64_t from = 0;
  int64_t offset = 0;
};

// Immutable; any thread. Local times are seconds since 1970-01-01 00:00 by the clocks of the zone.
class TimeZone {
 public:
  // UTC.
  TimeZone() = default;
  // Ascending; before the second change the first offset counts. Throws std::runtime_error for changes that do not
  // ascend or that are more than a day.
  explicit TimeZone(std::vector<ZoneChange> changes);

  // What the clocks show at this moment.
  int64_t local(int64_t moment) const noexcept;
  // When the clocks show this time. Shown twice, as clocks are set back: the first time. Never shown, as they are set
  // forward: as long after the change as the time lies after the hour that is left out (convention, as in RFC 5545).
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

// By which clocks sessions and holidays of symbols are meant. Immutable.
class SymbolZones {
 public:
  using Zones = std::unordered_map<std::string, ZoneSnapshot>;

  SymbolZones() = default;
  // `common` is that of every symbol that is not in `own`.
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
