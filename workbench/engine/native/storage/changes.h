// Differences between memory and the database file: changes that can be undone, and rows to write.
#pragma once

#include <cstddef>
#include <functional>
#include <variant>
#include <vector>

#include "base/ordered_table.h"
#include "storage/database.h"
#include "storage/memory_store.h"

namespace workbench {

// One record before and after the change; nullptr stands for "does not exist".
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
// Rows that are not kept in memory, for example those of the end of a day.
struct RowsChange {
  std::function<void(Database&)> write;
};
// A change of data that is not in the store and is written separately: candles.
struct MemoryChange {
  std::function<void()> undo;
};
using Change = std::variant<AccountChange, TradeChange, RowsChange, MemoryChange>;

// Restores memory to the state before the change.
void undo(const Change& change, Store& store);

// The rows that the file does not contain yet: each row once, with its current values. A trade that was opened and
// closed meanwhile is one row.
class PendingRows {
 public:
  // Adds all changes or, when it throws, none.
  void add(const std::vector<Change>& changes);
  bool empty() const noexcept { return size() == 0; }
  size_t size() const noexcept;
  // Writes the rows into the open transaction. Throws DatabaseError.
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
  // `record` is the book's record of the trade, nullptr when there is none.
  static void move_row(TradeRow& row, Book book, const TradeSnapshot& record);

  OrderedTable<AccountSnapshot> accounts_;
  OrderedTable<TradeRow> trades_;
  std::vector<std::function<void(Database&)>> rows_;
};

}  // namespace workbench
