// Sheets of counters: one for each running thread. Readers add up all sheets.
#include "ledger.h"

#include <dlfcn.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

namespace workbench::probe {

constinit thread_local Self self __attribute__((tls_model("initial-exec"))) = {nullptr, 0, false};

namespace {

/// Held for a few dozen instructions when threads begin and end. pthread's own locks may be interposed by other
/// libraries.
class Lock {
 public:
  void lock() noexcept {
    while (taken_.test_and_set(std::memory_order_acquire)) sched_yield();
  }
  void unlock() noexcept { taken_.clear(std::memory_order_release); }

 private:
  std::atomic_flag taken_ = ATOMIC_FLAG_INIT;
};

class Locked {
 public:
  explicit Locked(Lock& lock) noexcept : lock_(lock) { lock_.lock(); }
  ~Locked() { lock_.unlock(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  Lock& lock_;
};

struct ThreadCounts {
  std::uint64_t live, made;
};

constinit Lock sheets_lock;
constinit Lock late_lock;  // locked before the other one
constinit std::atomic<Sheet*> sheets = nullptr;
constinit Sheet* free_sheets = nullptr;
constinit Sheet* late_sheet = nullptr;
constinit ThreadCounts thread_counts[kOwners] = {};
constinit std::atomic<std::uint32_t (*)() noexcept> runs = nullptr;
constinit std::atomic<void (*)() noexcept> greeting = nullptr;
constinit bool has_end_key = false;
pthread_key_t end_key;

// Used when the process has no memory left; its counts may then be wrong, which is acceptable in that state.
constinit Sheet last_sheet = {};
constinit Page last_page = {};

template <class T>
T* pages_of_zeros() noexcept {
  void* const memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<T*>(memory);
}

// Requires the lock.
Sheet* unused_sheet() noexcept {
  if (Sheet* const sheet = free_sheets) {
    free_sheets = sheet->next_free;
    return sheet;
  }
  constexpr std::size_t kAtOnce = 16;
  struct Slab {
    Sheet sheets[kAtOnce];
  };
  Slab* const slab = pages_of_zeros<Slab>();
  if (slab == nullptr) return &last_sheet;
  for (Sheet& sheet : slab->sheets) {
    sheet.next = sheets.load(std::memory_order_relaxed);
    sheets.store(&sheet, std::memory_order_release);
    sheet.next_free = free_sheets;
    free_sheets = &sheet;
  }
  return unused_sheet();
}

// Requires the lock.
Sheet* begin_sheet(std::uint32_t inherited) noexcept {
  Sheet* const sheet = unused_sheet();
  sheet->used = true;
  sheet->tid.store(0, std::memory_order_relaxed);
  sheet->creator = 0;
  sheet->inherited = inherited;
  sheet->entry = nullptr;
  sheet->state_type[0] = '\0';
  ++thread_counts[inherited / kCallbacks].live;
  ++thread_counts[inherited / kCallbacks].made;
  return sheet;
}

// Requires the lock.
void end_sheet(Sheet* sheet) noexcept {
  --thread_counts[sheet->inherited / kCallbacks].live;
  sheet->used = false;
  sheet->tid.store(0, std::memory_order_relaxed);
  if (sheet == &last_sheet) return;
  sheet->next_free = free_sheets;
  free_sheets = sheet;
}

pid_t thread_id() noexcept {
  return static_cast<pid_t>(syscall(SYS_gettid));
}

void leave_sheet(void* sheet) noexcept {
  self.sheet = nullptr;
  self.ended = true;
  const Locked locked(sheets_lock);
  end_sheet(static_cast<Sheet*>(sheet));
}

/// For a thread whose start the probe did not see: the first thread of the process, and threads that the C library
/// creates.
Sheet* own_sheet() noexcept {
  Sheet* sheet = nullptr;
  {
    const Locked locked(sheets_lock);
    sheet = begin_sheet(who(kServer, kOutside));
  }
  take_sheet(sheet);
  return sheet;
}

Page* page_of(Sheet& sheet, std::uint32_t owner) noexcept {
  Page* page = __atomic_load_n(&sheet.pages[owner], __ATOMIC_RELAXED);
  if (page != nullptr) [[likely]]
    return page;
  page = pages_of_zeros<Page>();
  if (page == nullptr) return &last_page;
  __atomic_store_n(&sheet.pages[owner], page, __ATOMIC_RELEASE);
  return page;
}

// One writer, any number of readers: plain additions without torn values.
void add(std::uint64_t& counter, std::uint64_t more) noexcept {
  __atomic_store_n(&counter, __atomic_load_n(&counter, __ATOMIC_RELAXED) + more, __ATOMIC_RELAXED);
}

template <class Change>
[[gnu::noinline]] void change_late(std::uint32_t owner, const Change& change) noexcept {
  if (!self.ended) return change(*own_sheet(), owner);
  // The C library still frees memory after the thread's own clean-up has run.
  const Locked late_locked(late_lock);
  if (late_sheet == nullptr) {
    const Locked locked(sheets_lock);
    late_sheet = unused_sheet();
  }
  change(*late_sheet, owner);
}

template <class Change>
[[gnu::always_inline]] inline void change_cell(std::uint32_t owner, const Change& change) noexcept {
  Sheet* const sheet = self.sheet;
  if (sheet != nullptr) [[likely]]
    change(*sheet, owner);
  else
    change_late(owner, change);
}

Cell& cell(Sheet& sheet, std::uint32_t owner) noexcept {
  return page_of(sheet, owner / kCallbacks)->cells[owner % kCallbacks];
}

// Functions of Probe.

void set_runs(std::uint32_t (*function)() noexcept) noexcept {
  find_cpp_library();
  runs.store(function, std::memory_order_release);
}

void set_greeting(void (*function)() noexcept) noexcept {
  greeting.store(function, std::memory_order_release);
}

std::uint32_t act_as(std::uint32_t owner) noexcept {
  const std::uint32_t before = self.acting - 1;
  self.acting = owner + 1;
  return before;
}

bool sum(std::uint32_t owner, Cell (&cells)[kCallbacks]) noexcept {
  bool any = false;
  for (Sheet* sheet = sheets.load(std::memory_order_acquire); sheet != nullptr; sheet = sheet->next) {
    const Page* const page = __atomic_load_n(&sheet->pages[owner], __ATOMIC_ACQUIRE);
    if (page == nullptr) continue;
    if (!any) std::memset(cells, 0, sizeof cells);
    any = true;
    for (std::uint32_t callback = 0; callback < kCallbacks; ++callback) {
      const Cell& from = page->cells[callback];
      Cell& to = cells[callback];
      to.allocations += __atomic_load_n(&from.allocations, __ATOMIC_RELAXED);
      to.allocated_bytes += __atomic_load_n(&from.allocated_bytes, __ATOMIC_RELAXED);
      to.frees += __atomic_load_n(&from.frees, __ATOMIC_RELAXED);
      to.freed_bytes += __atomic_load_n(&from.freed_bytes, __ATOMIC_RELAXED);
    }
  }
  return any;
}

void count_threads(std::uint32_t owner, std::uint64_t& live, std::uint64_t& made) noexcept {
  const Locked locked(sheets_lock);
  live = thread_counts[owner].live;
  made = thread_counts[owner].made;
}

void each_thread(void (*visit)(void* context, const ThreadFacts& thread), void* context) {
  const Locked locked(sheets_lock);
  for (const Sheet* sheet = sheets.load(std::memory_order_relaxed); sheet != nullptr; sheet = sheet->next) {
    if (!sheet->used) continue;
    visit(context, {sheet->tid.load(std::memory_order_relaxed), sheet->creator, sheet->inherited / kCallbacks,
                    sheet->entry, sheet->state_type});
  }
}

}  // namespace

Sheet* open_sheet(void* (*start)(void*), void* argument) noexcept {
  const std::uint32_t owner = current();
  Sheet* const own = self.sheet;
  const pid_t creator = own != nullptr ? own->tid.load(std::memory_order_relaxed) : thread_id();
  const Locked locked(sheets_lock);
  Sheet* const sheet = begin_sheet(who(owner / kCallbacks, kOutside));
  sheet->creator = creator;
  sheet->start = start;
  sheet->argument = argument;
  describe(*sheet);
  return sheet;
}

void take_sheet(Sheet* sheet) noexcept {
  self.sheet = sheet;
  sheet->tid.store(thread_id(), std::memory_order_relaxed);
  if (has_end_key) pthread_setspecific(end_key, sheet);
}

void greet_thread() noexcept {
  const auto greet = greeting.load(std::memory_order_acquire);
  if (greet == nullptr) return;
  const std::uint32_t before = act_as(who(kServer, kOutside));
  greet();
  act_as(before);
}

void drop_sheet(Sheet* sheet) noexcept {
  const Locked locked(sheets_lock);
  --thread_counts[sheet->inherited / kCallbacks].made;
  end_sheet(sheet);
}

std::uint32_t current() noexcept {
  if (self.acting != 0) return self.acting - 1;
  if (const auto ask = runs.load(std::memory_order_relaxed)) {
    if (const std::uint32_t running = ask(); running != kNobody) return running;
  }
  const Sheet* const sheet = self.sheet;
  return sheet != nullptr ? sheet->inherited : who(kServer, kOutside);
}

std::uint32_t book_taken(std::size_t size) noexcept {
  const std::uint32_t owner = current();
  change_cell(owner, [size](Sheet& sheet, std::uint32_t whose) noexcept {
    Cell& counters = cell(sheet, whose);
    add(counters.allocations, 1);
    add(counters.allocated_bytes, size);
  });
  return owner;
}

void book_given_back(std::uint32_t owner, std::size_t size) noexcept {
  change_cell(owner, [size](Sheet& sheet, std::uint32_t whose) noexcept {
    Cell& counters = cell(sheet, whose);
    add(counters.frees, 1);
    add(counters.freed_bytes, size);
  });
}

namespace {

void lock_all() noexcept {
  late_lock.lock();
  sheets_lock.lock();
}

void unlock_all() noexcept {
  sheets_lock.unlock();
  late_lock.unlock();
}

[[gnu::constructor]] void begin_ledger() noexcept {
  has_end_key = pthread_key_create(&end_key, &leave_sheet) == 0;
  // A forked process contains only the forking thread, so a lock that another thread held would never be released.
  pthread_atfork(&lock_all, &unlock_all, &unlock_all);
}

}  // namespace

extern "C" [[gnu::visibility("default")]] const Probe* workbench_probe() noexcept {
  static constexpr Probe probe = {&allocations_come_here, &set_runs,    &act_as,       &sum,
                                  &count_threads,         &each_thread, &set_greeting, &measured_pair_nanos,
                                  &set_process_watcher,   &current};
  return &probe;
}

}  // namespace workbench::probe
