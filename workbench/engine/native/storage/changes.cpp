// Undoes and collects changes.
#include "storage/changes.h"

#include <utility>

namespace workbench {
namespace {

void undo_change(const AccountChange& change, Store& store) {
  store.replace_account(change.login, change.before);
}

void undo_change(const TradeChange& change, Store& store) {
  store.replace_trade(change.book, change.order, change.before);
}

void undo_change(const RowsChange&, Store&) {}

void undo_change(const MemoryChange& change, Store&) {
  change.undo();
}

}  // namespace

void undo(const Change& change, Store& store) {
  std::visit([&](const auto& one) { undo_change(one, store); }, change);
}

void PendingRows::add(const std::vector<Change>& changes) {
  size_t added = 0;
  try {
    for (; added < changes.size(); ++added) std::visit([&](const auto& one) { add_change(one); }, changes[added]);
  } catch (...) {
    // Rows that earlier changes added continue to wait unchanged; rows that only these changes added equal the file's
    // rows.
    while (added > 0) std::visit([&](const auto& one) { take_back_change(one); }, changes[--added]);
    throw;
  }
}

void PendingRows::add_change(const AccountChange& change) {
  accounts_.put(change.login, change.after);
}

void PendingRows::add_change(const TradeChange& change) {
  if (TradeRow* const row = trades_.find(change.order)) {
    move_row(*row, change.book, change.after);
  } else {
    trades_.put(change.order, {change.book, change.after});
  }
}

void PendingRows::add_change(const RowsChange& change) {
  rows_.push_back(change.write);
}

void PendingRows::take_back_change(const AccountChange& change) {
  *accounts_.find(change.login) = change.before;
}

void PendingRows::take_back_change(const TradeChange& change) {
  move_row(*trades_.find(change.order), change.book, change.before);
}

void PendingRows::take_back_change(const RowsChange&) noexcept {
  rows_.pop_back();
}

// A trade moves between books by leaving one and entering another, in either order.
void PendingRows::move_row(TradeRow& row, Book book, const TradeSnapshot& record) {
  if (record || !row.record || row.book == book) row = {book, record};
}

size_t PendingRows::size() const noexcept {
  return accounts_.size() + trades_.size() + rows_.size();
}

// In ascending order like the tables, so that new rows are appended.
void PendingRows::write(Database& database) const {
  accounts_.each_with_key([&](int login, const AccountSnapshot& account) {
    account ? database.put(*account) : database.erase_account(login);
  });
  trades_.each_with_key([&](int order, const TradeRow& row) {
    row.record ? database.put(row.book, *row.record) : database.erase_trade(order);
  });
  for (const auto& write : rows_) write(database);
}

void PendingRows::clear() {
  accounts_ = {};
  trades_ = {};
  rows_.clear();
}

}  // namespace workbench
