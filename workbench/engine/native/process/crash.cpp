// Signal handlers. Code that runs in a handler is async-signal-safe.
#include "process/crash.h"

#include "process/record_pages.h"

#include <dlfcn.h>
#include <fcntl.h>
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
#include <ctime>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/loaded_probe.h"
#include "base/per_thread.h"
#include "process/exit_handlers.h"
#include "process/thread_stacks.h"

namespace workbench {

namespace {

// Signals that end a process by default and that a plugin may cause: faults of the machine, forgotten timers, and
// similar.
constexpr std::array kSignals = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT,   SIGTRAP, SIGSYS, SIGQUIT,
                                 SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO};
constexpr std::size_t kStackSize = 128 * 1024;

// Never freed: a handler may use it at any time, and writes into it.
std::atomic<const SegmentMemory*> segment = nullptr;
std::array<char, 4096> maps_file{};

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

/// The thread that writes the fault report; 0 while there is none.
std::atomic<pid_t> reporting_thread = 0;

/// Returns whether the calling thread may write. A second dying thread waits here until the first one ends the process.
bool take_the_word(pid_t tid) noexcept {
  pid_t nobody = 0;
  if (reporting_thread.compare_exchange_strong(nobody, tid)) return true;
  // With a time limit: an exit that hangs in a destructor must not prevent a crash from ending the process.
  timespec rest{1, 0};
  // The first thread also requests the stack of this thread, which wakes it.
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
  }
  return false;
}

