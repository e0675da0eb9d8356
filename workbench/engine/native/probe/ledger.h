// Allocation accounting: counters of each thread by owner and callback. Readers add up the counters of all threads.
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

/// Description and counters of a thread. The sheet stays allocated after the thread's end, and another thread takes it
/// and continues to count in it. So the counts of thousands of short threads are neither lost nor stored thousands of
/// times.
struct Sheet {
  Sheet* next;       ///< in the list of all sheets, never changed
  Sheet* next_free;  ///< in the list of free sheets
  Page* pages[kOwners];
  bool used;
  std::atomic<pid_t> tid;
  pid_t creator;
  std::uint32_t inherited;  ///< the owner while no plugin's code runs on the thread
  const void* entry;
  char state_type[232];
  void* (*start)(void*);
  void* argument;
};

/// The calling thread's part of the ledger.
struct Self {
  Sheet* sheet;
  std::uint32_t acting;  ///< the value of act_as plus one; 0 when it is not set
  bool ended;
};

extern constinit thread_local Self self __attribute__((tls_model("initial-exec")));

/// Records the function that the sheet's thread will run. No other thread reads the sheet meanwhile.
void describe(Sheet& sheet) noexcept;
/// Returns a sheet for a thread that the calling thread is about to start.
Sheet* open_sheet(void* (*start)(void*), void* argument) noexcept;
/// Assigns the sheet to the calling thread until its end.
void take_sheet(Sheet* sheet) noexcept;
/// Releases the sheet of a thread that did not start.
void drop_sheet(Sheet* sheet) noexcept;

/// Stores the address range of the C++ library, so that threads that begin in it can be described.
void find_cpp_library() noexcept;

/// Runs the function of Probe::greet for the calling thread.
void greet_thread() noexcept;

/// who() of the calling thread, now.
std::uint32_t current() noexcept;

/// Counts an allocated block. Returns who() it belongs to.
std::uint32_t book_taken(std::size_t size) noexcept;
/// Counts a freed block of this owner; any thread may free it.
void book_given_back(std::uint32_t owner, std::size_t size) noexcept;

/// Implements Probe::watch_process.
void set_process_watcher(const ProcessWatcher* watcher) noexcept;

/// Measures the accounting overhead of one allocation and its release, in nanoseconds.
double measured_pair_nanos() noexcept;
/// Returns whether this process allocates through the probe.
bool allocations_come_here() noexcept;

}  // namespace workbench::probe
