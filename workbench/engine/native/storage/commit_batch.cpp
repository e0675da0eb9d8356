// Applies, collects and undoes the changes of a batch.
#include "storage/commit_batch.h"

#include <memory>
#include <utility>

namespace workbench {

// Added to the list first, so that a partly applied change can be undone.
void CommitBatch::replace(int login, AccountSnapshot after) {
  AccountSnapshot before = store_.account_snapshot(login);
  if (!before && !after) return;
  changes_.emplace_back(AccountChange{login, std::move(before), after});
  store_.replace_account(login, std::move(after));
}

void CommitBatch::replace(Book book, int order, TradeSnapshot after) {
  TradeSnapshot before = store_.trade_snapshot(book, order);
  if (!before && !after) return;
  changes_.emplace_back(TradeChange{book, order, std::move(before), after});
  store_.replace_trade(book, order, std::move(after));
}

void CommitBatch::put(const PluginAccountRecord& account) {
  replace(account.login, std::make_shared<const PluginAccountRecord>(account));
}

void CommitBatch::erase_account(int login) {
  replace(login, nullptr);
}

void CommitBatch::put(Book book, const PluginTradeRecord& trade) {
  replace(book, trade.order, std::make_shared<const PluginTradeRecord>(trade));
}

void CommitBatch::erase(Book book, int order) {
  replace(book, order, nullptr);
}

void CommitBatch::write_rows(std::function<void(Database&)> write) {
  changes_.emplace_back(RowsChange{std::move(write)});
}

void CommitBatch::changed(std::function<void()> undo) {
  changes_.emplace_back(MemoryChange{std::move(undo)});
}

void CommitBatch::after_commit(std::function<void()> notify) {
  notifications_.push_back(std::move(notify));
}

void CommitBatch::add_to(PendingRows& rows) const {
  rows.add(changes_);
}

void CommitBatch::undo(size_t keep) {
  while (changes_.size() > keep) {
    workbench::undo(changes_.back(), store_);
    changes_.pop_back();
  }
  notifications_.clear();
}

void CommitBatch::move_notifications(std::vector<std::function<void()>>& to) {
  for (auto& notification : notifications_) to.push_back(std::move(notification));
  notifications_.clear();
}

void CommitBatch::clear() {
  changes_.clear();
  notifications_.clear();
}

}  // namespace workbench
