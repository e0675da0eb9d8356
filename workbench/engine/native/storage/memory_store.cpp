// Access to the databases in memory.
#include "storage/memory_store.h"

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace workbench {
namespace {

using Read = std::shared_lock<WriterFirstMutex>;
using Write = std::unique_lock<WriterFirstMutex>;

template <class Record>
std::optional<Record> copy(const std::shared_ptr<const Record>& record) {
  return record ? std::optional(*record) : std::nullopt;
}

}  // namespace

bool Store::resting(PluginTradeState state) noexcept {
  switch (state) {
    case PluginTradeState::OpenNormal:
    case PluginTradeState::OpenRestored:
    case PluginTradeState::ClosedNormal:
    case PluginTradeState::ClosedPart:
    case PluginTradeState::ClosedBy:
    case PluginTradeState::Deleted:
      return true;
    default:
      return false;
  }
}

void Store::Trades::exchange(const TradeSnapshot& before, const TradeSnapshot& after) {
  if (before && (!after || before->login != after->login)) by_login[before->login].take(before->order);
  if (after) by_login[after->login].put(after->order, after);
}

OrderedTable<AccountSnapshot> Store::account_table() const {
  const Read lock(mutex_);
  return accounts_;
}

OrderedTable<TradeSnapshot> Store::trade_table(Book book, int login) const {
  const Read lock(mutex_);
  const Trades& trades = this->book(book);
  if (login == 0) return trades.by_order;
  const auto list = trades.by_login.find(login);
  return list == trades.by_login.end() ? OrderedTable<TradeSnapshot>{} : list->second;
}

std::optional<PluginAccountRecord> Store::account(int login) const {
  return copy(account_snapshot(login));
}

AccountSnapshot Store::account_snapshot(int login) const {
  const Read lock(mutex_);
  const AccountSnapshot* found = accounts_.find(login);
  return found == nullptr ? nullptr : *found;
}

std::vector<PluginAccountRecord> Store::accounts() const {
  const OrderedTable<AccountSnapshot> accounts = account_table();
  std::vector<PluginAccountRecord> all;
  all.reserve(accounts.size());
  accounts.each([&](const AccountSnapshot& account) { all.push_back(*account); });
  return all;
}

size_t Store::account_count() const {
  const Read lock(mutex_);
  return accounts_.size();
}

int Store::highest_login() const {
  const Read lock(mutex_);
  return accounts_.last_key();
}

std::optional<PluginTradeRecord> Store::trade(Book book, int order) const {
  return copy(trade_snapshot(book, order));
}

TradeSnapshot Store::trade_snapshot(Book book, int order) const {
  const Read lock(mutex_);
  const TradeSnapshot* found = this->book(book).by_order.find(order);
  return found == nullptr ? nullptr : *found;
}

std::vector<PluginTradeRecord> Store::trades(Book book, int login, const Keep& keep) const {
  std::vector<PluginTradeRecord> found;
  trade_table(book, login).each([&](const TradeSnapshot& trade) {
    if (!keep || keep(*trade)) found.push_back(*trade);
  });
  return found;
}

std::vector<TradeSnapshot> Store::trade_snapshots(Book book, int login) const {
  const OrderedTable<TradeSnapshot> trades = trade_table(book, login);
  std::vector<TradeSnapshot> all;
  all.reserve(trades.size());
  trades.each([&](const TradeSnapshot& trade) { all.push_back(trade); });
  return all;
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
  std::vector<GroupSnapshot> groups;
  {
    const Read lock(mutex_);
    for (const auto& [name, group] : groups_) groups.push_back(group);
  }
  std::vector<PluginGroupRecord> all;
  all.reserve(groups.size());
  for (const GroupSnapshot& group : groups) all.push_back(*group);
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

void Store::erase_group(const std::string& name) {
  GroupSnapshot before;
  {
    const Write lock(mutex_);
    if (auto taken = groups_.extract(name)) before = std::move(taken.mapped());
  }
  if (before && follower_ != nullptr) follower_->group_changed(before.get(), nullptr);
}

bool Store::group_in_use(std::string_view name) const {
  bool used = false;
  account_table().each([&](const AccountSnapshot& account) { used = used || account->group == name; });
  return used;
}

std::string Store::group_of(int login) const {
  const AccountSnapshot account = account_snapshot(login);
  return account ? account->group : std::string{};
}

AccountSnapshot Store::replace_account(int login, AccountSnapshot after) {
  AccountSnapshot before;
  {
    const Write lock(mutex_);
    before = after ? accounts_.put(login, after) : accounts_.take(login);
  }
  if (follower_ != nullptr && (before || after)) follower_->account_changed(before.get(), after.get());
  return before;
}

TradeSnapshot Store::replace_trade(Book book, int order, TradeSnapshot after) {
  TradeSnapshot before;
  {
    const Write lock(mutex_);
    Trades& trades = this->book(book);
    before = after ? trades.by_order.put(order, after) : trades.by_order.take(order);
    trades.exchange(before, after);
  }
  if (follower_ != nullptr && (before || after)) follower_->trade_changed(book, before.get(), after.get());
  return before;
}

// Requests.

TradeSnapshot Store::lock_order(Book book, int order, PluginTradeState state) {
  const std::scoped_lock lock(marks_mutex_);
  auto& marks = marks_[static_cast<size_t>(book)];
  if (marks.contains(order)) return nullptr;
  TradeSnapshot trade = trade_snapshot(book, order);
  if (trade) marks.emplace(order, state);
  return trade;
}

void Store::unlock_order(Book book, int order) noexcept {
  const std::scoped_lock lock(marks_mutex_);
  marks_[static_cast<size_t>(book)].erase(order);
}

void Store::show_requests(Book book, std::span<PluginTradeRecord> trades) const {
  const std::scoped_lock lock(marks_mutex_);
  const auto& marks = marks_[static_cast<size_t>(book)];
  if (marks.empty()) return;
  for (PluginTradeRecord& trade : trades) {
    const auto mark = marks.find(trade.order);
    if (mark != marks.end()) trade.state = mark->second;
  }
}

}  // namespace workbench
