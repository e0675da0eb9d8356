// The request queue. Any thread adds requests. The holder of the engine lock executes them one after the other and
// commits them together.
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
#include "storage/disk_writer.h"

namespace workbench {

// Nesting depth on this thread of requests made inside the hooks and events of other requests. The limit stops a plugin
// that answers every trade with another trade.
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
  // Limits of one commit batch: the number of requests, and on the engine thread a latest start time for a request.
  // Other requests wait for the next batch, so that quotes continue and no caller waits long for its commit. Under a
  // virtual clock only the number counts, because it is the same in every run.
  static constexpr size_t kMostOfBatch = 256;
  static constexpr std::chrono::milliseconds kLongestBatch{5};

  // `refresh_time` updates server time; the queue calls it with the engine lock held before every job.
  RequestQueue(ServerContext& context, Storage& storage, std::function<void()> refresh_time);

  // Thread-safe methods.

  // Executes the job and returns its outcome after the commit. RET_ERR_SHUTDOWN after close(). Inside a hook or event
  // it only queues the job, and the outcome says so.
  Outcome perform(Job job);
  // Queues the job. Returns RET_OK; RET_TRADE_TOO_MANY_REQ beyond the depth limit or when kMostQueued requests of
  // plugin threads wait for execution; RET_ERR_SHUTDOWN after close().
  int post(Job job);
  // Runs the work at once when the caller holds the engine lock, else in the next batch; drops it when the queue is
  // full or closed.
  void on_engine(std::function<void()> work);
  // Returns whether the calling thread holds the engine lock.
  bool holds_engine_lock() const noexcept;

  // Only the thread that holds an EngineLock may change store, market and database.
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

  // Sets a job that runs in every batch after the requests and before the commit. Call it before the first batch.
  void set_last(Job last) { last_.job = std::move(last); }

  // These methods need the engine lock.

  bool waiting() const noexcept { return queued_.load(std::memory_order_relaxed) != 0; }
  // Runs `first`, executes the requests that were queued at the beginning up to the limits of a batch, commits,
  // notifies plugins, and answers the waiting callers. Returns the number of executed queued requests.
  size_t run(const Job& first = {});
  // Executes the requests that were queued at the beginning and, up to the depth limit, all requests that these cause.
  // Requests that plugin threads add meanwhile may remain, because they could continue for ever.
  void drain();
  // Writes the due candles and the changes that wait to be written behind; with `everything` also running candles and
  // last quotes. Returns false when writing failed; the data stays in memory.
  bool save(bool everything);
  // The same for the last quotes alone.
  bool save_quotes();

  // With true, an engine thread that calls run() executes requests from now on; with false, their callers do.
  void set_threaded(bool threaded);
  // Refuses new requests and answers the waiting ones; accepted requests without a waiting caller stay queued.
  void close();
  void reopen();
  // Waits for a request until this moment at most.
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
  // Writes to the journal.
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
  // Of the running batch; reused to keep its memory.
  CommitBatch batch_;
  std::vector<Entry> entries_;
  Entry last_;
  std::vector<std::function<void()>> moved_;
  std::vector<Notification> notifications_;
};

}  // namespace workbench
