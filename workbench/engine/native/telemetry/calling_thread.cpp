#include "telemetry/calling_thread.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "base/stack_frames.h"
#include "telemetry/throw_site.h"

namespace workbench {

namespace {

CallingThread this_one(const StackFrames& frames) {
  std::array<char, 16> name{};
  pthread_getname_np(pthread_self(), name.data(), name.size());
  const auto* const first = frames.addresses.data();
  return {std::string(name.data()) + " (" + std::to_string(syscall(SYS_gettid)) + ")", {first, first + frames.count}};
}

}  // namespace

CallingThread calling_thread() {
  StackFrames frames;
  frames.take();
  return this_one(frames);
}

CallingThread throwing_thread() {
  const StackFrames* const frames = throw_site();
  return frames == nullptr ? calling_thread() : this_one(*frames);
}

}  // namespace workbench
