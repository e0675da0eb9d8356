// What differs between memory and the database file: changes that can be undone, and the rows to be written.
#pragma once

#include <cstddef>
#include <functional>
#include <variant>
#include <vector>

#include "base/ordered_table.h"
#include "storage/database.h"
#include "storage/store.h"

namespace workbench {

// One record, before and after; nullptr stands for "not there".
struct AccountChange {
  int login = 0;
  AccountSnapshot before;
  AccountSnapshot after;
};
struct TradeChange {
  Book book = Book::Open;
  int order = 0;
  TradeSnapshot before;
  TradeSnapshot after;
};
// Rows that are not kept in memory, for instance what a day left behind.
struct RowsChange {
  std::function<void(Database&)> write;
};
// What is in memory elsewhere than in the store, and is written another way: candles.
struct MemoryChange {
  std::function<void()> undo;
};
using Change = std::variant<AccountChange, TradeChange, RowsChange, MemoryChange>;

// Puts memory back to before the change.
void undo(const Change& change, Store& store);

// The rows that the file does not have yet: each once, as it is now, whatever happened in between. A trade that was
// opened and closed meanwhile is one row.
class PendingRows {
 public:
  // All of them or, when it throws, none.
  void add(const std::vector<Change>& changes);
  bool empty() const noexcept { return size() == 0; }
  size_t size() const noexcept;
  // Into the open transaction. Throws DatabaseError.
  void write(Database& database) const;
  void clear();

 private:
  struct TradeRow {
    Book book = Book::Open;
    TradeSnapshot record;
  };
  void add_change(const AccountChange& change);
  void add_change(const TradeChange& change);
  void add_change(const RowsChange& change);
  void add_change(const MemoryChange&) noexcept {}
  void take_back_change(const AccountChange& change);
  void take_back_change(const TradeChange& change);
  void take_back_change(const RowsChange& change) noexcept;
  void take_back_change(const MemoryChange&) noexcept {}
  // `record` is what the book holds of the trade, nullptr for nothing.
  static void move_row(TradeRow& row, Book book, const TradeSnapshot& record);

  OrderedTable<AccountSnapshot> accounts_;
  OrderedTable<TradeRow> trades_;
  std::vector<std::function<void(Database&)>> rows_;
};

}  // namespace workbench
