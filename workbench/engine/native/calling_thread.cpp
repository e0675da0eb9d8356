#include "calling_thread.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <unwind.h>

#include <array>

namespace workbench {

namespace {

constexpr std::size_t kMostFrames = 64;

_Unwind_Reason_Code keep_frame(_Unwind_Context* context, void* kept) {
  auto& frames = *static_cast<std::vector<std::uint64_t>*>(kept);
  const std::uint64_t address = _Unwind_GetIP(context);
  if (address == 0 || frames.size() == kMostFrames) return _URC_END_OF_STACK;
  frames.push_back(address);
  return _URC_NO_REASON;
}

}  // namespace

CallingThread calling_thread() {
  CallingThread thread;
  std::array<char, 16> name{};
  pthread_getname_np(pthread_self(), name.data(), name.size());
  thread.name = std::string(name.data()) + " (" + std::to_string(syscall(SYS_gettid)) + ")";
  thread.frames.reserve(kMostFrames);
  _Unwind_Backtrace(keep_frame, &thread.frames);
  return thread;
}

}  // namespace workbench
