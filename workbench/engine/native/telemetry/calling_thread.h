// Who makes a call and from where: the thread's name and its stack, for a diagnostic.
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

/// The calling thread, 64 frames at most. Takes some microseconds and allocates: for what is reported only.
CallingThread calling_thread();

/// The same as it was when the exception was thrown that the running call has just let out (see throw_site.cpp); as it
/// is now when that is not known.
CallingThread throwing_thread();

}  // namespace workbench
