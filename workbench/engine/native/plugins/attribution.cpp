// Reads the preloaded probe, and reports to it whose code runs on a thread.
#include "plugins/attribution.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <iomanip>
#include <sstream>
#include <string>
#include <string_view>

#include "base/loaded_probe.h"
#include "base/stamp.h"
#include "plugins/guard.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

namespace {

using namespace telemetry;

static_assert(probe::kPlugins == USAGE_PLUGINS && probe::kOwners == USAGE_OWNERS);
static_assert(kCallbackCount < USAGE_CALLBACKS && USAGE_CALLBACKS <= probe::kCallbacks);
static_assert(USAGE_OFFSET + sizeof(UsageHeader) <= USAGE_OWNERS_OFFSET);
static_assert(USAGE_OWNERS_OFFSET + USAGE_OWNERS * sizeof(OwnerUsage) <= USAGE_CALLBACKS_OFFSET);
static_assert(USAGE_CALLBACKS_OFFSET + USAGE_PLUGINS * USAGE_CALLBACKS * sizeof(CallbackUsage) <= USAGE_THREADS_OFFSET);
static_assert(USAGE_THREADS_OFFSET + USAGE_THREADS * sizeof(OwnedThread) <= RECORDS_OFFSET);

// The running slots of the engine whose plugins are distinguished: one in an engine process.
std::atomic<const SegmentMemory*> slots = nullptr;

// Called in every allocation of the process, so it must not allocate or lock.
std::uint32_t running_owner() noexcept {
  const CallFrame* const frame = thread_state.frame;
  const SegmentMemory* const memory = slots.load(std::memory_order_relaxed);
  if (frame == nullptr || memory == nullptr) return probe::kNobody;
  const std::uint32_t plugin = frame->plugin->index;
  const std::uint32_t owner = plugin < probe::kPlugins ? plugin : probe::kOthers;
  // A frame does not contain its callback, which saves a store in each call. The thread's slot contains it.
  const std::uint64_t slot = frame->call >> 56;
  if (slot >= THREAD_SLOTS) return probe::who(owner, probe::kOutside);
  const std::uint16_t callback = memory->slot(slot).callback;
  if (callback >= kCallbackCount) return probe::who(owner, probe::kOutside);
  if (callback_kind(static_cast<Callback>(callback)) == CallKind::ServerCall) {
    return probe::who(probe::kServer, probe::kOutside);
  }
  return probe::who(owner, callback);
}

/// Returns the column of a callback in the segment.
constexpr std::uint32_t column(std::uint32_t callback) noexcept {
  return callback < kCallbackCount ? callback : USAGE_CALLBACKS - 1;
}

Heap held(const probe::Cell& cell) noexcept {
  return {static_cast<std::int64_t>(cell.allocated_bytes - cell.freed_bytes),
          static_cast<std::int64_t>(cell.allocations - cell.frees)};
}

template <std::size_t Size>
void put_text(std::uint8_t (&field)[Size], std::string_view text) noexcept {
  const std::size_t length = std::min(text.size(), Size - 1);
  std::memcpy(field, text.data(), length);
  field[length] = 0;
}

template <std::size_t Size>
void put_function(std::uint8_t (&field)[Size], const void* address) {
  Dl_info where{};
  if (address == nullptr || dladdr(address, &where) == 0) return;
  if (where.dli_sname != nullptr) return put_text(field, where.dli_sname);
  if (where.dli_fname == nullptr) return;
  const std::string_view path = where.dli_fname;
  std::ostringstream text;
  const auto offset = static_cast<const char*>(address) - static_cast<const char*>(where.dli_fbase);
  text << path.substr(path.rfind('/') + 1) << "+0x" << std::hex << offset;
  put_text(field, text.str());
}

struct Listed {
  OwnedThread* records;
  std::uint32_t count = 0;
};

// Only copies data, because the ledger is locked meanwhile.
void list_thread(void* context, const probe::ThreadFacts& thread) {
  auto& listed = *static_cast<Listed*>(context);
  if (listed.count == USAGE_THREADS) return;
  OwnedThread& record = listed.records[listed.count++];
  const auto entry = reinterpret_cast<std::uint64_t>(thread.entry);
  const bool named = record.name[0] != 0 && record.tid == thread.tid && record.entry == entry;
  record.tid = thread.tid;
  record.creator = thread.creator;
  record.owner = thread.owner;
  record.entry = entry;
  // Looking up a function takes most of the time, so it runs once per thread.
  if (!named) put_text(record.name, thread.state_type);
}

/// Threads of one owner, stored inline: the callback of each_thread must not allocate.
struct Own {
  std::uint32_t owner;
  std::uint32_t count = 0;
  std::array<std::int32_t, 256> tids{};
};

void note_own(void* context, const probe::ThreadFacts& thread) {
  auto& own = *static_cast<Own*>(context);
  if (thread.owner == own.owner && own.count < own.tids.size()) own.tids[own.count++] = thread.tid;
}

}  // namespace

