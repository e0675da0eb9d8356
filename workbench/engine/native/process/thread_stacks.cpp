// Signal handlers and their functions. Code that runs in a handler is async-signal-safe.
#include "process/thread_stacks.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <string_view>
#include <system_error>

namespace workbench {

namespace {

constexpr long kLookNanos = 100'000;
constexpr std::int64_t kPatienceNanos = 40'000'000;
constexpr std::uint32_t kRoundShift = 8;
static_assert(telemetry::STACKS == 1u << kRoundShift);
static_assert(telemetry::STACKS_OFFSET + telemetry::STACKS * sizeof(telemetry::StackRecord) <=
              telemetry::RECORDS_OFFSET);

std::atomic<const SegmentMemory*> segment = nullptr;

/// Preserves errno of the interrupted code.
class KeepErrno {
 public:
  KeepErrno() noexcept : kept_(errno) {}
  ~KeepErrno() { errno = kept_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  int kept_;
};

telemetry::StackRecord& record_at(const SegmentMemory& memory, std::uint32_t place) noexcept {
  return memory.at<telemetry::StackRecord>(telemetry::STACKS_OFFSET + sizeof(telemetry::StackRecord) * place);
}

/// A call to an address without code left its return address on top of the stack: the unwinder continues from there.
void step_out_of_nowhere(ucontext_t& context) noexcept {
#if defined(__x86_64__)
  greg_t* const registers = context.uc_mcontext.gregs;
  std::uint64_t caller = 0;
  const iovec mine{&caller, sizeof caller};
  const iovec theirs{reinterpret_cast<void*>(registers[REG_RSP]), sizeof caller};
  // Copied by the kernel: reading through a broken stack pointer would end the process here.
  if (syscall(SYS_process_vm_readv, getpid(), &mine, 1L, &theirs, 1L, 0L) != static_cast<long>(sizeof caller)) return;
  registers[REG_RIP] = static_cast<greg_t>(caller);
  registers[REG_RSP] += static_cast<greg_t>(sizeof caller);
#elif defined(__aarch64__)
  context.uc_mcontext.pc = context.uc_mcontext.regs[30];
#endif
}

/// State of unwinding a stack. Each frame is stored at once, because the next one may lead to invalid memory.
struct Unwinding {
  telemetry::StackRecord& record;
  std::uint64_t from;  ///< the first frame to keep: frames before it belong to the handler; 0 keeps all
  std::size_t found = 0;
};

_Unwind_Reason_Code keep_frame(_Unwind_Context* context, void* unwinding) noexcept {
  auto& [record, from, found] = *static_cast<Unwinding*>(unwinding);
  const std::uint64_t address = _Unwind_GetIP(context);
  if (found == 0 && from != 0 && address != from) return _URC_NO_REASON;
  if (address == 0 || record.frames == std::size(record.frame)) return _URC_END_OF_STACK;
  record.frame[record.frames] = address;
  std::atomic_ref(record.frames).store(record.frames + 1, std::memory_order_release);
  ++found;
  return _URC_NO_REASON;
}

/// Appends the frames from `pc` outwards. Returns how many.
std::size_t append_frames(telemetry::StackRecord& record, std::uint64_t pc) noexcept {
  Unwinding unwinding{record, pc};
  _Unwind_Backtrace(keep_frame, &unwinding);
  return unwinding.found;
}

void write_frames(telemetry::StackRecord& record, ucontext_t* context) noexcept {
  if (context == nullptr) {
    append_frames(record, 0);
    return;
  }
  const std::uint64_t pc = program_counter(*context);
  if (pc != 0 && append_frames(record, pc) > 1) return;
  // No frames beyond the address itself: there is no code, or none that the unwinder knows.
  record.frame[0] = pc;
  record.frames = 1;
  step_out_of_nowhere(*context);
  if (const std::uint64_t caller = program_counter(*context); caller != 0 && append_frames(record, caller) == 0) {
    record.frame[record.frames++] = caller;
  }
}

void on_stack_signal(int, siginfo_t* info, void* context) {
  const KeepErrno keep;
  const SegmentMemory* const memory = segment.load(std::memory_order_acquire);
  // Ignores signals from other senders. A forked process does not write, because nobody requested its stack.
  if (memory == nullptr || info->si_code != SI_QUEUE || memory->header().pid != getpid()) return;
  const auto asked = static_cast<std::uint32_t>(info->si_value.sival_int);
  write_own_stack(*memory, record_at(*memory, asked % telemetry::STACKS), static_cast<ucontext_t*>(context),
                  asked >> kRoundShift);
}

/// "/proc/self/task/TID/NAME", without allocating.
class TaskPath {
 public:
  TaskPath(pid_t tid, std::string_view name) noexcept {
    char* at = put(text_.data(), "/proc/self/task/");
    at = std::to_chars(at, text_.data() + text_.size(), tid).ptr;
    at = put(at, "/");
    *put(at, name) = '\0';
  }
  const char* c_str() const noexcept { return text_.data(); }

 private:
  static char* put(char* at, std::string_view text) noexcept { return std::copy(text.begin(), text.end(), at); }

