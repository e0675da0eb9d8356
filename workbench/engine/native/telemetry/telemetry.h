// The writer of the shared-memory segment: rings of ticks, marks and calls, and the running call of each thread.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

#include "telemetry/generated/telemetry_records.h"
#include "telemetry/thread_state.h"

namespace workbench {

/// Size of a segment in bytes, from the geometry constants.
inline constexpr std::size_t kSegmentSize =
    telemetry::RECORDS_OFFSET +
    64u * (telemetry::TICK_CAPACITY + telemetry::MARK_CAPACITY + telemetry::ENGINE_CALL_CAPACITY +
           (telemetry::THREAD_SLOTS - 1u) * telemetry::CALL_CAPACITY);

/// Shared memory of one segment. The last holder unmaps it; threads that still own a slot keep it mapped.
class SegmentMemory {
 public:
  /// Maps the file at `path`, "" = private memory. Throws std::runtime_error that names the file.
  explicit SegmentMemory(const std::string& path);
  ~SegmentMemory();
  SegmentMemory(const SegmentMemory&) = delete;
  SegmentMemory& operator=(const SegmentMemory&) = delete;

  telemetry::SegmentHeader& header() const noexcept { return at<telemetry::SegmentHeader>(0); }
  telemetry::FaultRecord& fault() const noexcept { return at<telemetry::FaultRecord>(telemetry::FAULT_OFFSET); }
  telemetry::RingHeader& ring(std::size_t number) const noexcept {
    return at<telemetry::RingHeader>(telemetry::RINGS_OFFSET + sizeof(telemetry::RingHeader) * number);
  }
  telemetry::RunningSlot& slot(std::size_t number) const noexcept {
    return at<telemetry::RunningSlot>(telemetry::SLOTS_OFFSET + sizeof(telemetry::RunningSlot) * number);
  }
  template <class T>
  T& at(std::size_t offset) const noexcept {
    return *reinterpret_cast<T*>(base_ + offset);
  }

 private:
  std::byte* base_ = nullptr;
};

/// One ring, for its only writer.
template <class Record>
class RingWriter {
 public:
  RingWriter() = default;
  RingWriter(const SegmentMemory& memory, std::size_t number) noexcept
      : ring_(&memory.ring(number)), records_(&memory.at<Record>(ring_->offset)), mask_(ring_->capacity - 1) {}
  RingWriter(telemetry::RingHeader& ring, Record* records) noexcept
      : ring_(&ring), records_(records), mask_(ring.capacity - 1) {}

  /// Calls `fill(record, sequence)` to write the next record in place, then publishes it to readers.
  template <class Fill>
  void write(const Fill& fill) noexcept {
    telemetry::RingHeader* const ring = ring_;
    const std::uint64_t head = ring->head;
    // A reader that sees any part of this record sees at least this head, and so knows which records are being
    // overwritten.
    std::atomic_thread_fence(std::memory_order_release);
    fill(records_[head & mask_], head);
    std::atomic_ref(ring->head).store(head + 1, std::memory_order_release);
  }

 private:
  telemetry::RingHeader* ring_ = nullptr;
  Record* records_ = nullptr;
  std::uint64_t mask_ = 0;
};

/// Subject of a call; parts that do not apply are 0. Account and ticket share one word, as in the records: reading them
/// separately and writing them together would wait for the processor's store buffer. Passed by value, because the
/// compiler keeps its knowledge of a callback in memory when the address of this object leaves a function.
struct CallFacts {
  std::uint64_t login_and_order = 0;
  std::uint16_t callback = 0;
  std::uint16_t symbol = 0;  ///< symbol number + 1
  std::uint8_t kind = 0;     ///< CallKind
};

/// Returns two neighbouring 32-bit fields as the word that they form in memory.
constexpr std::uint64_t two_words(std::int32_t low, std::int32_t high) noexcept {
  return static_cast<std::uint32_t>(low) | static_cast<std::uint64_t>(static_cast<std::uint32_t>(high)) << 32;
}

/// The slot of one thread: its ring of calls and its running call. Only that thread uses it.
class ThreadTrace {
 public:
  /// Number of a trace without readers: see Telemetry::trace().
  static constexpr std::uint16_t kUntraced = 0xFF;

  ThreadTrace(const SegmentMemory& memory, std::uint16_t number, pid_t tid) noexcept;
  /// Creates an untraced object that writes into these.
  ThreadTrace(telemetry::RunningSlot& slot, telemetry::RingHeader& ring, telemetry::CallRecord& record) noexcept;

  std::uint16_t number() const noexcept { return number_; }
  bool owned() const noexcept { return std::atomic_ref(slot_->tid).load(std::memory_order_relaxed) == tid_; }

  /// Returns the slot's content for the running call, without the parts that belong to the thread.
  telemetry::RunningSlot shown() const noexcept {
    telemetry::RunningSlot shown{};
    copy_call(*slot_, shown);
    shown.depth = slot_->depth;
    return shown;
  }

  /// Assigns a number to a call and shows it as running at this depth. Returns the number.
  std::uint64_t enter(std::uint64_t start_ticks, std::int64_t server_nanos, std::uint16_t plugin, CallFacts facts,
                      std::uint32_t step, std::int32_t depth) noexcept {
    // A local copy, because the compiler cannot know that the stores leave slot_ unchanged.
    telemetry::RunningSlot* const slot = slot_;
    const std::uint64_t count = slot->calls + 1;
    const std::uint64_t call = number_bits_ | count;
    slot->calls = count;
    slot->call = call;
    slot->start_ticks = start_ticks;
    slot->server_nanos = server_nanos;
    put_word(&slot->plugin,
             plugin | static_cast<std::uint64_t>(facts.callback) << 16 | static_cast<std::uint64_t>(step) << 32);
    put_word(&slot->login, facts.login_and_order);
    std::atomic_ref(slot->depth).store(depth, std::memory_order_release);
    return call;
  }

