// Changes of one engine round: applied to memory at once, written to disk together, told to plugins after that, or
// undone together.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "database.h"
#include "store.h"

namespace workbench {

class Round {
 public:
  explicit Round(Store& store) : store_(store) {}

  void put(const PluginAccountRecord& account);
  void erase_account(int login);
  void put(Book book, const PluginTradeRecord& trade);
  void erase(Book book, int order);
  // What becomes true, and may be told, only once the changes are on disk; in order of the calls.
  void after_commit(std::function<void()> tell);

  size_t changes() const noexcept { return writes_.size(); }
  // Whether anything was changed or is to be told.
  bool busy() const noexcept { return !writes_.empty() || !tellings_.empty(); }
  // Writes the changes; the caller holds the transaction. Throws DatabaseError.
  void write(Database& database) const;
  // Puts memory back to when there were `keep` changes and forgets what was to be told.
  void undo(size_t keep = 0);
  std::vector<std::function<void()>> take_tellings();

 private:
  Store& store_;
  std::vector<std::function<void(Database&)>> writes_;
  std::vector<std::function<void()>> undo_;
  std::vector<std::function<void()>> tellings_;
};

}  // namespace workbench
