// Layout of the segment, and the assignment of slots to threads.
#include "telemetry/telemetry.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/loaded_probe.h"
#include "base/per_thread.h"
#include "base/stamp.h"
#include "telemetry/arithmetic.h"

namespace workbench {

namespace {

constexpr std::size_t kRings = 2 + telemetry::THREAD_SLOTS;
constexpr std::uint32_t kCallRing = 0;
constexpr std::uint32_t kTickRing = 1;
constexpr std::uint32_t kMarkRing = 2;
constexpr std::uint32_t kTelemetryVersion = 1;

static_assert(telemetry::RINGS_OFFSET + kRings * sizeof(telemetry::RingHeader) <= telemetry::SLOTS_OFFSET);
static_assert(telemetry::SLOTS_OFFSET + telemetry::THREAD_SLOTS * sizeof(telemetry::RunningSlot) <=
              telemetry::RECORDS_OFFSET);

/// The memory that the engine thread writes: everything up to the end of the call ring of slot 0. The rings of other
/// threads follow; most of them are never used.
constexpr std::size_t kEngineBytes =
    telemetry::RECORDS_OFFSET +
    64u * (telemetry::TICK_CAPACITY + telemetry::MARK_CAPACITY + telemetry::ENGINE_CALL_CAPACITY);

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) noexcept : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const noexcept { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw std::runtime_error((path.empty() ? "private telemetry memory" : path) + ": " + what);
}

void check_size(const FileDescriptor& file, const std::string& path) {
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0) fail(path, std::strerror(errno));
  if (static_cast<std::size_t>(facts.st_size) == kSegmentSize) return;
  fail(path, "has " + std::to_string(facts.st_size) + " bytes instead of " + std::to_string(kSegmentSize) +
                 " bytes of a telemetry segment");
}

std::byte* map(int file, const std::string& path) {
  const int flags = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
  void* const base = mmap(nullptr, kSegmentSize, PROT_READ | PROT_WRITE, flags, file, 0);
  if (base == MAP_FAILED) fail(path, std::string("cannot be mapped: ") + std::strerror(errno));
  return static_cast<std::byte*>(base);
}

/// Maps all pages at once, so that the first quotes and calls do not pay a page fault each. Kernels older than 5.14
/// refuse; the pages are then mapped one by one as they are written.
void populate(std::byte* base, std::size_t bytes) noexcept {
#ifdef MADV_POPULATE_WRITE
  madvise(base, bytes, MADV_POPULATE_WRITE);
#endif
}

void lay_out_rings(const SegmentMemory& memory) noexcept {
  std::uint64_t offset = telemetry::RECORDS_OFFSET;
  for (std::size_t number = 0; number < kRings; ++number) {
    telemetry::RingHeader& ring = memory.ring(number);
    ring = {};
    ring.kind = number == 0 ? kTickRing : number == 1 ? kMarkRing : kCallRing;
    ring.capacity = number == 0   ? telemetry::TICK_CAPACITY
                    : number == 1 ? telemetry::MARK_CAPACITY
                    : number == 2 ? telemetry::ENGINE_CALL_CAPACITY
                                  : telemetry::CALL_CAPACITY;
    ring.offset = offset;
    ring.record_size = sizeof(telemetry::CallRecord);
    offset += ring.capacity * ring.record_size;
  }
}

void lay_out_header(telemetry::SegmentHeader& header) {
  header = {};
  header.version = kTelemetryVersion;
  header.state = static_cast<std::uint32_t>(telemetry::EngineState::Starting);
  header.pid = getpid();
  header.nanos_per_tick = nanos_per_tick();
  header.start_ticks = stamp_start();
  header.start_nanos = wall_clock_nanos();
  header.rings = kRings;
  header.slots_offset = telemetry::SLOTS_OFFSET;
}

pid_t thread_id() noexcept {
  return static_cast<pid_t>(syscall(SYS_gettid));
}

void write_thread_name(telemetry::RunningSlot& slot) noexcept {
  std::array<char, 16> name{};
  if (prctl(PR_GET_NAME, name.data()) != 0) return;
  std::memcpy(slot.name, name.data(), sizeof(slot.name));
}

std::atomic<std::uint64_t> next_id = 1;

std::atomic<void (*)() noexcept> preparation = nullptr;

void prepare_thread() noexcept {
  if (auto* const prepare = preparation.load(std::memory_order_acquire)) prepare();
}

/// Number of released slots, over all engines.
std::atomic<std::uint64_t> slots_given_back = 0;

