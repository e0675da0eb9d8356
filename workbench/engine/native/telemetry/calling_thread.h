// The thread and the stack of a call, for a diagnostic.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace workbench {

/// A thread at one moment.
struct CallingThread {
  std::string name;                   ///< "name (kernel id)"
  std::vector<std::uint64_t> frames;  ///< return addresses, innermost first
};

/// Returns the calling thread with 64 frames at most. Takes some microseconds and allocates, so it is for reports only.
CallingThread calling_thread();

/// Returns the thread as it was when it threw the exception that the running call has just let out (see
/// throw_site.cpp), or as it is now when that is unknown.
CallingThread throwing_thread();

}  // namespace workbench