  std::array<char, 64> text_{};
};

template <std::size_t Size>
std::string_view read_task_file(pid_t tid, std::string_view name, std::array<char, Size>& buffer) noexcept {
  const int file = open(TaskPath(tid, name).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t size = read(file, buffer.data(), buffer.size());
  close(file);
  return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

void write_name(telemetry::StackRecord& record, std::string_view name) noexcept {
  const std::size_t size = std::min(name.find_last_not_of('\n') + 1, std::size(record.name) - 1);
  std::fill(std::begin(record.name), std::end(record.name), std::uint8_t{0});
  std::memcpy(record.name, name.data(), size);
}

bool ask(pid_t tid, std::uint32_t value) noexcept {
  siginfo_t info{};
  info.si_signo = telemetry::STACK_SIGNAL;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_value.sival_int = static_cast<int>(value);
  return syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, telemetry::STACK_SIGNAL, &info) == 0;
}

/// Calls `visit(tid)` for each thread of this process while it returns true.
template <class Visit>
void for_each_thread(const Visit& visit) noexcept {
  struct Entry {
    std::uint64_t inode;
    std::int64_t offset;
    std::uint16_t size;
    std::uint8_t type;
    char name[1];
  };
  const int folder = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  alignas(Entry) std::array<char, 4096> buffer;
  bool wanted = true;
  for (long size = 1; wanted && size > 0;) {
    size = syscall(SYS_getdents64, folder, buffer.data(), buffer.size());
    for (long at = 0; wanted && at < size;) {
      const auto* const entry = reinterpret_cast<const Entry*>(buffer.data() + at);
      at += entry->size;
      pid_t tid = 0;
      const char* const name = buffer.data() + (reinterpret_cast<const char*>(entry) - buffer.data()) +
                               static_cast<long>(offsetof(Entry, name));
      if (std::from_chars(name, name + std::strlen(name), tid).ec == std::errc{}) wanted = visit(tid);
    }
  }
  close(folder);
}

/// Writes the kernel's view of a thread that did not answer: the address at which it waits.
void write_from_outside(telemetry::StackRecord& record, std::uint32_t round) noexcept {
  std::array<char, 256> buffer{};
  std::string_view text = read_task_file(record.tid, "syscall", buffer);
  text = text.substr(0, text.find_last_not_of('\n') + 1);
  record.frames = 0;
  if (const auto hex = text.rfind("0x"); hex != std::string_view::npos) {
    const std::string_view digits = text.substr(hex + 2);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), record.frame[0], 16).ec == std::errc{}) {
      record.frames = 1;
    }
  }
  record.answered = 0;
  std::atomic_ref(record.round).store(round, std::memory_order_release);
}

std::int64_t now_nanos() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

bool answered(const telemetry::StackRecord& record, std::uint32_t round) noexcept {
  return __atomic_load_n(&record.round, __ATOMIC_ACQUIRE) == round;
}

}  // namespace

std::uint64_t program_counter(const ucontext_t& context) noexcept {
#if defined(__x86_64__)
  return static_cast<std::uint64_t>(context.uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return context.uc_mcontext.pc;
#else
  return 0;
#endif
}

std::uint64_t stack_pointer(const ucontext_t& context) noexcept {
#if defined(__x86_64__)
  return static_cast<std::uint64_t>(context.uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return context.uc_mcontext.sp;
#else
  return 0;
#endif
}

std::int32_t slot_of(const SegmentMemory& memory, pid_t tid) noexcept {
  // A thread may have its own slot and the engine's; the running call is in the slot with the deeper call.
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

void write_own_stack(const SegmentMemory& memory, telemetry::StackRecord& record, ucontext_t* context,
                     std::uint32_t round) noexcept {
  record.tid = static_cast<pid_t>(syscall(SYS_gettid));
  record.slot = slot_of(memory, record.tid);
  std::array<char, 16> name{};
  prctl(PR_GET_NAME, name.data());
  write_name(record, name.data());
  record.pthread = pthread_self();
  record.frames = 0;
  // The record so far is readable even if unwinding a broken stack does not finish.
  record.answered = 1;
  const ucontext_t interrupted = context == nullptr ? ucontext_t{} : *context;
  write_frames(record, context);
  if (context != nullptr) *context = interrupted;
  std::atomic_ref(record.round).store(round, std::memory_order_release);
}

std::uint32_t ask_other_threads(const SegmentMemory& memory, std::uint32_t round) noexcept {
  const auto mine = static_cast<pid_t>(syscall(SYS_gettid));
  std::uint32_t used = 1;
  for_each_thread([&](pid_t tid) {
    if (tid == mine) return true;
    telemetry::StackRecord& record = record_at(memory, used);
    std::array<char, 32> buffer{};
    record.tid = tid;
    record.slot = slot_of(memory, tid);
    record.round = record.answered = 0;
    write_name(record, read_task_file(tid, "comm", buffer));
    if (!ask(tid, round << kRoundShift | used)) return true;
    return ++used < telemetry::STACKS;
  });
  std::uint32_t waiting = 1;
  for (const std::int64_t deadline = now_nanos() + kPatienceNanos; waiting < used && now_nanos() < deadline;) {
    while (waiting < used && answered(record_at(memory, waiting), round)) ++waiting;
    const timespec pause{0, kLookNanos};
    if (waiting < used) nanosleep(&pause, nullptr);
  }
  for (std::uint32_t place = waiting; place < used; ++place) {
    telemetry::StackRecord& record = record_at(memory, place);
    if (!answered(record, round)) write_from_outside(record, round);
  }
  return used;
}

void install_stack_signal(const SegmentMemory& memory) {
  // The first call may load and bind code, which must not happen in a handler.
  _Unwind_Backtrace([](_Unwind_Context*, void*) { return _URC_END_OF_STACK; }, nullptr);
  segment.store(&memory, std::memory_order_release);
  struct sigaction action {};
  action.sa_sigaction = on_stack_signal;
  // On the signal stack where there is one, because a thread may have little stack left.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  if (sigaction(telemetry::STACK_SIGNAL, &action, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "no handler for the signal that asks for stacks");
  }
}

}  // namespace workbench
