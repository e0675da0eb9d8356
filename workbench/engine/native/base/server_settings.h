// Settings of the whole server as one immutable snapshot, and whether it blocks its databases at this moment.
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

// Throws std::runtime_error, which names the field, for a value that cannot be.
void check_common(const PluginConCommon& common);

// Any thread.
class ServerSettings {
 public:
  ServerSettings();

  CommonSnapshot common() const;
  // By which clocks end_of_day and maintenance are meant.
  ZoneSnapshot zone() const;
  TradingDays trading_days() const;
  // Who is told, by the caller of put(), of every new snapshot. Before the first one.
  void set_follower(std::function<void()> follower) { follower_ = std::move(follower); }
  // With the engine lock held: a new snapshot. liveupdate_mode stays what it is: it is the server's own. Throws
  // std::runtime_error, which names the field, for a value that cannot be.
  void put(PluginConCommon common);
  void put(ZoneSnapshot zone);

  // In the configured order.
  SymbolGroups symbol_groups() const;
  void put(SymbolGroups groups);
  Managers managers() const;
  void put(Managers managers);

  // Whether maintenance keeps everybody from the databases: liveupdate_mode without the snapshot.
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
