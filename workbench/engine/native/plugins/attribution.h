// Memory and threads of each plugin, from the preloaded probe, published in the segment.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "probe/probe.h"
#include "telemetry/telemetry.h"

namespace workbench {

/// Memory that was allocated and not freed.
struct Heap {
  std::int64_t bytes = 0;
  std::int64_t blocks = 0;
};

/// The same for one callback; `callback` is kCallbackCount for code outside of callbacks.
struct CallbackHeap {
  std::uint16_t callback = 0;
  Heap heap;
};

/// Attribution for one engine. Without the probe, as in a server in the caller's process, it attributes nothing.
class Attribution {
 public:
  explicit Attribution(Telemetry& telemetry);
  ~Attribution();
  Attribution(const Attribution&) = delete;
  Attribution& operator=(const Attribution&) = delete;

  bool knows_threads() const noexcept { return probe_ != nullptr; }
  bool knows_heap() const noexcept { return heap_known_; }

  /// Writes all figures into the segment. One thread at a time.
  void publish() noexcept;

  /// The current memory of a plugin, or nullopt when it is unknown: no probe, or an index beyond the probe's plugins.
  std::optional<Heap> heap_of(std::uint16_t plugin) const noexcept;
  /// Kernel ids of the running threads that a plugin, or one of its threads, started; the first 256.
  std::vector<std::int32_t> threads_of(std::uint16_t plugin) const;
  /// The callbacks that allocated the plugin's live memory, most bytes first; empty when that is unknown.
  std::vector<CallbackHeap> holders(std::uint16_t plugin) const;

 private:
  void publish_owner(std::uint32_t owner) noexcept;
  std::uint32_t publish_threads() noexcept;

  const probe::Probe* probe_ = nullptr;
  bool heap_known_ = false;
  std::shared_ptr<SegmentMemory> memory_;
};

}  // namespace workbench
