// Settings of the whole server as one immutable snapshot, and whether maintenance currently blocks the databases.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/trading_day.h"
#include "model/PluginConCommon.hpp"
#include "model/PluginConManager.hpp"
#include "model/PluginConSymbolGroup.hpp"

namespace workbench {

using CommonSnapshot = std::shared_ptr<const PluginConCommon>;
using SymbolGroups = std::vector<PluginConSymbolGroup>;
using Managers = std::vector<PluginConManager>;

// Throws std::runtime_error that names the field of an invalid value.
void check_common(const PluginConCommon& common);

// Thread-safe.
class ServerSettings {
 public:
  ServerSettings();

  CommonSnapshot common() const;
  // The time zone of end_of_day and maintenance.
  ZoneSnapshot zone() const;
  TradingDays trading_days() const;
  // The caller of put() calls `follower` after every new snapshot. Set it before the first snapshot.
  void set_follower(std::function<void()> follower) { follower_ = std::move(follower); }
  // Publishes a new snapshot; needs the engine lock. The server itself controls liveupdate_mode, so its value stays.
  // Throws std::runtime_error that names the field of an invalid value.
  void put(PluginConCommon common);
  void put(ZoneSnapshot zone);

  // Returns the symbol groups in the configured order.
  SymbolGroups symbol_groups() const;
  void put(SymbolGroups groups);
  Managers managers() const;
  void put(Managers managers);

  // Returns whether maintenance blocks the databases. This is liveupdate_mode without the cost of a snapshot.
  bool blocked() const noexcept { return blocked_.load(std::memory_order_relaxed); }
  void block(bool blocked);

 private:
  mutable std::mutex mutex_;
  CommonSnapshot common_;
  ZoneSnapshot zone_ = utc_zone();
  std::function<void()> follower_;
  SymbolGroups symbol_groups_;
  Managers managers_;
  std::atomic<bool> blocked_ = false;
};

}  // namespace workbench
