// Loops that measure the cost of the guard, and a writer that fills a segment.
#include "bench/bench.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "base/stamp.h"
#include "bench/bench_plugins.h"
#include "plugins/host.h"

namespace workbench::bench {

namespace {

constexpr std::uint64_t kBatch = 1'000;

// Other load on the machine only makes a run longer, so the shortest run shows the cost of the code.
template <class Body>
double best_nanos(std::uint64_t turns, const Body& body) {
  std::uint64_t best = std::numeric_limits<std::uint64_t>::max();
  for (std::uint64_t done = 0; done < std::max(turns, kBatch); done += kBatch) {
    const std::uint64_t start = stamp_start();
    for (std::uint64_t turn = 0; turn < kBatch; ++turn) body();
    best = std::min(best, stamp_end() - start);
  }
  return static_cast<double>(best) / kBatch * nanos_per_tick();
}

/// A separate host with plugins that accept everything.
class PassingHost {
 public:
  explicit PassingHost(std::uint32_t plugins) : telemetry_(""), host_(telemetry_, notices_, server_nanos_) {
    telemetry_.adopt_engine_thread();
    for (std::uint32_t number = 0; number < plugins; ++number) {
      hooks_.push_back(std::make_unique<PassingHook>());
      host_.adopt(
          host_.reserve("passing"), PluginInterfaces::of(hooks_.back().get()), [] {}, 0);
    }
  }
  PluginHost& host() noexcept { return host_; }
  Telemetry& telemetry() noexcept { return telemetry_; }

 private:
  std::vector<std::unique_ptr<PassingHook>> hooks_;
  Telemetry telemetry_;
  Notices notices_;
  std::atomic<std::int64_t> server_nanos_ = 1;
  PluginHost host_;
};

TickInfo sample_tick() {
  return {"EURUSD", 1'700'000'000, 1.0, 1.1, 1.2};
}

double chain_nanos(PluginHost& host, std::uint64_t chains) {
  const PluginSymbolRecord symbol{};
  TickInfo tick = sample_tick();
  return best_nanos(chains, [&] { host.quote_hook(0, symbol, tick); });
}

}  // namespace

double bare_hook_nanos(std::uint64_t calls) {
  // The same ring as the guard writes, so that both loops have the same memory costs.
  const SegmentMemory memory("");
  auto* const records = &memory.at<telemetry::CallRecord>(telemetry::RECORDS_OFFSET);
  constexpr std::uint64_t kMask = telemetry::ENGINE_CALL_CAPACITY - 1;
  PassingHook passing;
  // Hides the class from the compiler.
  HookQuote* volatile hidden = &passing;
  HookQuote* const hook = hidden;
  const PluginSymbolRecord symbol{};
  const TickInfo tick = sample_tick();
  PluginTickDiffRecord diff{};
  std::uint64_t head = 0;
  return best_nanos(calls, [&] {
    telemetry::CallRecord record{};
    record.start_ticks = stamp_start();
    record.code = hook->HookQuoteTick(symbol, tick, diff);
    record.took_ticks = stamp_end() - record.start_ticks;
    record.id = head;
    records[head & kMask] = record;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    ++head;
  });
}

double guarded_chain_nanos(std::uint64_t chains, std::uint32_t plugins) {
  PassingHost passing(plugins);
  return chain_nanos(passing.host(), chains) / std::max(1u, plugins);
}

double guarded_hook_nanos(std::uint64_t calls) {
  return guarded_chain_nanos(calls, 1);
}

double slotless_hook_nanos(std::uint64_t calls) {
  PassingHost passing(1);
  // Slot 0 belongs to the engine. The measured thread finds no free slot.
  constexpr std::ptrdiff_t kHolders = telemetry::THREAD_SLOTS - 1;
  std::latch held(kHolders);
  std::vector<std::jthread> holders;  // joined after `end` is gone
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  holders.reserve(kHolders);
  for (std::ptrdiff_t number = 0; number < kHolders; ++number) {
    holders.emplace_back([&passing, &held, ended] {
      passing.telemetry().trace();
      held.count_down();
      ended.wait();
    });
  }
  held.wait();
  double nanos = 0.0;
  std::jthread([&] { nanos = chain_nanos(passing.host(), calls); }).join();
  return nanos;
}

std::uint64_t flood(const std::string& path, double records_per_second, double seconds) {
  Telemetry telemetry(path);
  telemetry.adopt_engine_thread();
  telemetry.ready();
  ThreadTrace& trace = telemetry.trace();
  const double tick = nanos_per_tick();
  const std::uint64_t start = stamp_start();
  const CallFacts facts = call_facts(Callback::HookQuoteTick);
  std::uint64_t written = 0;
  for (double elapsed = 0.0; elapsed < seconds;) {
    const std::uint64_t now = stamp_start();
    elapsed = static_cast<double>(now - start) * tick / 1e9;
    const auto due = static_cast<std::uint64_t>(std::min(elapsed, seconds) * records_per_second);
    for (; written < due; ++written) {
      trace.enter(now, 0, 0, facts, 0, 1);
      trace.write(0, 100 + written % 1000, facts, 0, RET_OK);
      trace.leave();
    }
  }
  telemetry.set_state(telemetry::EngineState::Stopped);
  return written;
}

}  // namespace workbench::bench
