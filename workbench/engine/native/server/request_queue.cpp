// Queue, execution and commit of requests.
#include "server/request_queue.h"

#include <algorithm>
#include <new>

#include "market/market.h"
#include "plugins/process_watch.h"

namespace workbench {
namespace {

thread_local const RequestQueue* engine_lock_owner = nullptr;

}  // namespace

int& RequestDepth::current() noexcept {
  thread_local int depth = 0;
  return depth;
}

struct RequestQueue::Waiter {
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

RequestQueue::RequestQueue(ServerContext& context, Storage& storage, std::function<void()> refresh_time)
    : context_(context), storage_(storage), refresh_time_(std::move(refresh_time)), batch_(context.store) {
  // Reserved in advance, because taking a request from the queue must not fail halfway.
  entries_.reserve(kMostOfBatch + 1);
}

RequestQueue::EngineLock::EngineLock(RequestQueue& request_queue)
    : request_queue_(request_queue),
      lock_(request_queue.engine_mutex_),
      before_(std::exchange(engine_lock_owner, &request_queue)) {
  request_queue_.context_.telemetry.adopt_engine_thread();
}

RequestQueue::EngineLock::~EngineLock() {
  // The next owner takes what it finds for the usual.
  restore_usual_arithmetic();
  request_queue_.context_.telemetry.leave_engine_thread();
  engine_lock_owner = before_;
}

bool RequestQueue::holds_engine_lock() const noexcept {
  return engine_lock_owner == this;
}

// Requests.

int RequestQueue::enqueue(Entry entry) {
  // A caller that waits for its answer cannot flood the queue, and the nesting depth limits requests of the holder of
  // the engine lock.
  const bool bounded = entry.waiter != nullptr || holds_engine_lock();
  const std::scoped_lock lock(queue_mutex_);
  if (closed_) return RET_ERR_SHUTDOWN;
  if (!bounded && queue_.size() >= kMostQueued) return RET_TRADE_TOO_MANY_REQ;
  // A callback that makes many requests is no hang while they are accepted. One that never ends fills the queue.
  if (holds_engine_lock() && queue_.size() < kMostQueued) context_.beat();
  queue_.push_back(std::move(entry));
  queued_.store(queue_.size(), std::memory_order_relaxed);
  queue_changed_.notify_one();
  return RET_OK;
}

Outcome RequestQueue::perform(Job job) {
  if (holds_engine_lock()) {
    const RequestDepth deeper;
    return {post(std::move(job)), 0};
  }
  Waiter waiter;
  if (const int code = enqueue({std::move(job), &waiter, 0, {}, false}); code != RET_OK) return {code, 0};
  if (!threaded_) {
    const EngineLock engine_lock(*this);
    drain();
  }
  return waiter.wait();
}

int RequestQueue::post(Job job) {
  if (RequestDepth::too_deep()) return RET_TRADE_TOO_MANY_REQ;
  return enqueue({std::move(job), nullptr, RequestDepth::current(), {}, false});
}

void RequestQueue::on_engine(std::function<void()> work) {
  if (holds_engine_lock()) return work();
  // Refused after close(), when no engine can execute it, and when the queue is full.
  enqueue({[work = std::move(work)](CommitBatch&) {
             work();
             return Outcome{};
           },
           nullptr,
           0,
           {},
           false});
}

// The queue of requests.

void RequestQueue::drain() {
  for (int depth = 0; waiting() && depth <= RequestDepth::kMost; ++depth) {
    size_t left = queued_.load(std::memory_order_relaxed);
    while (left > 0 && waiting()) left -= std::min(left, run());
  }
}

size_t RequestQueue::run(const Job& first) {
  refresh_time_();
  batch_.clear();
  // Objects held by requests must not outlive the batch, and every waiting caller gets an answer.
  struct Over {
    RequestQueue& request_queue;
    ~Over() {
      request_queue.answer();
      request_queue.entries_.clear();
      request_queue.notifications_.clear();
    }
  } const over{*this};
  const size_t most = std::min(queued_.load(std::memory_order_relaxed), kMostOfBatch);
  if (first) execute(entries_.emplace_back(Entry{first, nullptr, 0, {}, false}));
  const size_t queued = execute_queued(most);
  if (last_.job) execute(last_);
  if (commit()) notify_plugins();
  return queued;
}

size_t RequestQueue::execute_queued(size_t most) {
  const auto until = std::chrono::steady_clock::now() + kLongestBatch;
  size_t done = 0;
  while (done < most) {
    {
      const std::scoped_lock lock(queue_mutex_);
      if (queue_.empty()) break;  // closed in the meantime
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

void RequestQueue::execute(Entry& entry) {
  const RequestDepth depth(entry.depth);
  const size_t before = batch_.changes();
  const size_t notified = notifications_.size();
  try {
    refresh_time_();
    context_.beat();
    entry.outcome = entry.job(batch_);
    moved_.clear();
    batch_.move_notifications(moved_);
    for (auto& notification : moved_) notifications_.emplace_back(entry.depth, std::move(notification));
  } catch (const std::exception& error) {
    batch_.undo(before);
    notifications_.resize(notified);
    entry.outcome = {RET_TECH_PROBLEM, 0};
    report("a request", error);
  }
  entry.wrote = batch_.changes() != before;
}

bool RequestQueue::commit() {
  int code = RET_ERR_DISK;
  try {
    if (storage_.keep(batch_, context_.market.take_candles(false))) return true;
  } catch (const std::exception& error) {
    code = RET_TECH_PROBLEM;
    report("writing the database", error);
  }
  batch_.undo();
  for (Entry& entry : entries_) {
    if (entry.wrote) entry.outcome = {code, 0};
  }
  return false;
}

void RequestQueue::answer() noexcept {
  for (Entry& entry : entries_) {
    if (entry.waiter != nullptr) entry.waiter->answer(entry.outcome);
  }
}

void RequestQueue::report(const char* what, const std::exception& error) noexcept {
  try {
    context_.notices.journal("error", "SYSTEM", kNoPlugin,
                             std::string(what) + " failed inside the server: " + error.what());
  } catch (const std::bad_alloc&) {
    // There is no memory for a journal line; the answer reports the failure.
  }
}

bool RequestQueue::save(bool everything) {
  if (everything) return storage_.save(context_.market.take_candles(true), context_.market.take_quotes());
  batch_.clear();
  return storage_.keep(batch_, context_.market.take_candles(false));
}

bool RequestQueue::save_quotes() {
  return storage_.save_quotes(context_.market.take_quotes());
}

void RequestQueue::notify_plugins() {
  for (const auto& [depth, notification] : notifications_) {
    const RequestDepth inside(depth);
    try {
      context_.beat();
      notification();
    } catch (const std::exception& error) {
      report("an event", error);
    }
  }
}

// The engine thread.

void RequestQueue::set_threaded(bool threaded) {
  const std::scoped_lock lock(queue_mutex_);
  threaded_ = threaded;
}

void RequestQueue::close() {
  const std::scoped_lock lock(queue_mutex_);
  closed_ = true;
  threaded_ = false;
  for (Entry& entry : queue_) {
    if (entry.waiter) entry.waiter->answer({RET_ERR_SHUTDOWN, 0});
  }
  std::erase_if(queue_, [](const Entry& entry) { return entry.waiter != nullptr; });
  queued_.store(queue_.size(), std::memory_order_relaxed);
}

void RequestQueue::reopen() {
  const std::scoped_lock lock(queue_mutex_);
  closed_ = false;
}

void RequestQueue::wait_until(std::chrono::steady_clock::time_point moment) {
  std::unique_lock lock(queue_mutex_);
  queue_changed_.wait_until(lock, moment, [this] { return !queue_.empty() || woken_; });
  woken_ = false;
}

void RequestQueue::wake() {
  const std::scoped_lock lock(queue_mutex_);
  woken_ = true;
  queue_changed_.notify_all();
}

}  // namespace workbench
