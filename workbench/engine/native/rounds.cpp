// Queue, execution and commit of requests.
#include "rounds.h"

#include <exception>
#include <iterator>

namespace workbench {
namespace {

thread_local const Rounds* turn_owner = nullptr;

}  // namespace

int& RequestDepth::current() noexcept {
  thread_local int depth = 0;
  return depth;
}

struct Rounds::Waiter {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  Outcome outcome;

  void answer(Outcome given) {
    const std::scoped_lock lock(mutex);
    outcome = given;
    done = true;
    changed.notify_all();
  }
  Outcome wait() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return done; });
    return outcome;
  }
};

Rounds::Rounds(Parts& parts, Database& database, std::function<void()> refresh_time)
    : parts_(parts), database_(database), refresh_time_(std::move(refresh_time)) {}

Rounds::Turn::Turn(Rounds& rounds) : rounds_(rounds), lock_(rounds.turn_), before_(std::exchange(turn_owner, &rounds)) {
  rounds_.parts_.telemetry.adopt_engine_thread();
}

Rounds::Turn::~Turn() {
  rounds_.parts_.telemetry.leave_engine_thread();
  turn_owner = before_;
}

bool Rounds::has_turn() const noexcept {
  return turn_owner == this;
}

// Requests.

int Rounds::enqueue(Entry entry) {
  // Who waits for an answer asks no faster than it gets them, and what the engine's own turn asks for ends by its
  // depth.
  const bool bounded = entry.waiter != nullptr || has_turn();
  const std::scoped_lock lock(queue_mutex_);
  if (closed_) return RET_ERR_SHUTDOWN;
  if (!bounded && queue_.size() >= kMostQueued) return RET_TRADE_TOO_MANY_REQ;
  queue_.push_back(std::move(entry));
  queued_.store(queue_.size(), std::memory_order_relaxed);
  queue_changed_.notify_one();
  return RET_OK;
}

Outcome Rounds::perform(Job job) {
  if (has_turn()) {
    const RequestDepth deeper;
    return {post(std::move(job)), 0};
  }
  const auto waiter = std::make_shared<Waiter>();
  if (const int code = enqueue({std::move(job), waiter, 0, {}, false}); code != RET_OK) return {code, 0};
  bool threaded = false;
  {
    const std::scoped_lock lock(queue_mutex_);
    threaded = threaded_;
  }
  if (!threaded) {
    const Turn turn(*this);
    drain();
  }
  return waiter->wait();
}

int Rounds::post(Job job) {
  if (RequestDepth::too_deep()) return RET_TRADE_TOO_MANY_REQ;
  return enqueue({std::move(job), nullptr, RequestDepth::current(), {}, false});
}

void Rounds::on_engine(std::function<void()> work) {
  if (has_turn()) return work();
  // Refused after close(), when there is no engine to see it, and by a full queue.
  enqueue({[work = std::move(work)](Round&) {
             work();
             return Outcome{};
           },
           nullptr,
           0,
           {},
           false});
}

// Rounds.

void Rounds::drain() {
  for (int rounds = 0; waiting() && rounds <= RequestDepth::kMost; ++rounds) run();
}

void Rounds::run(const Job& first) {
  std::vector<Entry> entries;
  {
    const std::scoped_lock lock(queue_mutex_);
    entries.swap(queue_);
    queued_.store(0, std::memory_order_relaxed);
  }
  if (first) entries.insert(entries.begin(), Entry{first, nullptr, 0, {}, false});
  refresh_time_();
  Round round(parts_.store);
  std::vector<Telling> tellings;
  for (Entry& entry : entries) execute(entry, round, tellings);
  if (commit(round, entries)) tell(tellings);
  for (Entry& entry : entries) {
    if (entry.waiter) entry.waiter->answer(entry.outcome);
  }
}

void Rounds::execute(Entry& entry, Round& round, std::vector<Telling>& tellings) {
  const RequestDepth depth(entry.depth);
  const size_t before = round.changes();
  try {
    refresh_time_();
    entry.outcome = entry.job(round);
    for (auto& telling : round.take_tellings()) tellings.emplace_back(entry.depth, std::move(telling));
  } catch (const std::exception& error) {
    round.undo(before);
    entry.outcome = {RET_TECH_PROBLEM, 0};
    parts_.notices.journal("error", "SYSTEM", kNoPlugin,
                           std::string("a request failed inside the server: ") + error.what());
  }
  entry.wrote = round.changes() != before;
}

