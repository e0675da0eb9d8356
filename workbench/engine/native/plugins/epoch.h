// Epoch-based reclamation of the plugin list: tracks which threads are inside a chain of calls, so that the host
// destroys a plugin only when no thread can be inside it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "plugins/plugin_entry.h"
#include "telemetry/thread_state.h"

namespace workbench {

/// One thread as a reader of the plugin list.
struct EpochReader {
  std::atomic<std::uint64_t> inside = 0;  ///< generation of the outermost chain's list, 0 = in no chain
  std::atomic<bool> ended = false;        ///< for a single chain, on a thread whose thread-locals are gone
  bool single = false;  ///< used for a single chain, by a thread whose thread-locals are already destroyed
  bool untidy = false;  ///< the end of the outermost chain has work to do
  std::uint64_t generation = 0;
  std::shared_ptr<const PluginList> list;
  std::vector<std::shared_ptr<const PluginList>> retired;
};

/// The plugin list as threads read it. Entering a chain costs two plain stores and two loads: no lock, no atomic
/// read-modify-write. Proof that after replace() and wait() no thread uses the old list:
///  - A reader stores "inside" (with the generation that it knows), then loads the generation. The signal fence keeps
///    the two in order for the compiler. The heavy barrier of the writer makes every running thread pass a full
///    barrier, which orders them for the processor.
///  - The writer stores the new generation, then executes the heavy barrier, then loads each "inside". If it reads 0,
///    the reader's store comes after the barrier, so its load of the generation sees the new value and it refreshes its
///    list. If it reads an old generation, it waits until the reader leaves or refreshes.
///  - A nested chain may refresh the thread's list. "inside" keeps the generation of the outermost chain, and the old
///    list stays alive until that chain ends.
class EpochReaders {
 public:
  using Reader = EpochReader;
  struct Inside {
    Reader* reader;
    const PluginList* list;
    bool outermost;
  };

  /// The plugin list while one chain runs on this thread.
  class Scope {
   public:
    [[gnu::always_inline]] explicit Scope(EpochReaders& readers) : inside_(readers.enter()) {}
    [[gnu::always_inline]] ~Scope() { leave(inside_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    const PluginList& list() const noexcept { return *inside_.list; }

   private:
    Inside inside_;
  };

  EpochReaders();
  ~EpochReaders();
  EpochReaders(const EpochReaders&) = delete;
  EpochReaders& operator=(const EpochReaders&) = delete;

  /// Publishes `list` for chains that start from now on.
  void replace(std::shared_ptr<const PluginList> list);

  /// Waits until every chain that started before the last replace() has ended. Returns false when one still runs after
  /// `limit`, or when the calling thread is itself inside one.
  bool wait(std::chrono::milliseconds limit);

 private:
  Inside enter();
  static void leave(const Inside& inside) noexcept;
  static void tidy(Reader& reader) noexcept;
  Reader* find_reader();
  void refresh(Reader& reader, bool outermost);
  bool anyone_before(std::uint64_t generation);

  std::uint64_t id_;  // never reused, so a thread's cache entry of a destroyed host cannot match
  std::atomic<std::uint64_t> generation_ = 1;
  std::mutex mutex_;  // guards list_ and readers_
  std::shared_ptr<const PluginList> list_;
  std::vector<std::shared_ptr<Reader>> readers_;
};

[[gnu::always_inline]] inline EpochReaders::Inside EpochReaders::enter() {
  const ThreadState& state = this_thread();
  const bool known = state.reader_host == id_;
  Reader* const reader = known ? state.reader : find_reader();
  const PluginList* list = known ? state.plugins : reader->list.get();
  // A release store: a writer that sees it also sees the end of the thread's earlier chains.
  const bool outermost = reader->inside.load(std::memory_order_relaxed) == 0;
  if (outermost) reader->inside.store(reader->generation, std::memory_order_release);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (generation_.load(std::memory_order_acquire) != reader->generation) [[unlikely]] {
    refresh(*reader, outermost);
    list = reader->list.get();
  }
  return {reader, list, outermost};
}

[[gnu::always_inline]] inline void EpochReaders::leave(const Inside& inside) noexcept {
  if (!inside.outermost) return;
  if (inside.reader->untidy) [[unlikely]] {
    tidy(*inside.reader);
  } else {
    inside.reader->inside.store(0, std::memory_order_release);
  }
}

}  // namespace workbench
