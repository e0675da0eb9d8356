// The beginning and end of a watched call.
#include "plugins/call_watch.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "plugins/process_watch.h"

namespace workbench {

bool debugger_is_attached() noexcept {
  const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char text[4096];
  const ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return false;
  text[count] = '\0';
  const char* const line = std::strstr(text, "\nTracerPid:");
  return line != nullptr && std::atoi(line + sizeof "\nTracerPid:" - 1) != 0;
}

void CallWatch::stop_if_wanted(Callback callback) noexcept {
  auto wanted = static_cast<std::uint16_t>(callback);
  if (break_before_.load(std::memory_order_relaxed) != wanted) return;
  // Once, and only with a debugger that handles the signal: otherwise it would end the process.
  if (break_before_.compare_exchange_strong(wanted, 0) && debugger_is_attached()) raise(SIGTRAP);
}

CallWatch::Call::Call(CallWatch& watch, Callback callback)
    : checking_(watch.checking.load(std::memory_order_relaxed)),
      user_{watch.plugin_, static_cast<std::uint16_t>(callback)} {
  watch.stop_if_wanted(callback);
  if (checking_) note_before_watched_call();
}

CallWatch::Call::~Call() {
  if (take_back_) take_back_();
  for (std::size_t number = 0; number < count_; ++number) RecordPages::get().seal(held_[number]);
}

}  // namespace workbench
