// Stops the probe while it describes a thread that starts, and lets another thread read what is described so far.
#include <dlfcn.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <thread>

#include "probe.h"

namespace {

constexpr std::size_t kPage = 4096;

std::atomic<std::uintptr_t> closed_page = 0;
std::atomic<bool> stopped = false;
std::atomic<bool> reading = false;
std::atomic<bool> has_read = false;
std::atomic<int> half_described = 0;

/// What the thread runs. It begins a page of its own; the word that says of which type it is lies on the page before.
struct alignas(kPage) Work {
  Work() = default;
  Work(Work&&) noexcept { close_page_before(); }
  void operator()() const {}

 private:
  void close_page_before() const noexcept {
    closed_page = reinterpret_cast<std::uintptr_t>(this) - kPage;
    mprotect(reinterpret_cast<void*>(closed_page.load()), kPage, PROT_NONE);
  }
};

/// The probe reads the closed page: the other thread has its turn, then the page opens.
void on_closed_page(int, siginfo_t* fault, void*) {
  const auto place = reinterpret_cast<std::uintptr_t>(fault->si_addr);
  if (place - closed_page.load() >= kPage) _exit(3);
  stopped = true;
  while (!reading) std::this_thread::yield();
  // A reader that has to wait for the description is waiting still.
  const auto patience = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  while (!has_read && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
  mprotect(reinterpret_cast<void*>(closed_page.load()), kPage, PROT_READ | PROT_WRITE);
}

void look(void*, const workbench::probe::ThreadFacts& thread) {
  const bool starts = thread.tid == 0 && thread.creator == getpid();
  if (starts && thread.state_type[0] == '\0') ++half_described;
}

}  // namespace

int main() {
  void* const entry = dlsym(RTLD_DEFAULT, workbench::probe::kEntryName);
  if (entry == nullptr) return 4;
  const workbench::probe::Probe* const probe = reinterpret_cast<workbench::probe::Entry*>(entry)();
  probe->ask([]() noexcept { return workbench::probe::kNobody; });
  struct sigaction action {};
  action.sa_sigaction = &on_closed_page;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  std::thread reader([probe] {
    while (!stopped) std::this_thread::yield();
    reading = true;
    probe->each_thread(&look, nullptr);
    has_read = true;
  });
  std::thread(Work()).join();
  reader.join();
  std::printf("%d half described\n", half_described.load());
  return half_described == 0 ? 0 : 1;
}
