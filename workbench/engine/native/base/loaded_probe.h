// Access to the probe that is preloaded into an engine process. A server that runs in its caller's process has no
// probe.
#pragma once

#include <cstdint>

#include "probe/probe.h"

namespace workbench {

/// Returns nullptr without the probe.
const probe::Probe* loaded_probe() noexcept;

/// Every thread that starts after this call runs `greeting` first. Has no effect without the probe.
void greet_threads(void (*greeting)() noexcept) noexcept;

/// Reports to `watcher` what plugins change in the process from now on. Has no effect without the probe.
void watch_changes(const probe::ProcessWatcher& watcher) noexcept;
/// Returns whether a plugin started the calling thread; false without the probe.
bool code_of_plugin_thread() noexcept;

/// While this object lives, allocations of the calling thread are attributed to the server, even inside a plugin call.
class ServerAllocates {
 public:
  ServerAllocates() noexcept;
  ~ServerAllocates();
  ServerAllocates(const ServerAllocates&) = delete;
  ServerAllocates& operator=(const ServerAllocates&) = delete;

 private:
  std::uint32_t before_;
};

}  // namespace workbench
