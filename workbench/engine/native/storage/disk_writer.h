// Writes the changes of commit batches to the database file, and handles write errors.
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

// Methods need the engine lock. Written through: the changes of a batch are one transaction, which is committed before
// keep() returns. Written behind (sync = memory): the changes of many batches are one transaction, at most kLongest
// after the first of them or from `behind_rows` rows on. A killed process loses the unwritten batches, but never a part
// of a batch. Each transaction stores its server time, so that the next server on the file continues after it.
class Storage {
 public:
  static constexpr std::chrono::milliseconds kLongest{1'000};

  // `behind_rows` 0 selects written through.
  Storage(Database& database, Notices& notices, const Numbers& orders, const Numbers& logins,
          const std::atomic<int64_t>& server_nanos, size_t behind_rows)
      : database_(database),
        notices_(notices),
        orders_(orders),
        logins_(logins),
        server_nanos_(server_nanos),
        behind_rows_(behind_rows) {}

  // Returns false when the changes could not be written. No part of them is then kept, and neither is when it throws.
  // While writing behind fails, it refuses changes as well.
  bool keep(const CommitBatch& batch, std::vector<CandleWrite> candles);
  // Writes all waiting data. Returns false when writing failed; the data continues to wait.
  bool save(std::vector<CandleWrite> candles, std::vector<QuoteWrite> quotes = {});
  // Adds last quotes. They change too often to be written with each change, so writing them from time to time is
  // enough. Does not wait for the disk when no other data waits. Returns false like save().
  bool save_quotes(std::vector<QuoteWrite> quotes);
  // Writes the waiting data when it is due.
  void save_due();

 private:
  using Moment = std::chrono::steady_clock::time_point;

  bool keep_behind(const CommitBatch& batch);
  bool due() const;
  void add(std::vector<QuoteWrite> quotes);
  // Returns whether the waiting rows were written. Reports a failure once, until writing succeeds again.
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
  std::vector<CandleWrite> candles_;     // wait for the next write
  std::map<std::string, Quote> quotes_;  // wait as well, the newest of each symbol
  Moment first_{};                       // the time since which rows wait
  bool unwritable_ = false;
  int saved_order_ = 0;
  int saved_login_ = 0;
  int64_t saved_nanos_ = 0;
};

}  // namespace workbench
