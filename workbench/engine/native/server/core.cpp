// Life cycle of the server: loading, the engine thread, the virtual clock.
#include "server/core.h"

#include <pthread.h>

#include <algorithm>
#include <exception>
#include <stdexcept>

#include "base/trading_day.h"
#include "formulas/calculators.h"
#include "process/loader_lock.h"
#include "server/extension_interface.h"
#include "server/server_interface.h"

namespace workbench {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongestWait = 5ms;
constexpr int64_t kQuotesEveryNanos = kNanosPerSecond;

int64_t first_moment(const EngineOptions& options) {
  if (options.start_nanos >= kFirstNanos && options.start_nanos <= kLastNanos) return options.start_nanos;
  throw std::runtime_error("start_nanos is not between the years 1970 and 2199");
}

// Records of earlier versions may contain the state of a queued request, which ended with its server.
TradeSnapshot without_request(Book book, PluginTradeRecord trade) {
  const bool part = trade.parent_order != 0;
  const auto closed = part ? PluginTradeState::ClosedPart : PluginTradeState::ClosedNormal;
  if (book == Book::Open) trade.state = PluginTradeState::OpenNormal;
  if (book != Book::Open) trade.state = is_pending(trade.cmd) ? PluginTradeState::Deleted : closed;
  return std::make_shared<const PluginTradeRecord>(std::move(trade));
}

}  // namespace

Engine::Core::Core(const EngineOptions& given)
    : options(given),
      telemetry(given.segment),
      attribution(telemetry),
      pace(first_moment(given), 0.0),
      virtual_clock(given.start_nanos),
      player(given.clock, pace, given.start_nanos),
      database(given.database, given.sync),
      equities(given.database, given.sync),
      host(telemetry, notices, server_nanos),
      market(host, telemetry),
      positions(store, market),
      valuation(store, positions),
      context{store,
              market,
              valuation,
              host,
              telemetry,
              notices,
              settings,
              equities,
              orders,
              logins,
              server_nanos,
              [this](std::function<void()> work) { request_queue.on_engine(std::move(work)); },
              [this] { beat(); }},
      configuration(context),
      mailroom(context),
      trading(context),
      accounts(context),
      day_end(context, trading, accounts, equities),
      triggers(context, positions, trading, accounts),
      storage(database, notices, orders, logins, server_nanos, given.sync == "memory" ? given.write_behind_rows : 0),
      maintenance(context, trading, storage, given.database),
      request_queue(context, storage, [this] { refresh_time(); }) {
  notices.set_server_time(&server_nanos);
  player.set_speed(given.speed);
  refresh_time();
  timed = {&triggers, &day_end, &maintenance};
  settings.set_follower([this] {
    day_end.plan();
    maintenance.plan();
  });
  store.set_follower(&positions);
  market.set_follower(&triggers);
  request_queue.set_last([this](CommitBatch& batch) {
    triggers.settle(batch);
    return Outcome{};
  });
  load();
  host.set_server([this](uint16_t plugin) {
    return ServerFaces{
        std::make_unique<ServerInterface>(context, request_queue, trading, accounts, plugin),
        std::make_unique<ExtensionInterface>(context, request_queue, trading, configuration, mailroom, plugin)};
  });
}

// Destroys plugins while everything that they may still call exists.
Engine::Core::~Core() {
  stop();
  host.remove_all();
  notices.set_server_time(nullptr);
}

void Engine::Core::load() {
  Contents contents = database.read();
  orders.raise(contents.last_order);
  logins.raise(contents.last_login);
  closed_day = contents.day_end;
  resume(contents.server_nanos);
  for (AccountSnapshot& account : contents.accounts) {
    const int login = account->login;
    logins.raise(login);
    store.replace_account(login, std::move(account));
  }
  for (Contents::Trade& trade : contents.trades) {
    const int order = trade.record->order;
    orders.raise(order);
    if (!Store::resting(trade.record->state)) trade.record = without_request(trade.book, *trade.record);
    store.replace_trade(trade.book, order, std::move(trade.record));
  }
  accounts.load_seeded(contents.seeded);
  mailroom.load(std::move(contents.mails), std::move(contents.news));
  for (const Contents::Candle& candle : contents.candles) market.restore(candle.symbol, candle.record);
  for (const QuoteWrite& last : contents.quotes) market.restore(last.symbol, last.quote);
  telemetry.header().accounts = store.account_count();
  telemetry.header().open_trades = store.trade_count(Book::Open);
}

