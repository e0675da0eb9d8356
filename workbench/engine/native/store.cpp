// Access to the databases in memory.
#include "store.h"

#include <mutex>
#include <utility>

namespace workbench {
namespace {

using Read = std::shared_lock<std::shared_mutex>;
using Write = std::unique_lock<std::shared_mutex>;

template <class Map, class Record>
std::optional<Record> replace(Map& map, int key, const Record& record) {
  const auto [place, is_new] = map.try_emplace(key, record);
  if (is_new) return std::nullopt;
  return std::exchange(place->second, record);
}

template <class Record>
const Record* pointer(const std::optional<Record>& record) noexcept {
  return record ? &*record : nullptr;
}

bool resting(PluginTradeState state) noexcept {
  return state == PluginTradeState::OpenNormal || state == PluginTradeState::OpenRestored;
}

}  // namespace

std::optional<PluginAccountRecord> Store::account(int login) const {
  const Read lock(mutex_);
  const auto found = accounts_.find(login);
  return found == accounts_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<PluginAccountRecord> Store::accounts() const {
  const Read lock(mutex_);
  std::vector<PluginAccountRecord> all;
  all.reserve(accounts_.size());
  for (const auto& [login, account] : accounts_) all.push_back(account);
  return all;
}

size_t Store::account_count() const {
  const Read lock(mutex_);
  return accounts_.size();
}

int Store::highest_login() const {
  const Read lock(mutex_);
  return accounts_.empty() ? 0 : accounts_.rbegin()->first;
}

std::optional<PluginTradeRecord> Store::trade(Book book, int order) const {
  const Read lock(mutex_);
  const auto& trades = this->book(book).by_order;
  const auto found = trades.find(order);
  return found == trades.end() ? std::nullopt : std::optional(found->second);
}

std::vector<PluginTradeRecord> Store::trades(Book book, int login, const Keep& keep) const {
  const Read lock(mutex_);
  const Trades& trades = this->book(book);
  std::vector<PluginTradeRecord> found;
  const auto add = [&](const PluginTradeRecord& trade) {
    if (!keep || keep(trade)) found.push_back(trade);
  };
  if (login == 0) {
    for (const auto& [order, trade] : trades.by_order) add(trade);
    return found;
  }
  const auto orders = trades.by_login.find(login);
  if (orders == trades.by_login.end()) return found;
  for (const int order : orders->second) add(trades.by_order.at(order));
  return found;
}

size_t Store::trade_count(Book book) const {
  const Read lock(mutex_);
  return this->book(book).by_order.size();
}

size_t Store::trade_count(Book book, int login) const {
  const Read lock(mutex_);
  const auto orders = this->book(book).by_login.find(login);
  return orders == this->book(book).by_login.end() ? 0 : orders->second.size();
}

GroupSnapshot Store::group(std::string_view name) const {
  const Read lock(mutex_);
  const auto found = groups_.find(name);
  return found == groups_.end() ? nullptr : found->second;
}

std::vector<PluginGroupRecord> Store::groups() const {
  const Read lock(mutex_);
  std::vector<PluginGroupRecord> all;
  for (const auto& [name, group] : groups_) all.push_back(*group);
  return all;
}

void Store::put_group(const PluginGroupRecord& group) {
  const auto snapshot = std::make_shared<const PluginGroupRecord>(group);
  GroupSnapshot before;
  {
    const Write lock(mutex_);
    before = std::exchange(groups_[group.group], snapshot);
  }
  if (follower_ != nullptr) follower_->group_changed(before.get(), snapshot.get());
}

std::string Store::group_of(int login) const {
  const Read lock(mutex_);
  const auto found = accounts_.find(login);
  return found == accounts_.end() ? std::string{} : found->second.group;
}

std::optional<PluginAccountRecord> Store::put(const PluginAccountRecord& account) {
  std::optional<PluginAccountRecord> before;
  {
    const Write lock(mutex_);
    before = replace(accounts_, account.login, account);
  }
  if (follower_ != nullptr) follower_->account_changed(pointer(before), &account);
  return before;
}

std::optional<PluginAccountRecord> Store::erase_account(int login) {
  std::optional<PluginAccountRecord> before;
  {
    const Write lock(mutex_);
    if (auto taken = accounts_.extract(login)) before = std::move(taken.mapped());
  }
  if (before && follower_ != nullptr) follower_->account_changed(&*before, nullptr);
  return before;
}

std::optional<PluginTradeRecord> Store::put(Book book, const PluginTradeRecord& trade) {
  std::optional<PluginTradeRecord> before;
  {
    const Write lock(mutex_);
    Trades& trades = this->book(book);
    before = replace(trades.by_order, trade.order, trade);
    if (before && before->login != trade.login) trades.by_login[before->login].erase(trade.order);
    trades.by_login[trade.login].insert(trade.order);
  }
  if (follower_ != nullptr) follower_->trade_changed(book, pointer(before), &trade);
  return before;
}

std::optional<PluginTradeRecord> Store::erase(Book book, int order) {
  std::optional<PluginTradeRecord> before;
  {
    const Write lock(mutex_);
    Trades& trades = this->book(book);
    if (auto taken = trades.by_order.extract(order)) {
      trades.by_login[taken.mapped().login].erase(order);
      before = std::move(taken.mapped());
    }
  }
  if (before && follower_ != nullptr) follower_->trade_changed(book, &*before, nullptr);
  return before;
}

bool Store::lock_order(int order, PluginTradeState state) {
  const Write lock(mutex_);
  const auto found = book(Book::Open).by_order.find(order);
  if (found == book(Book::Open).by_order.end() || !resting(found->second.state)) return false;
  found->second.state = state;
  return true;
}

void Store::unlock_order(int order) {
  const Write lock(mutex_);
  const auto found = book(Book::Open).by_order.find(order);
  if (found != book(Book::Open).by_order.end() && !resting(found->second.state))
    found->second.state = PluginTradeState::OpenNormal;
}

}  // namespace workbench
