// Changes of one commit batch: applied to memory at once, written to disk together, told to plugins after that, or
// undone together.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "storage/changes.h"
#include "storage/database.h"
#include "storage/store.h"

namespace workbench {

class CommitBatch {
 public:
  explicit CommitBatch(Store& store) : store_(store) {}

  void put(const PluginAccountRecord& account);
  void erase_account(int login);
  void put(Book book, const PluginTradeRecord& trade);
  void erase(Book book, int order);
  // Rows that are on disk only.
  void write_rows(std::function<void(Database&)> write);
  // A change that is made already and written another way; `undo` puts memory back.
  void changed(std::function<void()> undo);
  // What becomes true, and may be told, only once the changes are safe; in order of the calls.
  void after_commit(std::function<void()> notify);

  size_t changes() const noexcept { return changes_.size(); }
  // Whether anything was changed or is to be told.
  bool busy() const noexcept { return !changes_.empty() || !notifications_.empty(); }
  void add_to(PendingRows& rows) const;
  // Puts memory back to when there were `keep` changes and forgets what was to be told.
  void undo(size_t keep = 0);
  // Takes what is to be told since the last call.
  void move_notifications(std::vector<std::function<void()>>& to);
  // Ready for the next batch; the changes stay.
  void clear();

 private:
  void replace(int login, AccountSnapshot after);
  void replace(Book book, int order, TradeSnapshot after);

  Store& store_;
  std::vector<Change> changes_;
  std::vector<std::function<void()>> notifications_;
};

}  // namespace workbench