void Engine::Core::resume(int64_t last_nanos) {
  int64_t ahead = 0;
  if (options.clock == ClockKind::Wall) {
    ahead = wall.start_at(last_nanos);
  } else if (last_nanos > options.start_nanos) {
    ahead = last_nanos - options.start_nanos;
    virtual_clock.set(last_nanos);
    player.resume_at(last_nanos);
  }
  refresh_time();
  if (ahead == 0) return;
  const std::string moment = moment_text(last_nanos / kNanosPerSecond);
  notices.journal("info", "SYSTEM", kNoPlugin,
                  "server time continues at " + moment + ", the last time in the databases");
}

const Clock& Engine::Core::clock() const {
  switch (options.clock) {
    case ClockKind::Wall:
      return wall;
    case ClockKind::Feed:
      return pace;
    case ClockKind::Virtual:
      return virtual_clock;
  }
  return wall;
}

void Engine::Core::refresh_time() {
  // The machine's clock may be set back; server time never goes back.
  const int64_t now = std::max(clock().now_nanos(), server_nanos.load(std::memory_order_relaxed));
  server_nanos.store(now, std::memory_order_relaxed);
  std::atomic_ref(telemetry.header().server_nanos).store(now, std::memory_order_relaxed);
}

Outcome Engine::Core::request(RequestQueue::Job job) {
  if (settings.blocked()) return {RET_ERR_NOSERVICE, 0};
  return request_queue.perform(std::move(job));
}

void Engine::Core::configure(const std::function<void(CommitBatch&)>& work) {
  std::exception_ptr failure;
  const RequestQueue::Job job = [&](CommitBatch& batch) {
    try {
      work(batch);
    } catch (...) {
      failure = std::current_exception();
    }
    return Outcome{};
  };
  if (request_queue.holds_engine_lock())
    throw std::logic_error("the server cannot be configured from inside a hook or event");
  const Outcome outcome = request_queue.perform(job);
  if (outcome.code == RET_ERR_SHUTDOWN) throw std::runtime_error("the server is stopped");
  if (failure) std::rethrow_exception(failure);
  if (outcome.code == RET_ERR_DISK)
    throw std::runtime_error("the database cannot be written; see the journal for the cause");
}

void Engine::Core::edit(const std::function<Refusal(CommitBatch&)>& work) {
  configure([&](CommitBatch& batch) {
    if (const Refusal refusal = work(batch); refusal.refused()) throw std::runtime_error(refusal.why);
  });
}

// Life cycle.

void Engine::Core::start() {
  if (request_queue.holds_engine_lock())
    throw std::logic_error("the server cannot be started from inside a hook or event");
  const std::scoped_lock lock(control);
  if (running) return;
  request_queue.reopen();
  if (options.clock == ClockKind::Virtual) {
    const RequestQueue::EngineLock engine_lock(request_queue);
    telemetry.ready();
    running = true;
    configuration.live();
    host.sync_events();
    request_queue.drain();
    begin_timed();
    work_off(server_nanos.load(std::memory_order_relaxed));
    return;
  }
  // First, so that no caller waits for a thread that could not be started.
  thread = std::jthread([this](const std::stop_token& stopping) { run(stopping); });
  request_queue.set_threaded(true);
  running = true;
}

void Engine::Core::begin_timed() {
  quotes_saved_nanos = quotes_clock();
  request_queue.run([this](CommitBatch& batch) {
    day_end.begin(closed_day, batch);
    triggers.begin();
    maintenance.begin();
    return Outcome{};
  });
}

void Engine::Core::stop() {
  if (request_queue.holds_engine_lock())
    throw std::logic_error("the server cannot be stopped from inside a hook or event");
  const std::scoped_lock lock(control);
  if (!running) return;
  telemetry.set_state(telemetry::EngineState::Stopping);
  if (thread.joinable()) {
    thread.request_stop();
    request_queue.wake();
    thread.join();
  }
  request_queue.close();
  const RequestQueue::EngineLock engine_lock(request_queue);
  request_queue.drain();
  refresh_time();
  request_queue.save(true);
  running = false;
  telemetry.set_state(telemetry::EngineState::Stopped);
}