bool Rounds::commit(Round& round, std::vector<Entry>& entries) {
  std::vector<FinishedCandle> candles = parts_.market.take_candles(false);
  // Candles that could not be written wait for the next reason to write, so that a full disk is not tried again every
  // round.
  if (round.changes() == 0 && candles.empty()) return true;
  candles.insert(candles.begin(), std::make_move_iterator(unsaved_candles_.begin()),
                 std::make_move_iterator(unsaved_candles_.end()));
  unsaved_candles_.clear();
  if (try_write(round, candles)) return true;
  round.undo();
  unsaved_candles_ = std::move(candles);
  for (Entry& entry : entries) {
    if (entry.wrote) entry.outcome = {RET_ERR_DISK, 0};
  }
  return false;
}

void Rounds::write(const Round& round, const std::vector<FinishedCandle>& candles) {
  const int order = parts_.orders.last();
  const int login = parts_.logins.last();
  database_.begin();
  round.write(database_);
  for (const FinishedCandle& finished : candles) database_.put(finished.symbol, finished.candle);
  if (order != saved_order_) database_.put_counter("last_order", order);
  if (login != saved_login_) database_.put_counter("last_login", login);
  database_.commit();
  saved_order_ = order;
  saved_login_ = login;
}

bool Rounds::try_write(const Round& round, const std::vector<FinishedCandle>& candles) {
  try {
    write(round, candles);
  } catch (const DatabaseError& error) {
    database_.rollback();
    const std::string what = std::string("database not written, requests are refused: ") + error.what();
    if (!unwritable_) parts_.notices.journal("error", "SYSTEM", kNoPlugin, what);
    if (!unwritable_) parts_.notices.diagnostic("error", "storage", kNoPlugin, what);
    unwritable_ = true;
    return false;
  }
  if (unwritable_) parts_.notices.journal("info", "SYSTEM", kNoPlugin, "database written again");
  unwritable_ = false;
  return true;
}

void Rounds::save(bool everything) {
  std::vector<FinishedCandle> candles = std::exchange(unsaved_candles_, {});
  for (FinishedCandle& candle : parts_.market.take_candles(everything)) candles.push_back(std::move(candle));
  if (candles.empty() && !everything) return;
  if (!try_write(Round(parts_.store), candles)) unsaved_candles_ = std::move(candles);
}

void Rounds::tell(const std::vector<Telling>& tellings) {
  for (const auto& [depth, telling] : tellings) {
    const RequestDepth inside(depth);
    try {
      telling();
    } catch (const std::exception& error) {
      parts_.notices.journal("error", "SYSTEM", kNoPlugin,
                             std::string("an event failed inside the server: ") + error.what());
    }
  }
}

// The engine thread.

void Rounds::set_threaded(bool threaded) {
  const std::scoped_lock lock(queue_mutex_);
  threaded_ = threaded;
}

void Rounds::close() {
  const std::scoped_lock lock(queue_mutex_);
  closed_ = true;
  threaded_ = false;
  for (Entry& entry : queue_) {
    if (entry.waiter) entry.waiter->answer({RET_ERR_SHUTDOWN, 0});
  }
  std::erase_if(queue_, [](const Entry& entry) { return entry.waiter != nullptr; });
  queued_.store(queue_.size(), std::memory_order_relaxed);
}

void Rounds::reopen() {
  const std::scoped_lock lock(queue_mutex_);
  closed_ = false;
}

void Rounds::wait_until(std::chrono::steady_clock::time_point moment) {
  std::unique_lock lock(queue_mutex_);
  queue_changed_.wait_until(lock, moment, [this] { return !queue_.empty() || woken_; });
  woken_ = false;
}

void Rounds::wake() {
  const std::scoped_lock lock(queue_mutex_);
  woken_ = true;
  queue_changed_.notify_all();
}

}  // namespace workbench
