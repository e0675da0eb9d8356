// What the hot path knows of the calling thread, in one thread-local block.
#pragma once

#include <cstdint>

namespace workbench {

class ThreadTrace;
struct CallFrame;
struct EpochReader;
struct PluginList;

/// Trivial, so that reaching it needs no check; the thread's clean-up is registered by who fills it in.
struct ThreadState {
  CallFrame* frame = nullptr;    ///< innermost running call
  ThreadTrace* trace = nullptr;  ///< slot of this thread, valid while trace_of is the number of the telemetry
  std::uint64_t trace_of = 0;
  EpochReader* reader = nullptr;        ///< valid while reader_host is the number of the host
  const PluginList* plugins = nullptr;  ///< the reader's list: one load less on the way to a plugin
  std::uint64_t reader_host = 0;
  std::uint32_t touched = 0;          ///< parts of the process (probe::Part) that the running call may have changed
  std::uint32_t arithmetic = 0;       ///< the processor's usual setting on this thread, 0 while it is not known
  std::uint64_t unlooked_calls = 15;  ///< calls for quotes are looked at when these bits of their number are 0
};

// Initial-exec: a thread-local behind the general model costs a function call in a shared library.
extern constinit thread_local ThreadState thread_state __attribute__((tls_model("initial-exec")));

/// The calling thread's block, found once: left to itself the compiler looks its place up again for each access.
inline ThreadState& this_thread() noexcept {
  ThreadState* state = &thread_state;
  asm("" : "+r"(state));
  return *state;
}

}  // namespace workbench
