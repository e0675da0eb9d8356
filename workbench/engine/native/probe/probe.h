// Interface of the preloaded probe: threads and memory of this process by owner. The probe asks the server which code
// runs.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace workbench::probe {

/// Owners: the first plugins by their index, then the server, then all further plugins together.
inline constexpr std::uint32_t kPlugins = 64;
inline constexpr std::uint32_t kServer = kPlugins;
inline constexpr std::uint32_t kOthers = kPlugins + 1;
inline constexpr std::uint32_t kOwners = kPlugins + 2;

/// Callbacks by their number; the last value stands for code outside of callbacks.
inline constexpr std::uint32_t kCallbacks = 256;
inline constexpr std::uint32_t kOutside = kCallbacks - 1;

/// Combines an owner and a callback in one number.
constexpr std::uint32_t who(std::uint32_t owner, std::uint32_t callback) noexcept {
  return owner * kCallbacks + callback;
}

/// No owner set: the owner is that of the thread's creator.
inline constexpr std::uint32_t kNobody = ~0u;

/// Blocks and bytes that one owner allocated and freed in one callback.
struct Cell {
  std::uint64_t allocations;
  std::uint64_t allocated_bytes;
  std::uint64_t frees;
  std::uint64_t freed_bytes;
};

/// One running thread.
struct ThreadFacts {
  pid_t tid;               ///< 0 while the thread is being started
  pid_t creator;           ///< 0 when unknown
  std::uint32_t owner;     ///< the owner that started it, directly or through its threads
  const void* entry;       ///< its start function, nullptr when unknown
  const char* state_type;  ///< mangled name of the type that a std::thread runs, "" otherwise
};

/// Parts of the process or thread that code can change, as bits.
enum Part : std::uint32_t {
  kHandlers = 1u << 0,
  kEnvironment = 1u << 1,
  kSignalMask = 1u << 2,
  kLocale = 1u << 3,
  kArithmetic = 1u << 4,
  kDirectory = 1u << 5,
  kUmask = 1u << 6,
  kLimits = 1u << 7,
  kScheduling = 1u << 8,
  kStreams = 1u << 9,
  kAllParts = (1u << 10) - 1,
};

/// Receives changes that plugins make to the process. The probe calls it on the thread that makes the change, also in
/// signal handlers.
struct ProcessWatcher {
  /// Called before code of a plugin changes that part.
  void (*before_change)(Part part, std::uint32_t who) noexcept;
  /// Returns whether a plugin must leave the descriptor open because it belongs to the server.
  bool (*keeps)(int descriptor, std::uint32_t who) noexcept;
  /// Called before the server closes a descriptor.
  void (*closes)(int descriptor) noexcept;
};

/// The functions of the library. They are in one table, so that the library exports a single name.
struct Probe {
  /// Returns whether allocations pass through the probe; false under a sanitizer, which has its own allocator.
  bool (*has_heap)() noexcept;
  /// Sets the function that returns the current who() of the calling thread, or kNobody. Every allocation calls it, so
  /// it must not allocate.
  void (*ask)(std::uint32_t (*runs)() noexcept) noexcept;
  /// Attributes allocations and threads of the calling thread to `who` until the next call; kNobody ends that. Returns
  /// the previous value.
  std::uint32_t (*act_as)(std::uint32_t who) noexcept;
  /// Sums the counters of one owner by callback, over all threads. Returns false when there are none, and then leaves
  /// `cells` unchanged.
  bool (*sum)(std::uint32_t owner, Cell (&cells)[kCallbacks]) noexcept;
  /// Counts the threads of one owner: those that run, and those ever started.
  void (*count_threads)(std::uint32_t owner, std::uint64_t& live, std::uint64_t& made) noexcept;
  /// Calls `visit` for each running thread while no thread can start or end.
  void (*each_thread)(void (*visit)(void* context, const ThreadFacts& thread), void* context);
  /// Sets a function that each thread that starts from now on runs first. The function may allocate; the memory belongs
  /// to the server.
  void (*greet)(void (*greeting)() noexcept) noexcept;
  /// Measures the accounting overhead of one allocation and its release, in nanoseconds.
  double (*pair_nanos)() noexcept;
  /// Sets the watcher that is called for changes of the process from now on; it must live for ever.
  void (*watch_process)(const ProcessWatcher* watcher) noexcept;
  /// who() of the calling thread, now.
  std::uint32_t (*current)() noexcept;
};

/// Name and type of the only function that the library exports for the server.
inline constexpr char kEntryName[] = "workbench_probe";
using Entry = const Probe*() noexcept;

}  // namespace workbench::probe
