// Applying, writing and undoing the changes of a round.
#include "round.h"

#include <utility>

namespace workbench {

void Round::put(const PluginAccountRecord& account) {
  writes_.emplace_back([account](Database& database) { database.put(account); });
  undo_.emplace_back([this, before = store_.put(account), login = account.login] {
    before ? static_cast<void>(store_.put(*before)) : static_cast<void>(store_.erase_account(login));
  });
}

void Round::erase_account(int login) {
  writes_.emplace_back([login](Database& database) { database.erase_account(login); });
  undo_.emplace_back([this, before = store_.erase_account(login)] {
    if (before) store_.put(*before);
  });
}

void Round::put(Book book, const PluginTradeRecord& trade) {
  writes_.emplace_back([book, trade](Database& database) { database.put(book, trade); });
  undo_.emplace_back([this, book, before = store_.put(book, trade), order = trade.order] {
    before ? static_cast<void>(store_.put(book, *before)) : static_cast<void>(store_.erase(book, order));
  });
}

void Round::erase(Book book, int order) {
  writes_.emplace_back([order](Database& database) { database.erase_trade(order); });
  undo_.emplace_back([this, book, before = store_.erase(book, order)] {
    if (before) store_.put(book, *before);
  });
}

void Round::after_commit(std::function<void()> tell) {
  tellings_.push_back(std::move(tell));
}

void Round::write(Database& database) const {
  for (const auto& write : writes_) write(database);
}

void Round::undo(size_t keep) {
  while (undo_.size() > keep) {
    undo_.back()();
    undo_.pop_back();
    writes_.pop_back();
  }
  tellings_.clear();
}

std::vector<std::function<void()>> Round::take_tellings() {
  return std::exchange(tellings_, {});
}

}  // namespace workbench