  /// Appends the record of the call that the slot shows.
  void write(std::uint64_t parent, std::uint64_t took_ticks, CallFacts facts, std::uint8_t flags,
             std::int32_t code) noexcept {
    const telemetry::RunningSlot* const slot = slot_;
    const std::uint64_t plugin_callback_step = word_at(&slot->plugin);
    const std::uint32_t thread_kind_flags =
        number_ | static_cast<std::uint32_t>(facts.kind) << 16 | static_cast<std::uint32_t>(flags) << 24;
    const auto symbol_step = static_cast<std::uint32_t>(facts.symbol | plugin_callback_step >> 32 << 16);
    ring_.write([&](telemetry::CallRecord& record, std::uint64_t) {
      record.id = slot->call;
      record.parent = parent;
      record.start_ticks = slot->start_ticks;
      record.took_ticks = took_ticks;
      record.server_nanos = slot->server_nanos;
      put_word(&record.plugin, (plugin_callback_step & 0xFFFF'FFFFu) | static_cast<std::uint64_t>(thread_kind_flags)
                                                                           << 32);
      const std::uint64_t login_and_order = facts.login_and_order;
      put_word(&record.code, static_cast<std::uint32_t>(code) | login_and_order << 32);
      put_word(&record.order, login_and_order >> 32 | static_cast<std::uint64_t>(symbol_step) << 32);
    });
  }

  /// Shows that no call runs.
  void leave() noexcept { std::atomic_ref(slot_->depth).store(0, std::memory_order_release); }

  /// Shows `outer` again, the result of shown() before a nested call.
  void leave_to(const telemetry::RunningSlot& outer) noexcept {
    copy_call(outer, *slot_);
    std::atomic_ref(slot_->depth).store(outer.depth, std::memory_order_release);
  }

 private:
  // Neighbouring small fields are written as one word: half the stores of the hot path.
  static_assert(std::endian::native == std::endian::little);
  static void put_word(void* at, std::uint64_t word) noexcept { std::memcpy(at, &word, sizeof word); }
  static std::uint64_t word_at(const void* at) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  // Does not copy the whole slot, because other threads read its owner.
  static void copy_call(const telemetry::RunningSlot& from, telemetry::RunningSlot& to) noexcept {
    to.call = from.call;
    to.start_ticks = from.start_ticks;
    to.server_nanos = from.server_nanos;
    put_word(&to.plugin, word_at(&from.plugin));
    put_word(&to.login, word_at(&from.login));
  }
  telemetry::RunningSlot* slot_;
  RingWriter<telemetry::CallRecord> ring_;
  std::uint64_t number_bits_;
  pid_t tid_;
  std::uint16_t number_;
};

/// Writes ticks, marks and calls of one engine into its segment.
class Telemetry {
 public:
  /// Maps and initialises an existing file of kSegmentSize bytes, "" = private memory. Throws std::runtime_error.
  explicit Telemetry(const std::string& path);
  ~Telemetry();
  Telemetry(const Telemetry&) = delete;
  Telemetry& operator=(const Telemetry&) = delete;

  telemetry::SegmentHeader& header() noexcept { return memory_->header(); }
  const std::shared_ptr<SegmentMemory>& memory() const noexcept { return memory_; }

  /// Engine thread only. `fill(record)` writes every field except the sequence, in place. Copying a record assembled
  /// elsewhere from small fields would wait for the processor's store buffer.
  template <class Fill>
  void tick(const Fill& fill) noexcept {
    ticks_.write([&](telemetry::TickRecord& record, std::uint64_t sequence) {
      record.sequence = sequence;
      fill(record);
    });
  }
  /// Engine thread only. Sets the sequence.
  void mark(telemetry::MarkRecord mark) noexcept;

  /// Assigns slot 0 to the calling thread until leave_engine_thread(); one thread at a time.
  void adopt_engine_thread();
  /// From now on calls of the calling thread go to its own slot, because another thread may take the engine's slot at
  /// any time.
  void leave_engine_thread() noexcept;

  /// Publishes magic and state Running.
  void ready() noexcept;
  void set_state(telemetry::EngineState state) noexcept;

  /// Sets the scenario step of calls from now on, 0 for none. Thread-safe.
  void set_step(std::uint16_t step) noexcept { step_.store(step, std::memory_order_relaxed); }
  std::uint16_t step() const noexcept { return step_.load(std::memory_order_relaxed); }

  /// Returns the slot of the calling thread, which takes one on its first call. When no slot is free, the call counts
  /// as untraced and writes to memory without readers, so that the common path needs no check.
  ThreadTrace& trace() noexcept { return trace(thread_state); }
  /// The same for a caller that already has the calling thread's block.
  ThreadTrace& trace(const ThreadState& state) noexcept {
    if (state.trace_of == id_) [[likely]]
      return *state.trace;
    return find_trace();
  }

 private:
  ThreadTrace& find_trace() noexcept;
  ThreadTrace& untraced() noexcept;

  // Unique for each telemetry, so that a thread's cached data of another one never matches.
  std::uint64_t id_;
  std::shared_ptr<SegmentMemory> memory_;
  RingWriter<telemetry::TickRecord> ticks_;
  RingWriter<telemetry::MarkRecord> marks_;
  std::atomic<std::uint16_t> step_ = 0;
};

/// Sets a function that each thread calls first when it takes a slot from now on, in any engine.
void prepare_threads(void (*prepare)() noexcept) noexcept;

}  // namespace workbench
