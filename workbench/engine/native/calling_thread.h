// Who makes a call and from where: the thread's name and its stack, for a finding.
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

}  // namespace workbench
