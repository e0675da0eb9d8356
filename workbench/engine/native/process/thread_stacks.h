// Stacks of all threads of the engine process. Each thread writes its own stack into the segment when it receives a
// signal.
#pragma once

#include <ucontext.h>

#include "telemetry/telemetry.h"

namespace workbench {

/// From now on threads answer STACK_SIGNAL, from this process or from its client process. Throws std::system_error.
void install_stack_signal(const SegmentMemory& memory);

// The following functions are async-signal-safe.

/// Fills in the identity of the calling thread and its frames: from the interrupted `context`, or from the caller
/// without one. Publishes `round` last.
void write_own_stack(const SegmentMemory& memory, telemetry::StackRecord& record, ucontext_t* context,
                     std::uint32_t round) noexcept;

/// Signals every other thread, stores their stacks behind the first one, and waits for all of them, 40 ms at most. For
/// a thread that does not answer it writes the name and the kernel's view of its position. Returns the number of
/// records in use.
std::uint32_t ask_other_threads(const SegmentMemory& memory, std::uint32_t round) noexcept;

/// Returns the slot with the thread's deepest call, -1 when it has none.
std::int32_t slot_of(const SegmentMemory& memory, pid_t tid) noexcept;

std::uint64_t program_counter(const ucontext_t& context) noexcept;
std::uint64_t stack_pointer(const ucontext_t& context) noexcept;

}  // namespace workbench
