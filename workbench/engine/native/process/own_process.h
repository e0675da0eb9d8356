// What tells the server's process from those that plugins fork, and which descriptors are the server's.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "telemetry/generated/callbacks.h"

namespace workbench {

/// Points to 1 in the server's process, to 0 in whatever was forked from it.
extern constinit const volatile std::uint32_t* process_mark;

inline bool is_forked_child() noexcept {
  return *process_mark == 0;
}

/// From now on this process belongs to one server, and forked children are told apart from it. Once in a process.
/// `runs_plugin_code` says whether the calling thread runs code of a plugin; a child forked by such code gives up the
/// server's descriptors.
void begin_own_process(bool (*runs_plugin_code)() noexcept);

/// Ends the calling process, which a plugin has forked, before it goes on as a second server. `callback` is where it
/// came back. The server's process hears of it by take_forked_children().
[[noreturn]] void end_forked_child(std::uint16_t plugin, Callback callback) noexcept;

/// A process that a plugin forked and that came back into the server.
struct ForkedChild {
  pid_t pid;
  std::uint16_t plugin;
  Callback callback;
};

/// Those that were ended since the last call; at most 64 in the life of the process are told.
std::vector<ForkedChild> take_forked_children();

// The server's descriptors: plugins cannot close them, and they are closed in processes that plugins fork. Any thread.

void protect_descriptor(int descriptor) noexcept;
void forget_descriptor(int descriptor) noexcept;
/// Whether it is open and the one that was protected.
bool is_own_descriptor(int descriptor) noexcept;

}  // namespace workbench
