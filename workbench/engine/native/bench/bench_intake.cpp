// Quotes through the engine, and through a pipeline that does only the unavoidable work of an intake.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/stamp.h"
#include "bench/bench.h"
#include "bench/bench_plugins.h"
#include "server/engine.h"

namespace workbench::bench {

namespace {

constexpr std::int64_t kStartMillis = 1'767'571'200'000;  // a Monday
constexpr std::int64_t kStepMillis = 10;
constexpr std::size_t kMinutesOfWeek = 7 * 24 * 60;

FeedTicks sample_ticks(std::uint64_t count) {
  FeedTicks ticks(count);
  for (std::uint64_t number = 0; number < count; ++number) {
    const double bid = 1.1 + 0.001 * std::sin(static_cast<double>(number) * 0.01);
    const auto millis = kStartMillis + static_cast<std::int64_t>(number) * kStepMillis;
    ticks[number] = {millis, bid, bid + 0.0001, 1.0F, 0};
  }
  return ticks;
}

/// Quotes before the measured ones: one lap of the rings, so that later writes touch no page for the first time.
std::uint64_t warm_up_of(std::uint64_t count) {
  return std::min<std::uint64_t>(count, telemetry::TICK_CAPACITY);
}

/// Just before the quote with that number.
std::int64_t nanos_before(std::uint64_t number) {
  return (kStartMillis + static_cast<std::int64_t>(number) * kStepMillis) * 1'000'000 - 1;
}

double per_second(std::uint64_t ticks, std::uint64_t start_ticks, std::uint64_t end_ticks) {
  return static_cast<double>(ticks) / (static_cast<double>(end_ticks - start_ticks) * nanos_per_tick() * 1e-9);
}

/// One symbol of the minimal pipeline.
class BareSymbol {
 public:
  BareSymbol(HookQuote& hook, const SegmentMemory& memory)
      : hook_(hook), records_(&memory.at<telemetry::TickRecord>(telemetry::RECORDS_OFFSET)) {
    open_.fill(true);
  }

  bool take(const FeedTick& quote) {
    if (!std::isfinite(quote.bid) || !std::isfinite(quote.ask) || quote.bid <= 0.0 || quote.ask < quote.bid)
      return false;
    if (quote.time_millis < last_.time_millis) return false;
    const auto minute = static_cast<std::uint64_t>(quote.time_millis / 60'000);
    if (!open_[minute % kMinutesOfWeek]) return false;
    tick_.ctm = quote.time_millis / 1000;
    tick_.bid = quote.bid;
    tick_.ask = quote.ask;
    if (hook_.HookQuoteTick(symbol_, tick_, diff_) != RET_OK) return false;
    last_ = quote;
    update_bar(quote, static_cast<std::time_t>(minute * 60));
    write(quote);
    return true;
  }

 private:
  void update_bar(const FeedTick& quote, std::time_t start) {
    if (bar_.time != start) bar_ = {quote.bid, quote.bid, quote.bid, quote.bid, start, 0.0};
    bar_.high = std::max(bar_.high, quote.bid);
    bar_.low = std::min(bar_.low, quote.bid);
    bar_.close = quote.bid;
    bar_.volume += 1.0;
  }

  void write(const FeedTick& quote) {
    telemetry::TickRecord& record = records_[head_ & (telemetry::TICK_CAPACITY - 1)];
    record = {head_, quote.time_millis * 1'000'000, quote.bid, quote.ask, quote.bid, quote.ask, quote.volume, 0, 0, 0};
    ++head_;
  }

  HookQuote& hook_;
  telemetry::TickRecord* records_;
  std::uint64_t head_ = 0;
  std::array<bool, kMinutesOfWeek> open_{};
  PluginSymbolRecord symbol_{};
  TickInfo tick_{};
  PluginTickDiffRecord diff_{};
  FeedTick last_{};
  PluginCandleRecord bar_{};
};

double engine_intake(std::uint64_t count, PassingHook* hook) {
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  options.start_nanos = kStartMillis * 1'000'000;
  Engine engine(options);
  PluginSymbolRecord symbol{};
  symbol.symbol = "EURUSD";
  symbol.digits = 5;
  symbol.contract_size = 100'000.0;
  engine.put_symbol(symbol);
  PluginHost& host = engine.host();
  if (hook != nullptr) {
    host.adopt(
        host.reserve("passing"), PluginInterfaces::of(hook), [] {}, 0);
  }
  const std::uint64_t warm_up = warm_up_of(count);
  engine.set_feed(sample_ticks(warm_up + count), false);
  engine.start();
  engine.play_feed(true);
  engine.advance(nanos_before(warm_up));
  const std::uint64_t start = stamp_start();
  engine.advance(nanos_before(warm_up + count));
  const double rate = per_second(count, start, stamp_end());
  engine.stop();
  return rate;
}

}  // namespace

double bare_intake_ticks_per_second(std::uint64_t count) {
  const std::uint64_t warm_up = warm_up_of(count);
  const FeedTicks ticks = sample_ticks(warm_up + count);
  const SegmentMemory memory("");
  PassingHook passing;
  // Hides the class from the compiler.
  HookQuote* volatile hidden = &passing;
  BareSymbol symbol(*hidden, memory);
  const std::span<const FeedTick> all(ticks);
  for (const FeedTick& tick : all.first(warm_up)) symbol.take(tick);
  const std::uint64_t start = stamp_start();
  for (const FeedTick& tick : all.subspan(warm_up)) symbol.take(tick);
  return per_second(count, start, stamp_end());
}

double engine_intake_ticks_per_second(std::uint64_t count) {
  PassingHook passing;
  return engine_intake(count, &passing);
}

double hookless_intake_ticks_per_second(std::uint64_t count) {
  return engine_intake(count, nullptr);
}

}  // namespace workbench::bench
