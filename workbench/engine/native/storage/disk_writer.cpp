// Writing through and writing behind.
#include "storage/disk_writer.h"

#include <exception>
#include <iterator>
#include <string>
#include <utility>

namespace workbench {
namespace {

// Clears the rows at the end of its scope, so that rows of a failed batch do not wait for the next one.
struct RowsOfOneBatch {
  PendingRows& rows;
  ~RowsOfOneBatch() { rows.clear(); }
};

}  // namespace

bool Storage::keep(const CommitBatch& batch, std::vector<CandleWrite> candles) {
  const bool finished = !candles.empty();
  candles_.insert(candles_.end(), std::make_move_iterator(candles.begin()), std::make_move_iterator(candles.end()));
  if (behind_rows_ != 0) return keep_behind(batch);
  // Candles that could not be written wait for the next write, so that a full disk is not retried for every batch.
  if (batch.changes() == 0 && !finished) return true;
  const RowsOfOneBatch cleared{rows_};
  batch.add_to(rows_);
  const bool written = try_write();
  return written || batch.changes() == 0;  // candles continue to wait; the notifications of the batch are valid
}

bool Storage::keep_behind(const CommitBatch& batch) {
  if (batch.changes() != 0) {
    if (unwritable_ && !try_write()) return false;
    if (rows_.empty()) first_ = std::chrono::steady_clock::now();
    batch.add_to(rows_);
  }
  save_due();
  return true;
}

bool Storage::due() const {
  if (rows_.empty()) return !candles_.empty() && !unwritable_;
  return rows_.size() >= behind_rows_ || std::chrono::steady_clock::now() - first_ >= kLongest;
}

void Storage::save_due() {
  if (behind_rows_ == 0 || !due()) return;
  // After an error, requests retry the write, and this method retries it from time to time.
  if (!try_write()) first_ = std::chrono::steady_clock::now();
}

void Storage::add(std::vector<QuoteWrite> quotes) {
  for (QuoteWrite& write : quotes) quotes_.insert_or_assign(std::move(write.symbol), write.quote);
}

bool Storage::save_quotes(std::vector<QuoteWrite> quotes) {
  add(std::move(quotes));
  return quotes_.empty() || try_write();
}

bool Storage::save(std::vector<CandleWrite> candles, std::vector<QuoteWrite> quotes) {
  add(std::move(quotes));
  candles_.insert(candles_.end(), std::make_move_iterator(candles.begin()), std::make_move_iterator(candles.end()));
  const bool numbers = orders_.last() != saved_order_ || logins_.last() != saved_login_;
  const bool time = server_nanos_.load(std::memory_order_relaxed) != saved_nanos_;
  if (rows_.empty() && candles_.empty() && quotes_.empty() && !numbers && !time) return true;
  return try_write();
}

void Storage::write() {
  const int order = orders_.last();
  const int login = logins_.last();
  const int64_t nanos = server_nanos_.load(std::memory_order_relaxed);
  database_.begin(!rows_.empty() || !candles_.empty());
  rows_.write(database_);
  for (const CandleWrite& change : candles_) database_.put(change);
  for (const auto& [symbol, quote] : quotes_) database_.put(QuoteWrite{symbol, quote});
  if (order != saved_order_) database_.put_counter("last_order", order);
  if (login != saved_login_) database_.put_counter("last_login", login);
  if (nanos != saved_nanos_) database_.put_counter("server_nanos", nanos);
  database_.commit();
  saved_order_ = order;
  saved_login_ = login;
  saved_nanos_ = nanos;
  rows_.clear();
  candles_.clear();
  quotes_.clear();
}

bool Storage::try_write() {
  try {
    write();
  } catch (const std::exception& error) {
    database_.rollback();
    report_failure(error);
    return false;
  }
  if (unwritable_) notices_.journal("info", "SYSTEM", kNoPlugin, "the database is writable again");
  unwritable_ = false;
  return true;
}

void Storage::report_failure(const std::exception& error) {
  if (std::exchange(unwritable_, true)) return;
  const std::string what = std::string("the database cannot be written; the server refuses requests: ") + error.what();
  notices_.journal("error", "SYSTEM", kNoPlugin, what);
  notices_.diagnostic("error", "storage", kNoPlugin, what);
}

}  // namespace workbench