void Engine::Core::run(const std::stop_token& stopping) {
  pthread_setname_np(pthread_self(), "engine");
  {
    const RequestQueue::EngineLock engine_lock(request_queue);
    telemetry.ready();
    refresh_time();
    configuration.live();
    host.sync_events();
    begin_timed();
  }
  while (!stopping.stop_requested()) {
    due.clear();
    {
      const RequestQueue::EngineLock engine_lock(request_queue);
      refresh_time();
      player.take_due(server_nanos.load(std::memory_order_relaxed), due);
      play_due();
      work_off(server_nanos.load(std::memory_order_relaxed));
      request_queue.run();
      save_quotes();
      beat();
    }
    if (due.size() == FeedPlayer::kMostAtOnce || request_queue.waiting()) continue;
    const auto longest = std::chrono::steady_clock::now() + kLongestWait;
    request_queue.wait_until(std::min(player.next_due().value_or(longest), longest));
  }
}

void Engine::Core::play(size_t& next, CommitBatch& batch) {
  const int64_t timed_nanos = next_timed();
  do {
    const DueTick& quote = due[next++];
    int64_t nanos = quote.nanos;
    beat();
    if (options.clock == ClockKind::Virtual) {
      // The clock may have advanced while the feed was paused.
      nanos = std::max(nanos, virtual_clock.now_nanos());
      virtual_clock.set(nanos);
      refresh_time();
    }
    market.take(quote.tick.symbol, quote.tick.bid, quote.tick.ask, quote.tick.volume, nanos, batch);
  } while (!batch.busy() && next < due.size() && due[next].nanos < timed_nanos);
}

void Engine::Core::play_due() {
  for (size_t next = 0; next < due.size();) {
    work_off(due[next].nanos);
    request_queue.run([&](CommitBatch& batch) {
      play(next, batch);
      return Outcome{};
    });
  }
}

int64_t Engine::Core::next_timed() const noexcept {
  int64_t next = TimedWork::kNever;
  for (const TimedWork* work : timed) next = std::min(next, work->next_nanos());
  return next;
}

int64_t Engine::Core::quotes_clock() const {
  if (options.clock == ClockKind::Virtual) return server_nanos.load(std::memory_order_relaxed);
  return std::chrono::steady_clock::now().time_since_epoch() / 1ns;
}

void Engine::Core::save_quotes() {
  const int64_t now = quotes_clock();
  if (now - quotes_saved_nanos < kQuotesEveryNanos) return;
  quotes_saved_nanos = now;
  request_queue.save_quotes();
}

void Engine::Core::beat() noexcept {
  // Before the start plugins are loaded, and a virtual clock stops between requests: a missing heartbeat means nothing
  // then.
  if (!running || options.clock == ClockKind::Virtual) return;
  const std::atomic_ref heartbeat(telemetry.header().heartbeat);
  heartbeat.store(heartbeat.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (loader_lock::is_held() && current_call() == nullptr) [[unlikely]]
    release_linker();
}

void Engine::Core::release_linker() {
  loader_lock::release();
  notices.diagnostic(
      "error", "exception", kNoPlugin,
      "a callback caught an exception that had left a library's static constructor or destructor through "
      "dlopen or dlclose; the server unlocked the dynamic linker");
}

void Engine::Core::work_now() {
  if (options.clock != ClockKind::Virtual || !running) return;
  const RequestQueue::EngineLock engine_lock(request_queue);
  work_off(server_nanos.load(std::memory_order_relaxed));
}

void Engine::Core::work_off(int64_t until_nanos) {
  for (int64_t moment = next_timed(); moment <= until_nanos; moment = next_timed()) {
    if (options.clock == ClockKind::Virtual) virtual_clock.set(std::max(moment, virtual_clock.now_nanos()));
    request_queue.run([&](CommitBatch& batch) {
      for (TimedWork* work : timed) {
        if (work->next_nanos() <= moment) work->run(moment, batch);
      }
      return Outcome{};
    });
    beat();  // maintenance may take long
  }
}

void Engine::Core::advance(int64_t to_nanos) {
  if (options.clock != ClockKind::Virtual) throw std::logic_error("only a virtual clock can be advanced");
  if (request_queue.holds_engine_lock())
    throw std::logic_error("the clock cannot be advanced from inside a hook or event");
  const std::scoped_lock lock(control);
  const RequestQueue::EngineLock engine_lock(request_queue);
  if (to_nanos < virtual_clock.now_nanos()) throw std::invalid_argument("a virtual clock cannot go back");
  if (to_nanos > kLastNanos) throw std::invalid_argument("a virtual clock ends with the year 2199");
  request_queue.drain();
  do {
    due.clear();
    player.take_due(to_nanos, due);
    play_due();
  } while (due.size() == FeedPlayer::kMostAtOnce);
  work_off(to_nanos);
  virtual_clock.set(to_nanos);
  refresh_time();
  request_queue.drain();
  request_queue.save(false);
  save_quotes();
}

}  // namespace workbench