/// The calling thread found no free slot in that telemetry when this number of slots had been released. It searches
/// again only after the number has changed.
struct NoSlot {
  std::uint64_t telemetry = 0;
  std::uint64_t given_back = 0;
};

constinit thread_local NoSlot no_slot;

/// The slots of the calling thread, in any engine; releases them when the thread ends.
class HeldSlots {
 public:
  HeldSlots() : tid_(thread_id()) {}
  ~HeldSlots() {
    thread_state.trace = nullptr;
    thread_state.trace_of = 0;
    ended = true;
    for (const auto& held : held_) release(*held);
  }
  HeldSlots(const HeldSlots&) = delete;
  HeldSlots& operator=(const HeldSlots&) = delete;

  /// Returns the slot for calls: the engine's while this thread is the engine thread, else the thread's own.
  ThreadTrace* find(std::uint64_t telemetry) noexcept {
    ThreadTrace* own = nullptr;
    for (const auto& held : held_) {
      if (held->telemetry != telemetry || held->resting || !held->trace.owned()) continue;
      if (held->trace.number() == 0) return &held->trace;
      own = &held->trace;
    }
    return own;
  }

  ThreadTrace* claim(std::uint64_t telemetry, const std::shared_ptr<SegmentMemory>& memory) {
    // Read before the search, so that the next search finds a slot that is released meanwhile.
    const std::uint64_t given_back = slots_given_back.load();
    for (std::uint16_t number = 1; number < telemetry::THREAD_SLOTS; ++number) {
      std::int32_t nobody = 0;
      if (!std::atomic_ref(memory->slot(number).tid).compare_exchange_strong(nobody, tid_)) continue;
      return hold(telemetry, memory, number);
    }
    no_slot = {telemetry, given_back};
    return nullptr;
  }

  ThreadTrace* adopt_engine_slot(std::uint64_t telemetry, const std::shared_ptr<SegmentMemory>& memory) {
    // The thread keeps a slot that it had before, because a running call may have begun there.
    Held* held = find_engine_slot(telemetry);
    if (held == nullptr || !held->trace.owned()) {
      std::atomic_ref(memory->slot(0).tid).store(tid_, std::memory_order_release);
      hold(telemetry, memory, 0);
      held = find_engine_slot(telemetry);
    }
    held->resting = false;
    return &held->trace;
  }

  void leave_engine_slot(std::uint64_t telemetry) noexcept {
    if (Held* const held = find_engine_slot(telemetry)) held->resting = true;
  }

  static thread_local bool ended;

 private:
  struct Held {
    std::uint64_t telemetry;
    std::shared_ptr<SegmentMemory> memory;
    ThreadTrace trace;
    bool resting = false;  ///< the engine's slot while this thread is not the engine
  };

  Held* find_engine_slot(std::uint64_t telemetry) noexcept {
    const auto found = std::find_if(held_.begin(), held_.end(), [telemetry](const auto& held) {
      return held->telemetry == telemetry && held->trace.number() == 0;
    });
    return found == held_.end() ? nullptr : found->get();
  }

  // A trace keeps its address until its engine is destroyed, because frames of running calls point to it.
  ThreadTrace* hold(std::uint64_t telemetry, const std::shared_ptr<SegmentMemory>& memory, std::uint16_t number) {
    write_thread_name(memory->slot(number));
    prepare_thread();
    std::erase_if(held_, [](const auto& held) { return held->memory.use_count() == 1; });
    for (const auto& held : held_) {
      if (held->telemetry != telemetry || held->trace.number() != number) continue;
      held->trace = ThreadTrace(*memory, number, tid_);
      return &held->trace;
    }
    held_.push_back(std::make_unique<Held>(Held{telemetry, memory, ThreadTrace(*memory, number, tid_)}));
    return &held_.back()->trace;
  }

  void release(const Held& held) const noexcept {
    // Another thread may have the engine's slot now.
    std::int32_t mine = tid_;
    if (std::atomic_ref(held.memory->slot(held.trace.number()).tid).compare_exchange_strong(mine, 0))
      ++slots_given_back;
  }

  pid_t tid_;
  std::vector<std::unique_ptr<Held>> held_;
};

thread_local bool HeldSlots::ended = false;

HeldSlots& held_slots() {
  const ServerAllocates not_the_plugin;
  return PerThread<HeldSlots>::get();
}

void raise_thread_count(telemetry::SegmentHeader& header, std::uint32_t used) noexcept {
  std::atomic_ref threads(header.threads);
  std::uint32_t seen = threads.load(std::memory_order_relaxed);
  while (seen < used && !threads.compare_exchange_weak(seen, used, std::memory_order_relaxed)) {
  }
}

}  // namespace

