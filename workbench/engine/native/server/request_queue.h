// The request queue: requests of any thread, executed one after the other by whoever holds the engine lock, committed
// together.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "base/server_context.h"
#include "server/engine.h"
#include "storage/commit_batch.h"
#include "storage/storage.h"

namespace workbench {

// How deep requests made inside the hooks and events of requests are nested on this thread. Bounded, so that a plugin
// which answers every trade with another one cannot run away.
class RequestDepth {
 public:
  static constexpr int kMost = 8;

  RequestDepth() noexcept : RequestDepth(current() + 1) {}
  explicit RequestDepth(int depth) noexcept : before_(current()) { current() = depth; }
  ~RequestDepth() { current() = before_; }
  RequestDepth(const RequestDepth&) = delete;
  RequestDepth& operator=(const RequestDepth&) = delete;
  static int& current() noexcept;
  static bool too_deep() noexcept { return current() > kMost; }

 private:
  int before_;
};

class RequestQueue {
 public:
  using Job = std::function<Outcome(CommitBatch&)>;
  static constexpr size_t kMostQueued = 10'000;
  // What one batch takes from the queue: so many requests, and on the engine thread none that would begin later than
  // that. The others wait for the next batch, so that quotes go on and nothing waits long for its commit. Under a
  // virtual clock only the number counts, which is the same in every run.
  static constexpr size_t kMostOfBatch = 256;
  static constexpr std::chrono::milliseconds kLongestBatch{5};

  // `refresh_time` brings server time up to date; it is called with the engine lock before every job.
  RequestQueue(ServerContext& context, Storage& storage, std::function<void()> refresh_time);

  // Any thread.

  // Executes the job and answers when its changes are safe. RET_ERR_SHUTDOWN after close(). From inside a hook or
  // event the job is only queued, and the answer is that it was.
  Outcome perform(Job job);
  // Queues the job: RET_OK, RET_TRADE_TOO_MANY_REQ beyond the depth limit or when threads of plugins have asked for
  // kMostQueued things that are not executed yet, RET_ERR_SHUTDOWN after close().
  int post(Job job);
  // At once with the engine lock, else in the next batch; not at all when the queue is full or closed.
  void on_engine(std::function<void()> work);
  // Whether the calling thread holds the engine lock.
  bool holds_engine_lock() const noexcept;

  // Whoever holds an EngineLock is the engine: alone with store, market and database as far as changes go.
  class EngineLock {
   public:
    explicit EngineLock(RequestQueue& request_queue);
    ~EngineLock();
    EngineLock(const EngineLock&) = delete;
    EngineLock& operator=(const EngineLock&) = delete;

   private:
    RequestQueue& request_queue_;
    std::unique_lock<std::mutex> lock_;
    const RequestQueue* before_;
  };

  // Done in every batch after the requests, before the commit. Before the first batch.
  void set_last(Job last) { last_.job = std::move(last); }

  // With the engine lock held.

  bool waiting() const noexcept { return queued_.load(std::memory_order_relaxed) != 0; }
  // Does `first`, executes what was queued when it began as far as a batch goes, commits, tells plugins, answers the
  // waiting callers. How many queued requests that were.
  size_t run(const Job& first = {});
  // Executes what was queued when it began and, by the depth limit, all that follows from it. What threads of plugins
  // ask for meanwhile may be left: they could go on forever.
  void drain();
  // Writes what is due of candles and of changes written behind; with `everything` all of it, also candles still
  // running and last quotes. False when it could not be written: it goes on waiting in memory.
  bool save(bool everything);
  // The same for the last quotes alone.
  bool save_quotes();

  // From now on requests are left to an engine thread that calls run(), or are run by their callers again.
  void set_threaded(bool threaded);
  // Refuses new requests and answers the waiting ones; accepted requests that nobody waits for stay queued.
  void close();
  void reopen();
  // Waits for a request, at most until then.
  void wait_until(std::chrono::steady_clock::time_point moment);
  void wake();

 private:
  struct Waiter;
  struct Entry {
    Job job;
    Waiter* waiter = nullptr;
    int depth = 0;
    Outcome outcome;
    bool wrote = false;
  };
  using Notification = std::pair<int, std::function<void()>>;

  int enqueue(Entry entry);  // RET_OK when it is queued
  size_t execute_queued(size_t most);
  void execute(Entry& entry);
  bool commit();
  void notify_plugins();
  void answer() noexcept;
  // Into the journal.
  void report(const char* what, const std::exception& error) noexcept;

  ServerContext& context_;
  Storage& storage_;
  std::function<void()> refresh_time_;
  std::mutex engine_mutex_;
  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<Entry> queue_;
  std::atomic<size_t> queued_ = 0;
  std::atomic<bool> threaded_ = false;
  bool closed_ = false;
  bool woken_ = false;
  // Of the batch that runs; kept from one to the next for their memory.
  CommitBatch batch_;
  std::vector<Entry> entries_;
  Entry last_;
  std::vector<std::function<void()>> moved_;
  std::vector<Notification> notifications_;
};

}  // namespace workbench
