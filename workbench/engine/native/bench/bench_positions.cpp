// Quotes that value open positions, and reading the margins of many accounts.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/stamp.h"
#include "bench/bench.h"
#include "bench/bench_plugins.h"
#include "bench/bench_samples.h"
#include "server/engine.h"

namespace workbench::bench {

namespace {

constexpr std::int64_t kStartMillis = 1'767'571'200'000;  // a Monday
constexpr std::int64_t kStepMillis = 10;
constexpr int kPlugins = 3;
constexpr int kAccounts = 100;

FeedTicks moving_ticks(std::uint64_t count) {
  FeedTicks ticks(count);
  for (std::uint64_t number = 0; number < count; ++number) {
    const double bid = 1.1 + 0.001 * std::sin(static_cast<double>(number) * 0.01);
    const auto millis = kStartMillis + static_cast<std::int64_t>(number) * kStepMillis;
    ticks[number] = {millis, bid, bid + 0.0001, 1.0F, 0};
  }
  return ticks;
}

void quote(Engine& engine) {
  TickInfo tick{};
  tick.symbol = "EURUSD";
  tick.bid = 1.1;
  tick.ask = 1.1001;
  if (engine.inject_tick(tick) != RET_OK) throw std::runtime_error("the quote was refused");
}

}  // namespace

double positions_intake_ticks_per_second(std::uint64_t count) {
  PassingHook hooks[kPlugins];
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  options.start_nanos = kStartMillis * 1'000'000;
  Engine engine(options);
  seed(engine, kAccounts);
  PluginHost& host = engine.host();
  for (PassingHook& hook : hooks)
    host.adopt(
        host.reserve("passing"), PluginInterfaces::of(&hook), [] {}, 0);
  engine.start();
  quote(engine);
  for (int number = 0; number < kAccounts; ++number) {
    PluginTradeRequestRecord request{};
    request.login = 1001 + number;
    request.symbol = "EURUSD";
    request.cmd = number % 2 == 0 ? PluginTradeCommand::Buy : PluginTradeCommand::Sell;
    request.volume = 10;
    if (engine.trade(TradeAction::Open, request).code != RET_OK) throw std::runtime_error("an opening was refused");
  }
  engine.set_feed(moving_ticks(count), false);
  engine.play_feed(true);
  const std::int64_t end_nanos = (kStartMillis + static_cast<std::int64_t>(count) * kStepMillis) * 1'000'000;
  const std::uint64_t start = stamp_start();
  engine.advance(end_nanos);
  const double seconds = static_cast<double>(stamp_end() - start) * nanos_per_tick() * 1e-9;
  engine.stop();
  return static_cast<double>(count) / seconds;
}

double read_accounts_millis(const std::string& database) {
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  options.start_nanos = kStartMillis * 1'000'000;
  options.database = database;
  Engine engine(options);
  engine.put_symbol(sample_symbol());
  engine.put_group(sample_group());
  engine.start();
  quote(engine);
  PluginHost& host = engine.host();
  PluginServerInterface* const server = host.server(host.reserve("reader"));
  double best = 1e9;
  for (int turn = 0; turn < 5; ++turn) {
    std::vector<PluginAccountRecord> accounts;
    const std::uint64_t start = stamp_start();
    const int code = server->GetAccountsByGroup("*", &accounts);
    const std::uint64_t end = stamp_end();
    if (code != RET_OK || accounts.empty()) throw std::runtime_error("the database has no accounts");
    best = std::min(best, static_cast<double>(end - start) * nanos_per_tick() * 1e-6);
  }
  engine.stop();
  return best;
}

}  // namespace workbench::bench
