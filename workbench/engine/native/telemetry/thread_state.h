// Data of the calling thread for the hot path, in one thread-local block.
#pragma once

#include <cstdint>

namespace workbench {

class ThreadTrace;
struct CallFrame;
struct EpochReader;
struct PluginList;

/// Trivial, so that access needs no initialisation check; the code that fills it in registers the thread's clean-up.
struct ThreadState {
  CallFrame* frame = nullptr;    ///< innermost running call
  ThreadTrace* trace = nullptr;  ///< valid while trace_of is the number of the telemetry
  std::uint64_t trace_of = 0;
  EpochReader* reader = nullptr;        ///< valid while reader_host is the number of the host
  const PluginList* plugins = nullptr;  ///< the reader's list: saves a load on the way to a plugin
  std::uint64_t reader_host = 0;
  std::uint32_t touched = 0;          ///< parts of the process (probe::Part) that the running call may have changed
  std::uint32_t arithmetic = 0;       ///< the processor's usual setting on this thread, 0 while unknown
  std::uint32_t quotes = 0;           ///< calls for quotes
  std::uint32_t unlooked_calls = 15;  ///< a call for quotes is checked in detail when these bits of `quotes` are 0
};

// Initial-exec: with the general model, access to a thread-local costs a function call in a shared library.
extern constinit thread_local ThreadState thread_state __attribute__((tls_model("initial-exec")));

/// Returns the calling thread's block, looked up once; otherwise the compiler looks it up for each access.
inline ThreadState& this_thread() noexcept {
  ThreadState* state = &thread_state;
  asm("" : "+r"(state));
  return *state;
}

}  // namespace workbench