Attribution::Attribution(Telemetry& telemetry) : memory_(telemetry.memory()) {
  const probe::Probe* const found = loaded_probe();
  const SegmentMemory* nobody = nullptr;
  if (found == nullptr || !slots.compare_exchange_strong(nobody, memory_.get())) return;
  probe_ = found;
  heap_known_ = found->has_heap();
  found->ask(&running_owner);
  auto& header = memory_->at<UsageHeader>(USAGE_OFFSET);
  header.pair_nanos = heap_known_ ? found->pair_nanos() : 0.0;
  header.flags = static_cast<std::uint32_t>(USAGE_THREADS_KNOWN) |
                 (heap_known_ ? static_cast<std::uint32_t>(USAGE_HEAP_KNOWN) : 0u);
  publish();
}

Attribution::~Attribution() {
  if (probe_ != nullptr) slots.store(nullptr);
}

void Attribution::publish() noexcept {
  if (probe_ == nullptr) return;
  auto& header = memory_->at<UsageHeader>(USAGE_OFFSET);
  const std::atomic_ref sequence(header.sequence);
  sequence.store(header.sequence + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  header.nanos = wall_clock_nanos();
  for (std::uint32_t owner = 0; owner < probe::kOwners; ++owner) publish_owner(owner);
  header.threads = publish_threads();
  sequence.store(header.sequence + 1, std::memory_order_release);
}

void Attribution::publish_owner(std::uint32_t owner) noexcept {
  auto& record = memory_->at<OwnerUsage>(USAGE_OWNERS_OFFSET + owner * sizeof(OwnerUsage));
  std::uint64_t threads = 0;
  std::uint64_t made = 0;
  probe_->count_threads(owner, threads, made);
  record.threads = threads;
  record.threads_made = made;
  probe::Cell cells[probe::kCallbacks];
  if (!heap_known_ || !probe_->sum(owner, cells)) return;
  probe::Cell all{};
  CallbackUsage columns[USAGE_CALLBACKS] = {};
  for (std::uint32_t callback = 0; callback < probe::kCallbacks; ++callback) {
    const probe::Cell& cell = cells[callback];
    all.allocations += cell.allocations;
    all.allocated_bytes += cell.allocated_bytes;
    all.frees += cell.frees;
    all.freed_bytes += cell.freed_bytes;
    columns[column(callback)].allocations += cell.allocations;
    columns[column(callback)].live_bytes += held(cell).bytes;
  }
  const Heap heap = held(all);
  record.live_bytes = heap.bytes;
  record.live_blocks = heap.blocks;
  record.allocations = all.allocations;
  record.allocated_bytes = all.allocated_bytes;
  if (owner >= USAGE_PLUGINS) return;
  std::memcpy(&memory_->at<CallbackUsage>(USAGE_CALLBACKS_OFFSET + owner * sizeof columns), columns, sizeof columns);
}

std::uint32_t Attribution::publish_threads() noexcept {
  Listed listed{&memory_->at<OwnedThread>(USAGE_THREADS_OFFSET)};
  probe_->each_thread(&list_thread, &listed);
  // After the iteration: a thread that holds the ledger's lock must not wait for the linker's lock.
  for (std::uint32_t number = 0; number < listed.count; ++number) {
    OwnedThread& record = listed.records[number];
    if (record.name[0] == 0) put_function(record.name, reinterpret_cast<const void*>(record.entry));
  }
  return listed.count;
}

std::vector<std::int32_t> Attribution::threads_of(std::uint16_t plugin) const {
  if (probe_ == nullptr) return {};
  Own own{plugin};
  probe_->each_thread(&note_own, &own);
  return {own.tids.begin(), own.tids.begin() + own.count};
}

std::optional<Heap> Attribution::heap_of(std::uint16_t plugin) const noexcept {
  if (!heap_known_ || plugin >= probe::kPlugins) return std::nullopt;
  probe::Cell cells[probe::kCallbacks];
  Heap heap;
  if (!probe_->sum(plugin, cells)) return heap;
  for (const probe::Cell& cell : cells) {
    heap.bytes += held(cell).bytes;
    heap.blocks += held(cell).blocks;
  }
  return heap;
}

std::vector<CallbackHeap> Attribution::holders(std::uint16_t plugin) const {
  probe::Cell cells[probe::kCallbacks];
  if (!heap_known_ || plugin >= probe::kPlugins || !probe_->sum(plugin, cells)) return {};
  std::vector<CallbackHeap> found;
  for (std::uint32_t callback = 0; callback < probe::kCallbacks; ++callback) {
    const Heap heap = held(cells[callback]);
    if (heap.blocks <= 0) continue;
    const std::uint32_t number = std::min(callback, static_cast<std::uint32_t>(kCallbackCount));
    found.push_back({static_cast<std::uint16_t>(number), heap});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const CallbackHeap& a, const CallbackHeap& b) { return a.heap.bytes > b.heap.bytes; });
  return found;
}

}  // namespace workbench
