// When the changes of batches reach the database file, and what happens when it cannot be written.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include "base/numbers.h"
#include "storage/candle_write.h"
#include "storage/changes.h"
#include "storage/commit_batch.h"
#include "storage/database.h"
#include "telemetry/notices.h"

namespace workbench {

// With the engine lock held. Written through: a batch's changes are one transaction, committed before keep() returns.
// Written behind (sync = memory): the changes of many batches are one transaction, kLongest after the first of them
// or from `behind_rows` rows on; what a killed process had not written is lost, never half a batch. Each transaction
// carries the server time it was made at, so that the next server on the file goes on after it.
class Storage {
 public:
  static constexpr std::chrono::milliseconds kLongest{1'000};

  // `behind_rows` 0 writes through.
  Storage(Database& database, Notices& notices, const Numbers& orders, const Numbers& logins,
          const std::atomic<int64_t>& server_nanos, size_t behind_rows)
      : database_(database),
        notices_(notices),
        orders_(orders),
        logins_(logins),
        server_nanos_(server_nanos),
        behind_rows_(behind_rows) {}

  // False when the changes could not be written; nothing of them is kept then, nor when it throws. While nothing can be
  // written behind, changes are refused as well.
  bool keep(const CommitBatch& batch, std::vector<CandleWrite> candles);
  // Writes all that waits. False when it could not be written: it goes on waiting.
  bool save(std::vector<CandleWrite> candles, std::vector<QuoteWrite> quotes = {});
  // Last quotes change too often to be written with each change: now and then is enough. Does not wait for the disk
  // when nothing else waits. False as with save().
  bool save_quotes(std::vector<QuoteWrite> quotes);
  // Writes behind when it is time to.
  void save_due();

 private:
  using Moment = std::chrono::steady_clock::time_point;

  bool keep_behind(const CommitBatch& batch);
  bool due() const;
  void add(std::vector<QuoteWrite> quotes);
  // Whether the waiting rows were written. A failure is told once, until writing succeeds again.
  bool try_write();
  void write();
  void report_failure(const std::exception& error);

  Database& database_;
  Notices& notices_;
  const Numbers& orders_;
  const Numbers& logins_;
  const std::atomic<int64_t>& server_nanos_;
  const size_t behind_rows_;
  PendingRows rows_;
  std::vector<CandleWrite> candles_;     // wait for the next reason to write
  std::map<std::string, Quote> quotes_;  // wait as well, the newest of each symbol
  Moment first_{};                       // since when rows wait
  bool unwritable_ = false;
  int saved_order_ = 0;
  int saved_login_ = 0;
  int64_t saved_nanos_ = 0;
};

}  // namespace workbench
