// Finds and calls the preloaded probe.
#include "base/loaded_probe.h"

#include <dlfcn.h>

namespace workbench {

namespace {

const probe::Probe* find_probe() noexcept {
  auto* const entry = reinterpret_cast<probe::Entry*>(dlsym(RTLD_DEFAULT, probe::kEntryName));
  return entry == nullptr ? nullptr : entry();
}

// Initialised when this library is loaded, because a look-up takes the dynamic linker's lock.
const probe::Probe* const the_probe = find_probe();

}  // namespace

const probe::Probe* loaded_probe() noexcept {
  return the_probe;
}

void greet_threads(void (*greeting)() noexcept) noexcept {
  if (const probe::Probe* const probe = loaded_probe()) probe->greet(greeting);
}

void watch_changes(const probe::ProcessWatcher& watcher) noexcept {
  if (const probe::Probe* const probe = loaded_probe()) probe->watch_process(&watcher);
}

bool code_of_plugin_thread() noexcept {
  const probe::Probe* const probe = loaded_probe();
  return probe != nullptr && probe->current() / probe::kCallbacks != probe::kServer;
}

ServerAllocates::ServerAllocates() noexcept : before_(probe::kNobody) {
  if (const probe::Probe* const probe = loaded_probe())
    before_ = probe->act_as(probe::who(probe::kServer, probe::kOutside));
}

ServerAllocates::~ServerAllocates() {
  if (const probe::Probe* const probe = loaded_probe()) probe->act_as(before_);
}

}  // namespace workbench