constinit thread_local ThreadState thread_state{};

void prepare_threads(void (*prepare)() noexcept) noexcept {
  preparation.store(prepare, std::memory_order_release);
}

SegmentMemory::SegmentMemory(const std::string& path) {
  if (path.empty()) {
    base_ = map(-1, path);
    return;
  }
  const FileDescriptor file(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (file.get() < 0) fail(path, std::strerror(errno));
  check_size(file, path);
  base_ = map(file.get(), path);
  // Private memory is not populated: only tests and measurements use it, mostly for few records.
  populate(base_, kEngineBytes);
}

SegmentMemory::~SegmentMemory() {
  munmap(base_, kSegmentSize);
}

ThreadTrace::ThreadTrace(const SegmentMemory& memory, std::uint16_t number, pid_t tid) noexcept
    : slot_(&memory.slot(number)),
      ring_(memory, 2u + number),
      number_bits_(static_cast<std::uint64_t>(number) << 56),
      tid_(tid),
      number_(number) {}

ThreadTrace::ThreadTrace(telemetry::RunningSlot& slot, telemetry::RingHeader& ring,
                         telemetry::CallRecord& record) noexcept
    : slot_(&slot),
      ring_(ring, &record),
      number_bits_(static_cast<std::uint64_t>(kUntraced) << 56),
      tid_(0),
      number_(kUntraced) {}

Telemetry::Telemetry(const std::string& path)
    : id_(next_id.fetch_add(1)), memory_(std::make_shared<SegmentMemory>(path)) {
  lay_out_header(memory_->header());
  lay_out_rings(*memory_);
  for (std::size_t number = 0; number < telemetry::THREAD_SLOTS; ++number) memory_->slot(number) = {};
  ticks_ = RingWriter<telemetry::TickRecord>(*memory_, 0);
  marks_ = RingWriter<telemetry::MarkRecord>(*memory_, 1);
}

Telemetry::~Telemetry() = default;

void Telemetry::mark(telemetry::MarkRecord mark) noexcept {
  marks_.write([&](telemetry::MarkRecord& record, std::uint64_t sequence) {
    record = mark;
    record.sequence = sequence;
  });
}

void Telemetry::adopt_engine_thread() {
  if (HeldSlots::ended) return;
  no_slot = {};
  thread_state.trace = held_slots().adopt_engine_slot(id_, memory_);
  thread_state.trace_of = id_;
  note_usual_arithmetic();
  raise_thread_count(header(), 1);
}

void Telemetry::leave_engine_thread() noexcept {
  if (HeldSlots::ended) return;
  held_slots().leave_engine_slot(id_);
  thread_state.trace_of = 0;  // the next call of this thread finds its own slot
}

void Telemetry::ready() noexcept {
  set_state(telemetry::EngineState::Running);
  std::atomic_ref(header().magic).store(telemetry::SEGMENT_MAGIC, std::memory_order_release);
}

void Telemetry::set_state(telemetry::EngineState state) noexcept {
  std::atomic_ref(header().state).store(static_cast<std::uint32_t>(state), std::memory_order_release);
}

ThreadTrace& Telemetry::untraced() noexcept {
  // Without a destructor, so that it also works for a thread whose thread-locals are already destroyed.
  struct Sink {
    telemetry::RunningSlot slot{};
    telemetry::RingHeader ring{0, 1, 0, sizeof(telemetry::CallRecord), kCallRing, {}};
    telemetry::CallRecord record{};
    ThreadTrace trace{slot, ring, record};
  };
  static_assert(std::is_trivially_destructible_v<Sink>);
  static thread_local Sink sink;
  std::atomic_ref(header().untraced).fetch_add(1, std::memory_order_relaxed);
  return sink.trace;
}

ThreadTrace& Telemetry::find_trace() noexcept {
  // A thread past its own clean-up may take no slot, because the slot would never be released.
  if (HeldSlots::ended) return untraced();
  if (no_slot.telemetry == id_ && no_slot.given_back == slots_given_back.load()) return untraced();
  HeldSlots& slots = held_slots();
  ThreadTrace* trace = slots.find(id_);
  if (trace == nullptr) trace = slots.claim(id_, memory_);
  if (trace == nullptr) return untraced();
  thread_state.trace = trace;
  thread_state.trace_of = id_;
  note_usual_arithmetic();
  raise_thread_count(header(), trace->number() + 1u);
  return *trace;
}

}  // namespace workbench
