// Distinguishes the server's process from processes that plugins fork, and protects the server's descriptors.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "telemetry/generated/callbacks.h"

namespace workbench {

/// Points to 1 in the server's process, and to 0 in every process forked from it.
extern constinit const volatile std::uint32_t* process_mark;

inline bool is_forked_child() noexcept {
  return *process_mark == 0;
}

/// From now on this process belongs to one server, which distinguishes forked children from it. Call once per process.
/// `runs_plugin_code` returns whether the calling thread runs code of a plugin. A child that such code forks closes the
/// server's descriptors.
void begin_own_process(bool (*runs_plugin_code)() noexcept);

/// Ends the calling process, which a plugin has forked, before it continues as a second server. `callback` is the
/// callback from which the child returned. take_forked_children() reports the child in the server's process.
[[noreturn]] void end_forked_child(std::uint16_t plugin, Callback callback) noexcept;

/// A process that a plugin forked and that returned into the server.
struct ForkedChild {
  pid_t pid;
  std::uint16_t plugin;
  Callback callback;
};

/// Returns the children that were ended since the last call. It reports at most 64 in the life of the process.
std::vector<ForkedChild> take_forked_children();

// The server's descriptors: plugins cannot close them, and processes that plugins fork close them. Thread-safe.

void protect_descriptor(int descriptor) noexcept;
void forget_descriptor(int descriptor) noexcept;
/// Returns whether the descriptor is open and is the protected one.
bool is_own_descriptor(int descriptor) noexcept;

}  // namespace workbench
