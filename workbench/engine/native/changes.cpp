// Undoing and collecting changes.
#include "changes.h"

#include <algorithm>
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

// A table that grew for a long transaction would be walked whole whenever a short one is forgotten.
template <class Map>
void forget(Map& map) {
  constexpr size_t kSmall = 64;
  if (map.bucket_count() > kSmall) {
    map = Map();
  } else {
    map.clear();
  }
}

// Ascending, as the tables are, so that new rows are appended.
template <class Map>
std::vector<int> keys(const Map& map) {
  std::vector<int> found;
  found.reserve(map.size());
  for (const auto& [key, row] : map) found.push_back(key);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

void undo(const Change& change, Store& store) {
  std::visit([&](const auto& one) { undo_change(one, store); }, change);
}

void PendingRows::add(const Change& change) {
  std::visit([&](const auto& one) { add_change(one); }, change);
}

void PendingRows::add_change(const AccountChange& change) {
  accounts_[change.login] = change.after;
}

// A trade moves between books by leaving one and entering another, in either order.
void PendingRows::add_change(const TradeChange& change) {
  TradeRow& row = trades_[change.order];
  if (!change.after && row.record && row.book != change.book) return;
  row = {change.book, change.after};
}

void PendingRows::add_change(const RowsChange& change) {
  rows_.push_back(change.write);
}

size_t PendingRows::size() const noexcept {
  return accounts_.size() + trades_.size() + rows_.size();
}

void PendingRows::write(Database& database) const {
  for (const int login : keys(accounts_)) {
    const AccountSnapshot& account = accounts_.at(login);
    account ? database.put(*account) : database.erase_account(login);
  }
  for (const int order : keys(trades_)) {
    const auto& [book, trade] = trades_.at(order);
    trade ? database.put(book, *trade) : database.erase_trade(book, order);
  }
  for (const auto& write : rows_) write(database);
}

void PendingRows::clear() {
  forget(accounts_);
  forget(trades_);
  rows_.clear();
}

}  // namespace workbench
