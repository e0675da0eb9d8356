// Undoing and collecting changes.
#include "changes.h"

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

void PendingRows::add(const Change& change) {
  std::visit([&](const auto& one) { add_change(one); }, change);
}

void PendingRows::add_change(const AccountChange& change) {
  accounts_.put(change.login, change.after);
}

// A trade moves between books by leaving one and entering another, in either order.
void PendingRows::add_change(const TradeChange& change) {
  TradeRow* const row = trades_.find(change.order);
  if (row == nullptr) {
    trades_.put(change.order, {change.book, change.after});
  } else if (change.after || !row->record || row->book == change.book) {
    *row = {change.book, change.after};
  }
}

void PendingRows::add_change(const RowsChange& change) {
  rows_.push_back(change.write);
}

size_t PendingRows::size() const noexcept {
  return accounts_.size() + trades_.size() + rows_.size();
}

// Ascending, as the tables are, so that new rows are appended.
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
