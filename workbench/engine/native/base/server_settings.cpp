// Checks and replaces the settings of the whole server.
#include "base/server_settings.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace workbench {
namespace {

constexpr int kMinutesPerDay = 24 * 60;
constexpr int kMostBackups = 10'000;

void require(int value, int least, int most, const char* field) {
  if (value >= least && value <= most) return;
  throw std::runtime_error(std::string(field) + " must be between " + std::to_string(least) + " and " +
                           std::to_string(most) + ", not " + std::to_string(value));
}

}  // namespace

void check_common(const PluginConCommon& common) {
  require(common.maintenance_day, -1, 6, "maintenance_day");
  require(common.maintenance_start, 0, kMinutesPerDay - 1, "maintenance_start");
  require(common.maintenance_minutes, 0, kMinutesPerDay, "maintenance_minutes");
  require(common.end_of_day, 0, kMinutesPerDay - 1, "end_of_day");
  require(common.backups_kept, 0, kMostBackups, "backups_kept");
  require(common.stopout_compensation, 0, 1, "stopout_compensation");
  require(common.leverage_at_opening, 0, 1, "leverage_at_opening");
}

ServerSettings::ServerSettings() : common_(std::make_shared<const PluginConCommon>()) {}

CommonSnapshot ServerSettings::common() const {
  const std::scoped_lock lock(mutex_);
  return common_;
}

ZoneSnapshot ServerSettings::zone() const {
  const std::scoped_lock lock(mutex_);
  return zone_;
}

TradingDays ServerSettings::trading_days() const {
  const std::scoped_lock lock(mutex_);
  return {zone_, common_->end_of_day};
}

void ServerSettings::put(ZoneSnapshot zone) {
  {
    const std::scoped_lock lock(mutex_);
    zone_ = std::move(zone);
  }
  if (follower_) follower_();
}

void ServerSettings::put(PluginConCommon common) {
  check_common(common);
  {
    const std::scoped_lock lock(mutex_);
    common.liveupdate_mode = blocked() ? 1 : 0;
    common_ = std::make_shared<const PluginConCommon>(std::move(common));
  }
  if (follower_) follower_();
}

SymbolGroups ServerSettings::symbol_groups() const {
  const std::scoped_lock lock(mutex_);
  return symbol_groups_;
}

void ServerSettings::put(SymbolGroups groups) {
  const std::scoped_lock lock(mutex_);
  symbol_groups_ = std::move(groups);
}

Managers ServerSettings::managers() const {
  const std::scoped_lock lock(mutex_);
  return managers_;
}

void ServerSettings::put(Managers managers) {
  const std::scoped_lock lock(mutex_);
  managers_ = std::move(managers);
}

void ServerSettings::block(bool blocked) {
  const std::scoped_lock lock(mutex_);
  PluginConCommon common = *common_;
  common.liveupdate_mode = blocked ? 1 : 0;
  common_ = std::make_shared<const PluginConCommon>(std::move(common));
  blocked_.store(blocked, std::memory_order_relaxed);
}

}  // namespace workbench
