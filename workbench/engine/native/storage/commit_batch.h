// Changes of one commit batch. They apply to memory at once. They are written to disk together and then notified to
// plugins, or undone together.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "storage/changes.h"
#include "storage/database.h"
#include "storage/memory_store.h"

namespace workbench {

class CommitBatch {
 public:
  explicit CommitBatch(Store& store) : store_(store) {}

  void put(const PluginAccountRecord& account);
  void erase_account(int login);
  void put(Book book, const PluginTradeRecord& trade);
  void erase(Book book, int order);
  // Adds rows that exist only on disk.
  void write_rows(std::function<void(Database&)> write);
  // Adds a change that was already made and is written separately; `undo` restores memory.
  void changed(std::function<void()> undo);
  // Adds a notification that runs only after the commit; notifications keep the order of these calls.
  void after_commit(std::function<void()> notify);

  size_t changes() const noexcept { return changes_.size(); }
  // Returns whether the batch contains changes or notifications.
  bool busy() const noexcept { return !changes_.empty() || !notifications_.empty(); }
  void add_to(PendingRows& rows) const;
  // Undoes all changes after the first `keep`, and drops the notifications.
  void undo(size_t keep = 0);
  // Moves the notifications since the last call.
  void move_notifications(std::vector<std::function<void()>>& to);
  // Prepares for the next batch; the changes stay applied.
  void clear();

 private:
  void replace(int login, AccountSnapshot after);
  void replace(Book book, int order, TradeSnapshot after);

  Store& store_;
  std::vector<Change> changes_;
  std::vector<std::function<void()>> notifications_;
};

}  // namespace workbench
