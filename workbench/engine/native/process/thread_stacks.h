// Where every thread of the engine process is: each writes its own stack into the segment when a signal asks it to.
#pragma once

#include <ucontext.h>

#include "telemetry/telemetry.h"

namespace workbench {

/// From now on threads answer STACK_SIGNAL, from this process or from its client process. Throws std::system_error.
void install_stack_signal(const SegmentMemory& memory);

// What follows is async-signal-safe.

/// Fills in who the calling thread is and its frames: from where `context` was interrupted, from the caller without
/// one. `round` is published last.
void write_own_stack(const SegmentMemory& memory, telemetry::StackRecord& record, ucontext_t* context,
                     std::uint32_t round) noexcept;

/// Asks every other thread, whose stacks go behind the first one, and waits for all of them, 40 ms at most. For one
/// that does not answer, its name and where the kernel sees it are written. Returns how many records are in use.
std::uint32_t ask_other_threads(const SegmentMemory& memory, std::uint32_t round) noexcept;

/// The slot in which the thread has its deepest call, -1 when it has none.
std::int32_t slot_of(const SegmentMemory& memory, pid_t tid) noexcept;

std::uint64_t program_counter(const ucontext_t& context) noexcept;
std::uint64_t stack_pointer(const ucontext_t& context) noexcept;

}  // namespace workbench
