// Settings of the whole server as one immutable snapshot, and whether it blocks its databases at this moment.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "model/PluginConCommon.hpp"

namespace workbench {

using CommonSnapshot = std::shared_ptr<const PluginConCommon>;

// Any thread.
class ServerSettings {
 public:
  ServerSettings();

  CommonSnapshot common() const;
  // Who is told, by the caller of put(), of every new snapshot. Before the first one.
  void set_follower(std::function<void()> follower) { follower_ = std::move(follower); }
  // With the engine's turn: a new snapshot. liveupdate_mode stays what it is: it is the server's own. Throws
  // std::runtime_error, which names the field, for a value that cannot be.
  void put(PluginConCommon common);

  // Whether maintenance keeps everybody from the databases: liveupdate_mode without the snapshot.
  bool blocked() const noexcept { return blocked_.load(std::memory_order_relaxed); }
  void block(bool blocked);

 private:
  mutable std::mutex mutex_;
  CommonSnapshot common_;
  std::function<void()> follower_;
  std::atomic<bool> blocked_ = false;
};

}  // namespace workbench
