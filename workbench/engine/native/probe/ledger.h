// Who took what: counters of each thread, added up by whoever reads them.
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "probe.h"

namespace workbench::probe {

/// Counters of one owner on one thread; only that thread writes them.
struct Page {
  Cell cells[kCallbacks];
};

/// What a thread is and what it counted. Kept after its end and given to another thread, which counts on: what
/// thousands of short threads did is neither lost nor kept thousands of times.
struct Sheet {
  Sheet* next;       ///< in the list of all, never changed
  Sheet* next_free;  ///< in the list of those without a thread
  Page* pages[kOwners];
  bool used;
  std::atomic<pid_t> tid;
  pid_t creator;
  std::uint32_t inherited;  ///< who() when no plugin's code runs on it
  const void* entry;
  char state_type[232];
  void* (*start)(void*);
  void* argument;
};

/// The calling thread's part of the ledger.
struct Self {
  Sheet* sheet;
  std::uint32_t acting;  ///< act_as, plus one; 0 is nobody
  bool ended;
};

extern constinit thread_local Self self __attribute__((tls_model("initial-exec")));

/// Writes down what the sheet's thread will run. While it does so nobody reads the sheet.
void describe(Sheet& sheet) noexcept;
/// A sheet for a thread that the calling one is about to start.
Sheet* open_sheet(void* (*start)(void*), void* argument) noexcept;
/// The calling thread takes that sheet until its end.
void take_sheet(Sheet* sheet) noexcept;
/// The thread was not started after all.
void drop_sheet(Sheet* sheet) noexcept;

/// Remembers where the C++ library is, so that threads that begin in it can be described.
void find_cpp_library() noexcept;

/// What Probe::greet was told, for the calling thread.
void greet_thread() noexcept;

/// who() of the calling thread, now.
std::uint32_t current() noexcept;

/// Books a block. Returns who() it belongs to.
std::uint32_t book_taken(std::size_t size) noexcept;
/// Books that a block went back, whoever gives it.
void book_given_back(std::uint32_t owner, std::size_t size) noexcept;

/// What Probe::watch_process was told.
void set_process_watcher(const ProcessWatcher* watcher) noexcept;

/// What the accounting adds to one allocation and its release, nanoseconds; measured now.
double measured_pair_nanos() noexcept;
/// Whether this process allocates through the probe.
bool allocations_come_here() noexcept;

}  // namespace workbench::probe
