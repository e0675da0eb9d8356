// Which plugin holds how much memory and which threads: told by the preloaded probe, published in the segment.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "probe/probe.h"
#include "telemetry/telemetry.h"

namespace workbench {

/// Memory that somebody asked for and that nobody gave back.
struct Heap {
  std::int64_t bytes = 0;
  std::int64_t blocks = 0;
};

/// The same of one callback; `callback` is kCallbackCount for code that no callback runs.
struct CallbackHeap {
  std::uint16_t callback = 0;
  Heap heap;
};

/// Accounts for one engine. Without the probe, as in a server in the caller's process, nothing is attributed.
class Attribution {
 public:
  explicit Attribution(Telemetry& telemetry);
  ~Attribution();
  Attribution(const Attribution&) = delete;
  Attribution& operator=(const Attribution&) = delete;

  bool knows_threads() const noexcept { return probe_ != nullptr; }
  bool knows_heap() const noexcept { return heap_known_; }

  /// Writes everything into the segment. One thread at a time.
  void publish() noexcept;

  /// What a plugin holds now, nullopt when that is not known: no probe, or not among the first plugins.
  std::optional<Heap> heap_of(std::uint16_t plugin) const noexcept;
  /// Kernel ids of the running threads that a plugin started, or that one of its threads started; the first 256.
  std::vector<std::int32_t> threads_of(std::uint16_t plugin) const;
  /// The callbacks whose memory a plugin still holds, most bytes first; empty when that is not known.
  std::vector<CallbackHeap> holders(std::uint16_t plugin) const;

 private:
  void publish_owner(std::uint32_t owner) noexcept;
  std::uint32_t publish_threads() noexcept;

  const probe::Probe* probe_ = nullptr;
  bool heap_known_ = false;
  std::shared_ptr<SegmentMemory> memory_;
};

}  // namespace workbench
