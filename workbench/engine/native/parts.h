// What trading and accounts work on, in one hand.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>

#include "equity_book.h"
#include "host.h"
#include "market.h"
#include "notices.h"
#include "server_settings.h"
#include "store.h"
#include "telemetry.h"
#include "valuation.h"

namespace workbench {

// Ascending numbers of tickets or logins; any thread.
class Numbers {
 public:
  // The next number, 0 when all are used up.
  int take() noexcept {
    int last = last_.load(std::memory_order_relaxed);
    while (last < std::numeric_limits<int>::max()) {
      if (last_.compare_exchange_weak(last, last + 1, std::memory_order_relaxed)) return last + 1;
    }
    return 0;
  }
  int last() const noexcept { return last_.load(std::memory_order_relaxed); }
  // Numbers up to this one are in use; beyond the last possible number all are.
  void raise(int64_t used) noexcept {
    const auto highest = static_cast<int>(std::min<int64_t>(used, std::numeric_limits<int>::max()));
    int last = last_.load(std::memory_order_relaxed);
    while (used > last && !last_.compare_exchange_weak(last, highest, std::memory_order_relaxed)) {
    }
  }

 private:
  std::atomic<int> last_ = 0;
};

struct Parts {
  Store& store;
  Market& market;
  Valuation& valuation;
  PluginHost& host;
  Telemetry& telemetry;
  Notices& notices;
  ServerSettings& settings;
  EquityBook& equities;
  Numbers& orders;
  Numbers& logins;
  const std::atomic<int64_t>& server_nanos;
  // Runs work that only the engine thread may do: at once with the engine's turn, else in its next round. For what may
  // be left out when there is too much of it.
  std::function<void(std::function<void()>)> on_engine;
  // Shows that the engine moves. With its turn, between two things of which each may wait for a plugin, so that many
  // slow calls one after the other are not taken for one that never ends.
  std::function<void()> beat;
};

}  // namespace workbench