void copy_map() noexcept {
  if (maps_file[0] == '\0') return;
  const int from = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  const int to = open(maps_file.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  std::array<char, 4096> buffer;
  ssize_t size = 0;
  while (from >= 0 && to >= 0 && (size = read(from, buffer.data(), buffer.size())) > 0) {
    if (write(to, buffer.data(), static_cast<std::size_t>(size)) != size) break;
  }
  if (from >= 0) close(from);
  if (to >= 0) close(to);
}

/// Lets Python's own handler write the frames of its threads, if it has one.
void ask_for_python_frames(pid_t tid) noexcept {
  struct sigaction action {};
  if (sigaction(telemetry::PYTHON_STACK_SIGNAL, nullptr, &action) != 0 || action.sa_handler == SIG_DFL) return;
  syscall(SYS_tgkill, getpid(), tid, telemetry::PYTHON_STACK_SIGNAL);
}

void write_machine(telemetry::FaultRecord& fault, const ucontext_t& context) noexcept {
  fault.pc = program_counter(context);
  fault.sp = stack_pointer(context);
#if defined(__x86_64__)
  const auto& registers = context.uc_mcontext.gregs;
#else
  const auto& registers = context.uc_mcontext.regs;
#endif
  const std::size_t count = std::min(std::size(fault.registers), std::size(registers));
  for (std::size_t at = 0; at < count; ++at) fault.registers[at] = static_cast<std::uint64_t>(registers[at]);
}

/// The steps of a report that may fault themselves, in order: a broken stack or heap causes another fault.
enum class Step { Map, OwnStack, OtherStacks, Python, Done };
volatile Step step = Step::Map;

/// Continues with the step after the one that faulted, if any.
void write_stack(const SegmentMemory& memory, pid_t tid, ucontext_t* context) noexcept {
  telemetry::FaultRecord& fault = memory.fault();
  const auto take = [](Step wanted) {
    if (step != wanted) return false;
    step = static_cast<Step>(static_cast<int>(wanted) + 1);
    return true;
  };
  if (take(Step::Map)) copy_map();
  if (take(Step::OwnStack)) {
    fault.stacks = 1;
    auto& first = memory.at<telemetry::StackRecord>(telemetry::STACKS_OFFSET);
    write_own_stack(memory, first, context, telemetry::LAST_ROUND);
  }
  if (take(Step::OtherStacks)) fault.stacks = ask_other_threads(memory, telemetry::LAST_ROUND);
  if (take(Step::Python)) ask_for_python_frames(tid);
}

/// Writes the thread, the time and the state of the process, then the stacks of all threads.
void write_fault(const SegmentMemory& memory, pid_t tid, ucontext_t* context) noexcept {
  telemetry::FaultRecord& fault = memory.fault();
  fault.tid = tid;
  fault.slot = slot_of(memory, tid);
  fault.server_nanos = memory.header().server_nanos;
  std::atomic_ref(memory.header().state)
      .store(static_cast<std::uint32_t>(telemetry::EngineState::Crashed), std::memory_order_release);
  write_stack(memory, tid, context);
}

/// Returns the segment if this is the process that it describes; a process that a plugin forked writes nothing.
const SegmentMemory* own_segment() noexcept {
  const SegmentMemory* const memory = segment.load(std::memory_order_acquire);
  return memory != nullptr && memory->header().pid == getpid() ? memory : nullptr;
}

void on_fatal_signal(int number, siginfo_t* info, void* place) {
  if (number == SIGSEGV && RecordPages::handle(*info, place)) return;
  const auto tid = static_cast<pid_t>(syscall(SYS_gettid));
  const SegmentMemory* const memory = own_segment();
  if (memory != nullptr && reporting_thread.load() == tid) {
    // A fault in the handler itself.
    write_stack(*memory, tid, static_cast<ucontext_t*>(place));
  } else if (memory != nullptr && take_the_word(tid)) {
    auto* const context = static_cast<ucontext_t*>(place);
    telemetry::FaultRecord& fault = memory->fault();
    const bool sent = info->si_code <= 0;
    fault.code = info->si_code;
    fault.sender = sent ? info->si_pid : 0;
    fault.address = sent ? 0 : reinterpret_cast<std::uint64_t>(info->si_addr);
    if (fault.kind == 0) fault.kind = static_cast<std::uint32_t>(telemetry::DeathKind::Signal);
    write_machine(fault, *context);
    if (number == SIGABRT) write_abort_text(fault);
    std::atomic_ref(fault.signal).store(number, std::memory_order_release);
    write_fault(*memory, tid, context);
  }
  signal(number, SIG_DFL);
  raise(number);
}

void on_exit_called(telemetry::DeathKind kind, int exit_code) {
  const SegmentMemory* const memory = own_segment();
  const auto tid = static_cast<pid_t>(syscall(SYS_gettid));
  if (memory == nullptr || !take_the_word(tid)) return;
  telemetry::FaultRecord& fault = memory->fault();
  fault.kind = static_cast<std::uint32_t>(kind);
  fault.exit_code = exit_code;
  write_fault(*memory, tid, nullptr);
}

void install(int number) {
  struct sigaction action {};
  action.sa_sigaction = on_fatal_signal;
  // Not deferred: after a fault in the handler, it continues with the next step.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  if (sigaction(number, &action, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "no handler for signal " + std::to_string(number));
  }
}

/// Gives the calling thread a signal stack, unless it has one. Without it the handler could not run after a stack
/// overflow.
void use_crash_stack() noexcept {
  PerThread<CrashStack>::get();
}

}  // namespace

void install_crash_handler(Telemetry& telemetry, const std::string& file) {
  // Never freed, see above.
  static std::vector<std::shared_ptr<SegmentMemory>> kept;
  kept.push_back(telemetry.memory());
  maps_file.fill('\0');
  if (file.size() < maps_file.size()) std::copy(file.begin(), file.end(), maps_file.begin());
  segment.store(telemetry.memory().get(), std::memory_order_release);
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  install_stack_signal(*telemetry.memory());
  install_exit_handlers(*telemetry.memory(), on_exit_called);
  for (const int number : kSignals) install(number);
  use_crash_stack();
  prepare_threads(&use_crash_stack);
  // A sanitizer registers a thread after it has run the greeting. Until then the thread must not execute instrumented
  // code.
  if (dlsym(RTLD_DEFAULT, "__sanitizer_set_report_path") == nullptr) greet_threads(&use_crash_stack);
}

}  // namespace workbench
