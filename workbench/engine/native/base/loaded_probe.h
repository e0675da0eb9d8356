// The probe that is preloaded into an engine process; a server in its caller's process has none.
#pragma once

#include <cstdint>

#include "probe/probe.h"

namespace workbench {

/// nullptr without the probe.
const probe::Probe* loaded_probe() noexcept;

/// Each thread that begins from now on calls this first; without the probe none does.
void greet_threads(void (*greeting)() noexcept) noexcept;

/// Tells of what plugins do to the process from now on; without the probe nobody does.
void watch_changes(const probe::ProcessWatcher& watcher) noexcept;
/// Whether the calling thread is one that a plugin has started; false without the probe.
bool code_of_plugin_thread() noexcept;

/// While it lives, what the calling thread allocates is the server's, though it is inside a call of a plugin.
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
