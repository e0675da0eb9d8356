// What the preloaded probe knows of the threads and the memory of this process, and who it asks whose code runs.
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

/// Callbacks by their number; the last one stands for code that no callback runs.
inline constexpr std::uint32_t kCallbacks = 256;
inline constexpr std::uint32_t kOutside = kCallbacks - 1;

/// An owner and a callback in one number.
constexpr std::uint32_t who(std::uint32_t owner, std::uint32_t callback) noexcept {
  return owner * kCallbacks + callback;
}

/// No owner: whoever started the thread is.
inline constexpr std::uint32_t kNobody = ~0u;

/// Blocks and bytes that one owner took and gave back in one callback.
struct Cell {
  std::uint64_t allocations;
  std::uint64_t allocated_bytes;
  std::uint64_t frees;
  std::uint64_t freed_bytes;
};

/// One running thread.
struct ThreadFacts {
  pid_t tid;               ///< 0 while it is being started
  pid_t creator;           ///< 0 when not known
  std::uint32_t owner;     ///< who started it, by itself or through its threads
  const void* entry;       ///< function it began with, nullptr when not known
  const char* state_type;  ///< mangled name of the type that a std::thread runs, "" otherwise
};

/// What code can change of its process or thread: parts of it, as bits.
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

/// Who wants to know of what plugins do to the process. Called on the thread that does it, also in signal handlers.
struct ProcessWatcher {
  /// Before code of a plugin changes that part.
  void (*before_change)(Part part, std::uint32_t who) noexcept;
  /// Whether code of a plugin must leave that descriptor open, because it is the server's.
  bool (*keeps)(int descriptor, std::uint32_t who) noexcept;
  /// Before the server closes a descriptor.
  void (*closes)(int descriptor) noexcept;
};

/// What the library offers; one table, so that it exports one name of its own.
struct Probe {
  /// Whether allocations come by here: not under a sanitizer, which has its own.
  bool (*has_heap)() noexcept;
  /// Who runs on the calling thread: who(), or kNobody. Called in every allocation: it may not allocate.
  void (*ask)(std::uint32_t (*runs)() noexcept) noexcept;
  /// Until it is set back, allocations and threads of the calling thread are this one's; kNobody ends that.
  /// Returns what was set before.
  std::uint32_t (*act_as)(std::uint32_t who) noexcept;
  /// What one owner did in each callback, in all threads together. False: nothing at all, and `cells` left alone.
  bool (*sum)(std::uint32_t owner, Cell (&cells)[kCallbacks]) noexcept;
  /// Threads of one owner: those that run, those ever made.
  void (*count_threads)(std::uint32_t owner, std::uint64_t& live, std::uint64_t& made) noexcept;
  /// Tells each running thread while none can begin or end.
  void (*each_thread)(void (*visit)(void* context, const ThreadFacts& thread), void* context);
  /// Each thread that begins from now on calls this first. It may allocate: that is the server's.
  void (*greet)(void (*greeting)() noexcept) noexcept;
  /// What the accounting adds to one allocation and its release, nanoseconds; measured now.
  double (*pair_nanos)() noexcept;
  /// Who is asked about changes of the process from now on; it must live for ever.
  void (*watch_process)(const ProcessWatcher* watcher) noexcept;
  /// who() of the calling thread, now.
  std::uint32_t (*current)() noexcept;
};

/// Name and type of the one function that the library exports for the server.
inline constexpr char kEntryName[] = "workbench_probe";
using Entry = const Probe*() noexcept;

}  // namespace workbench::probe
