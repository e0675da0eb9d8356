// Applying, collecting and undoing the changes of a round.
#include "storage/round.h"

#include <memory>
#include <utility>

namespace workbench {

// On the list first: what is done only in part can be undone.
void Round::replace(int login, AccountSnapshot after) {
  AccountSnapshot before = store_.account_snapshot(login);
  if (!before && !after) return;
  changes_.emplace_back(AccountChange{login, std::move(before), after});
  store_.replace_account(login, std::move(after));
}

void Round::replace(Book book, int order, TradeSnapshot after) {
  TradeSnapshot before = store_.trade_snapshot(book, order);
  if (!before && !after) return;
  changes_.emplace_back(TradeChange{book, order, std::move(before), after});
  store_.replace_trade(book, order, std::move(after));
}

void Round::put(const PluginAccountRecord& account) {
  replace(account.login, std::make_shared<const PluginAccountRecord>(account));
}

void Round::erase_account(int login) {
  replace(login, nullptr);
}

void Round::put(Book book, const PluginTradeRecord& trade) {
  replace(book, trade.order, std::make_shared<const PluginTradeRecord>(trade));
}

void Round::erase(Book book, int order) {
  replace(book, order, nullptr);
}

void Round::write_rows(std::function<void(Database&)> write) {
  changes_.emplace_back(RowsChange{std::move(write)});
}

void Round::changed(std::function<void()> undo) {
  changes_.emplace_back(MemoryChange{std::move(undo)});
}

void Round::after_commit(std::function<void()> tell) {
  tellings_.push_back(std::move(tell));
}

void Round::add_to(PendingRows& rows) const {
  rows.add(changes_);
}

void Round::undo(size_t keep) {
  while (changes_.size() > keep) {
    workbench::undo(changes_.back(), store_);
    changes_.pop_back();
  }
  tellings_.clear();
}

void Round::move_tellings(std::vector<std::function<void()>>& to) {
  for (auto& telling : tellings_) to.push_back(std::move(telling));
  tellings_.clear();
}

void Round::clear() {
  changes_.clear();
  tellings_.clear();
}

}  // namespace workbench
