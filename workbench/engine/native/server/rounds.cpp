// Queue, execution and commit of requests.
#include "server/rounds.h"

#include <algorithm>
#include <new>

#include "market/market.h"

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

Rounds::Rounds(Parts& parts, Storage& storage, std::function<void()> refresh_time)
    : parts_(parts), storage_(storage), refresh_time_(std::move(refresh_time)), round_(parts.store) {
  // Taking a request from the queue must not fail halfway.
  entries_.reserve(kMostOfRound + 1);
}

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
  Waiter waiter;
  if (const int code = enqueue({std::move(job), &waiter, 0, {}, false}); code != RET_OK) return {code, 0};
  if (!threaded_) {
    const Turn turn(*this);
    drain();
  }
  return waiter.wait();
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
  for (int depth = 0; waiting() && depth <= RequestDepth::kMost; ++depth) {
    size_t left = queued_.load(std::memory_order_relaxed);
    while (left > 0 && waiting()) left -= std::min(left, run());
  }
}

size_t Rounds::run(const Job& first) {
  refresh_time_();
  round_.clear();
  // What they hold must not outlive the round; who waits is answered, whatever happens.
  struct Over {
    Rounds& rounds;
    ~Over() {
      rounds.answer();
      rounds.entries_.clear();
      rounds.tellings_.clear();
    }
  } const over{*this};
  const size_t most = std::min(queued_.load(std::memory_order_relaxed), kMostOfRound);
  if (first) execute(entries_.emplace_back(Entry{first, nullptr, 0, {}, false}));
  const size_t queued = execute_queued(most);
  if (last_.job) execute(last_);
  if (commit()) tell();
  return queued;
}

size_t Rounds::execute_queued(size_t most) {
  const auto until = std::chrono::steady_clock::now() + kLongestRound;
  size_t done = 0;
  while (done < most) {
    {
      const std::scoped_lock lock(queue_mutex_);
      if (queue_.empty()) break;  // closed meanwhile
      entries_.push_back(std::move(queue_.front()));
      queue_.pop_front();
      queued_.store(queue_.size(), std::memory_order_relaxed);
    }
    execute(entries_.back());
    ++done;
    if (threaded_ && std::chrono::steady_clock::now() >= until) break;
  }
  return done;
}

void Rounds::execute(Entry& entry) {
  const RequestDepth depth(entry.depth);
  const size_t before = round_.changes();
  const size_t told = tellings_.size();
  try {
    refresh_time_();
    parts_.beat();
    entry.outcome = entry.job(round_);
    told_.clear();
    round_.move_tellings(told_);
    for (auto& telling : told_) tellings_.emplace_back(entry.depth, std::move(telling));
  } catch (const std::exception& error) {
    round_.undo(before);
    tellings_.resize(told);
    entry.outcome = {RET_TECH_PROBLEM, 0};
    report("a request", error);
  }
  entry.wrote = round_.changes() != before;
}

bool Rounds::commit() {
  int code = RET_ERR_DISK;
  try {
    if (storage_.keep(round_, parts_.market.take_candles(false))) return true;
  } catch (const std::exception& error) {
    code = RET_TECH_PROBLEM;
    report("writing the database", error);
  }
  round_.undo();
  for (Entry& entry : entries_) {
    if (entry.wrote) entry.outcome = {code, 0};
  }
  return false;
}

void Rounds::answer() noexcept {
  for (Entry& entry : entries_) {
    if (entry.waiter != nullptr) entry.waiter->answer(entry.outcome);
  }
}

void Rounds::report(const char* what, const std::exception& error) noexcept {
  try {
    parts_.notices.journal("error", "SYSTEM", kNoPlugin,
                           std::string(what) + " failed inside the server: " + error.what());
  } catch (const std::bad_alloc&) {
    // No memory for a line either: the answer says that it failed.
  }
}

bool Rounds::save(bool everything) {
  if (everything) return storage_.save(parts_.market.take_candles(true), parts_.market.take_quotes());
  round_.clear();
  return storage_.keep(round_, parts_.market.take_candles(false));
}

bool Rounds::save_quotes() {
  return storage_.save_quotes(parts_.market.take_quotes());
}

void Rounds::tell() {
  for (const auto& [depth, telling] : tellings_) {
    const RequestDepth inside(depth);
    try {
      parts_.beat();
      telling();
    } catch (const std::exception& error) {
      report("an event", error);
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
