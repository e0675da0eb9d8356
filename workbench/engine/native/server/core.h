// The parts of the embedded server and their wiring; the implementation behind engine.h.
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
#include "storage/disk_writer.h"
#include "storage/equity_book.h"
#include "storage/memory_store.h"
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

  // Loads the content of the database into memory.
  void load();
  // Makes server time continue after that of the databases, on any clock.
  void resume(int64_t last_nanos);
  void start();
  void stop();
  void advance(int64_t to_nanos);
  // Handles a client's request: RET_ERR_NOSERVICE while maintenance blocks the databases (convention).
  Outcome request(RequestQueue::Job job);
  // Runs the work with the engine lock held, also before the start. Exceptions of the work reach the caller, as does
  // the exception for a stopped server.
  void configure(const std::function<void(CommitBatch&)>& work);
  // Starts the timed work of the server.
  void begin_timed();
  // The same for an edit of the configuration. Throws std::runtime_error with the reason when the edit is refused.
  void edit(const std::function<Refusal(CommitBatch&)>& work);
  // The engine thread: runs commit batches until it is asked to stop.
  void run(const std::stop_token& stopping);
  // Plays the due quotes, each after the timed work that precedes it. The changes of a quote are written and notified
  // before the next quote.
  void play_due();
  // Plays quotes from `next` on, until one changes something or timed work precedes the next one.
  void play(size_t& next, CommitBatch& batch);
  // Does the timed work that is due now. Under a virtual clock nothing else would do it before the clock moves.
  void work_now();
  // Does the timed work that is due by then, one commit batch for each moment.
  void work_off(int64_t until_nanos);
  int64_t next_timed() const noexcept;
  // Writes the last quotes once a second, which limits the loss when the server is killed. This is a second of real
  // time, or of server time under a virtual clock.
  void save_quotes();
  int64_t quotes_clock() const;
  // Emits a heartbeat; see ServerContext.
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
  std::mutex control;  // serializes start, stop and advance
  std::vector<DueTick> due;
  std::vector<TimedWork*> timed;  // in execution order for work that is due at the same moment
  std::jthread thread;
};

}  // namespace workbench
