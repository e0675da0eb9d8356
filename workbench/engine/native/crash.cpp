// Signal handlers: everything here that runs in one is async-signal-safe.
#include "crash.h"

#include <execinfo.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace workbench {

namespace {

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t kStackSize = 128 * 1024;
constexpr int kMostFrames = 64;

// Never freed: a handler may read it at any moment, and it is what it writes into.
std::atomic<const SegmentMemory*> segment = nullptr;

/// A signal stack of one thread, with a page below it that faults instead of overwriting others.
class CrashStack {
 public:
  CrashStack() noexcept {
    stack_t current{};
    if (sigaltstack(nullptr, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0) return;
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = kStackSize + page;
    void* const base = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (base == MAP_FAILED) return;
    base_ = static_cast<std::byte*>(base);
    mprotect(base_, page, PROT_NONE);
    const stack_t mine{base_ + page, 0, kStackSize};
    sigaltstack(&mine, nullptr);
  }
  ~CrashStack() {
    if (base_ == nullptr) return;
    const stack_t none{nullptr, SS_DISABLE, 0};
    sigaltstack(&none, nullptr);
    munmap(base_, size_);
  }
  CrashStack(const CrashStack&) = delete;
  CrashStack& operator=(const CrashStack&) = delete;

 private:
  std::byte* base_ = nullptr;
  std::size_t size_ = 0;
};

std::uint64_t program_counter(const void* context) noexcept {
  const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<std::uint64_t>(machine.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return machine.pc;
#else
  return 0;
#endif
}

std::int32_t slot_of(const SegmentMemory& memory, pid_t tid) noexcept {
  // A thread may have its own slot and the engine's; what runs is in the one with the deeper call.
  std::int32_t found = -1;
  for (std::size_t number = 0; number < telemetry::THREAD_SLOTS; ++number) {
    const telemetry::RunningSlot& slot = memory.slot(number);
    if (slot.tid != tid) continue;
    if (found < 0 || slot.depth > memory.slot(static_cast<std::size_t>(found)).depth) {
      found = static_cast<std::int32_t>(number);
    }
  }
  return found;
}

/// The stack from the faulting instruction on: what lies above it is this handler.
void write_frames(telemetry::FaultRecord& fault) noexcept {
  std::array<void*, kMostFrames> frames{};
  const int found = backtrace(frames.data(), kMostFrames);
  const auto last = frames.begin() + std::max(found, 0);
  auto first = std::find(frames.begin(), last, reinterpret_cast<void*>(fault.pc));
  if (first == last) first = frames.begin();
  std::uint64_t written = 0;
  for (auto frame = first; frame != last && written < std::size(fault.frame); ++frame) {
    fault.frame[written++] = reinterpret_cast<std::uint64_t>(*frame);
  }
  std::atomic_ref(fault.frames).store(written, std::memory_order_release);
}

void on_fatal_signal(int number, siginfo_t* info, void* context) {
  // SA_RESETHAND: a fault in here, or the signal raised again, ends the process.
  if (const SegmentMemory* const memory = segment.load(std::memory_order_acquire)) {
    const auto tid = static_cast<pid_t>(syscall(SYS_gettid));
    telemetry::FaultRecord& fault = memory->fault();
    fault.code = info->si_code;
    fault.tid = tid;
    fault.slot = slot_of(*memory, tid);
    fault.address = reinterpret_cast<std::uint64_t>(info->si_addr);
    fault.pc = program_counter(context);
    fault.server_nanos = memory->header().server_nanos;
    fault.frames = 0;
    std::atomic_ref(fault.signal).store(number, std::memory_order_release);
    std::atomic_ref(memory->header().state)
        .store(static_cast<std::uint32_t>(telemetry::EngineState::Crashed), std::memory_order_release);
    // Last: a broken stack may make it fault.
    write_frames(fault);
  }
  signal(number, SIG_DFL);
  raise(number);
}

void install(int number) {
  struct sigaction action {};
  action.sa_sigaction = on_fatal_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  if (sigaction(number, &action, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "no handler for signal " + std::to_string(number));
  }
}

}  // namespace

void install_crash_handler(Telemetry& telemetry) {
  // The first call loads the unwinder, which must not happen in a handler.
  std::array<void*, 4> warm_up{};
  backtrace(warm_up.data(), static_cast<int>(warm_up.size()));
  // Kept for ever, see above.
  static std::vector<std::shared_ptr<SegmentMemory>> kept;
  kept.push_back(telemetry.memory());
  segment.store(telemetry.memory().get(), std::memory_order_release);
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  for (const int number : kSignals) install(number);
  use_crash_stack();
}

void use_crash_stack() noexcept {
  if (segment.load(std::memory_order_acquire) == nullptr) return;
  static thread_local const CrashStack stack;
}

}  // namespace workbench
