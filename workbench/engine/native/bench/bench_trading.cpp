// Trade requests through the engine: market orders opened and closed, one after the other.
#include <cstdint>
#include <stdexcept>
#include <string>

#include "base/stamp.h"
#include "bench/bench.h"
#include "bench/bench_plugins.h"
#include "bench/bench_samples.h"
#include "server/engine.h"
#include "storage/database.h"

namespace workbench::bench {

namespace {

constexpr std::int64_t kStartNanos = 1'767'571'200'000'000'000;  // a Monday
constexpr int kPlugins = 3;
constexpr int kAccounts = 100;

void check(int code, const char* what) {
  if (code != RET_OK) throw std::runtime_error(std::string(what) + " answered " + std::to_string(code));
}

void trade_pair(Engine& engine, int login) {
  PluginTradeRequestRecord opening{};
  opening.login = login;
  opening.symbol = "EURUSD";
  opening.cmd = PluginTradeCommand::Buy;
  opening.volume = 10;
  const Outcome opened = engine.trade(TradeAction::Open, opening);
  check(opened.code, "an opening");
  PluginTradeRequestRecord closing{};
  closing.order = opened.order;
  check(engine.trade(TradeAction::Close, closing).code, "a closing");
}

}  // namespace

double trade_pairs_per_second(std::uint64_t count, const std::string& sync, const std::string& database) {
  PassingTradeHook hooks[kPlugins];
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  options.start_nanos = kStartNanos;
  options.database = database;
  options.sync = sync;
  Engine engine(options);
  seed(engine, kAccounts);
  PluginHost& host = engine.host();
  for (PassingTradeHook& hook : hooks)
    host.adopt(
        host.reserve("passing"), PluginInterfaces::of(&hook), [] {}, 0);
  engine.start();
  TickInfo tick{};
  tick.symbol = "EURUSD";
  tick.bid = 1.1;
  tick.ask = 1.1001;
  check(engine.inject_tick(tick), "the quote");
  const std::uint64_t start = stamp_start();
  for (std::uint64_t pair = 0; pair < count; ++pair) trade_pair(engine, 1001 + static_cast<int>(pair % kAccounts));
  const double seconds = static_cast<double>(stamp_end() - start) * nanos_per_tick() * 1e-9;
  engine.stop();
  return static_cast<double>(count) / seconds;
}

void fill_database(const std::string& path, int accounts, int trades) {
  Database database(path, "memory");
  database.begin();
  for (int number = 1; number <= accounts; ++number) {
    PluginAccountRecord account{};
    account.login = 1000 + number;
    account.group = "real";
    account.name = "Owner of " + std::to_string(account.login);
    account.leverage = 100;
    account.balance = 1e6;
    database.put(account);
  }
  for (int number = 1; number <= trades; ++number) {
    PluginTradeRecord trade{};
    trade.order = number;
    trade.login = 1001 + number % accounts;
    trade.symbol = "EURUSD";
    trade.digits = 5;
    trade.cmd = number % 2 == 0 ? PluginTradeCommand::Buy : PluginTradeCommand::Sell;
    trade.volume = 10;
    trade.open_time = kStartNanos / 1'000'000'000;
    trade.state = PluginTradeState::OpenNormal;
    trade.open_price = 1.1;
    trade.margin_initial = 100.0;
    trade.margin_rate = 1.1;
    trade.comment = "a comment that needs memory";
    database.put(Book::Open, trade);
  }
  database.put_counter("last_order", trades);
  database.put_counter("last_login", 1000 + accounts);
  database.commit();
}

}  // namespace workbench::bench
