// The parts of the embedded server and how they hold together; what engine.h hides.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/server_context.h"
#include "base/server_settings.h"
#include "base/timed_work.h"
#include "calendar/day_end.h"
#include "calendar/maintenance.h"
#include "market/feed_player.h"
#include "market/market.h"
#include "server/configuration.h"
#include "server/engine.h"
#include "server/mailroom.h"
#include "server/request_queue.h"
#include "storage/database.h"
#include "storage/equity_book.h"
#include "storage/storage.h"
#include "storage/store.h"
#include "trading/accounts.h"
#include "trading/trading.h"
#include "trading/triggers.h"
#include "trading/valuation.h"

namespace workbench {

struct Engine::Core {
  explicit Core(const EngineOptions& options);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  // Puts what the database holds into memory.
  void load();
  // Server time goes on after that of the databases, by whatever clock.
  void resume(int64_t last_nanos);
  void start();
  void stop();
  void advance(int64_t to_nanos);
  // A request of a client: RET_ERR_NOSERVICE while maintenance blocks the databases (convention).
  Outcome request(RequestQueue::Job job);
  // Runs the work with the engine lock held, also before the start; what it throws comes back to the caller, as does
  // that the server is stopped.
  void configure(const std::function<void(CommitBatch&)>& work);
  // What the server does by the clock begins.
  void begin_timed();
  // The same for an edit of the configuration: std::runtime_error when it is refused, with the reason.
  void edit(const std::function<Refusal(CommitBatch&)>& work);
  // The engine thread: batches until it is asked to stop.
  void run(const std::stop_token& stopping);
  // Plays the due quotes, each after the timed work that comes before it. What a quote has changed is written and told
  // before the next one.
  void play_due();
  // Moves `next` over the quotes it plays, until one changes something or timed work comes first.
  void play(size_t& next, CommitBatch& batch);
  // Timed work that is due now, which under a virtual clock nobody else would do before the clock moves.
  void work_now();
  // Timed work that is due by then, one batch for each moment.
  void work_off(int64_t until_nanos);
  int64_t next_timed() const noexcept;
  // Writes the last quotes once a second, so that those of a killed server are not older. A second of real time, under
  // a virtual clock one of server time.
  void save_quotes();
  int64_t quotes_clock() const;
  // Shows that the engine moves; see ServerContext.
  void beat() noexcept;
  // Unlocks the dynamic linker, which a callback left locked, and reports that.
  void release_linker();
  void refresh_time();
  const Clock& clock() const;

  EngineOptions options;
  Telemetry telemetry;
  Attribution attribution;
  Notices notices;
  std::atomic<int64_t> server_nanos = 0;
  WallClock wall;
  PacedClock pace;
  VirtualClock virtual_clock;
  FeedPlayer player;
  ServerSettings settings;
  Store store;
  Database database;
  EquityBook equities;
  PluginHost host;
  Market market;
  Positions positions;
  Valuation valuation;
  Numbers orders;
  Numbers logins;
  ServerContext context;
  Configuration configuration;
  Mailroom mailroom;
  Trading trading;
  Accounts accounts;
  DayEnd day_end;
  Triggers triggers;
  Storage storage;
  Maintenance maintenance;
  RequestQueue request_queue;
  int64_t quotes_saved_nanos = 0;
  int64_t closed_day = 0;  // end of the newest day that was closed before the start
  std::atomic<bool> running = false;
  std::mutex control;  // start, stop and advance, one at a time
  std::vector<DueTick> due;
  std::vector<TimedWork*> timed;  // in order of their turn when several are due at one moment
  std::jthread thread;
};

}  // namespace workbench
