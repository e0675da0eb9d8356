// The server's databases in memory: accounts, trades and groups.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ordered_table.h"
#include "base/writer_first_mutex.h"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// Records are immutable: a change replaces the record, and a holder of the old record may continue to read it.
using AccountSnapshot = std::shared_ptr<const PluginAccountRecord>;
using TradeSnapshot = std::shared_ptr<const PluginTradeRecord>;
using GroupSnapshot = std::shared_ptr<const PluginGroupRecord>;

// The list that contains a trade record.
enum class Book : int { Open = 0, Closed = 1, Finance = 2 };

// Keeps data in step with the store. The store calls it with the engine lock held, after every change and every undo,
// without the store's lock; nullptr stands for "does not exist".
class StoreFollower {
 public:
  virtual ~StoreFollower() = default;
  virtual void trade_changed(Book book, const PluginTradeRecord* before, const PluginTradeRecord* after) = 0;
  virtual void account_changed(const PluginAccountRecord* before, const PluginAccountRecord* after) = 0;
  virtual void group_changed(const PluginGroupRecord* before, const PluginGroupRecord* after) = 0;
};

// Thread-safe; changes need the engine lock. The store holds its own lock only briefly, never while it copies records
// or runs other code. A read of many records takes a copy of the table, which shares its blocks. Lists are in ascending
// order of ticket or login.
//
// The mark of a queued request is stored beside the trade record, not in it. So writing back a copied record never
// restores a mark that was removed meanwhile.
class Store {
 public:
  using Keep = std::function<bool(const PluginTradeRecord&)>;

  // Call it before the first change. nullptr removes the follower.
  void set_follower(StoreFollower* follower) noexcept { follower_ = follower; }

  std::optional<PluginAccountRecord> account(int login) const;
  AccountSnapshot account_snapshot(int login) const;  // nullptr when there is none
  std::vector<PluginAccountRecord> accounts() const;
  size_t account_count() const;
  int highest_login() const;

  std::optional<PluginTradeRecord> trade(Book book, int order) const;
  TradeSnapshot trade_snapshot(Book book, int order) const;  // nullptr when there is none
  // Trades of one account, or of all accounts with login 0.
  std::vector<PluginTradeRecord> trades(Book book, int login, const Keep& keep = {}) const;
  std::vector<TradeSnapshot> trade_snapshots(Book book, int login) const;  // of one account
  // Sets the state of copied trades to that of their queued request, as plugins and panels see it.
  void show_requests(Book book, std::span<PluginTradeRecord> trades) const;
  size_t trade_count(Book book) const;
  size_t trade_count(Book book, int login) const;

  GroupSnapshot group(std::string_view name) const;
  std::vector<PluginGroupRecord> groups() const;
  void put_group(const PluginGroupRecord& group);
  void erase_group(const std::string& name);
  // Returns whether the group contains any account.
  bool group_in_use(std::string_view name) const;
  // Returns the group name of an account, for filters by group mask.
  std::string group_of(int login) const;

  // Changes. Each returns the previous record, so that it can be undone; nullptr stands for "does not exist".
  AccountSnapshot replace_account(int login, AccountSnapshot after);
  TradeSnapshot replace_trade(Book book, int order, TradeSnapshot after);

  // Returns whether a trade in this state has no queued request.
  static bool resting(PluginTradeState state) noexcept;
  // Marks a trade with the state of its queued request. Returns the trade, or nullptr when it has a mark already or
  // does not exist.
  TradeSnapshot lock_order(Book book, int order, PluginTradeState state);
  // Removes the mark, whatever happened to the trade.
  void unlock_order(Book book, int order) noexcept;

 private:
  struct Trades {
    OrderedTable<TradeSnapshot> by_order;
    std::unordered_map<int, OrderedTable<TradeSnapshot>> by_login;

    // Updates the list of the account with the trade that now has this number.
    void exchange(const TradeSnapshot& before, const TradeSnapshot& after);
  };
  OrderedTable<AccountSnapshot> account_table() const;
  // Trades of one account, or of all accounts with login 0.
  OrderedTable<TradeSnapshot> trade_table(Book book, int login) const;
  Trades& book(Book book) noexcept { return books_[static_cast<size_t>(book)]; }
  const Trades& book(Book book) const noexcept { return books_[static_cast<size_t>(book)]; }

  StoreFollower* follower_ = nullptr;
  mutable WriterFirstMutex mutex_;
  OrderedTable<AccountSnapshot> accounts_;
  std::map<std::string, GroupSnapshot, std::less<>> groups_;
  Trades books_[3];
  mutable std::mutex marks_mutex_;                      // locked before mutex_
  std::unordered_map<int, PluginTradeState> marks_[3];  // of queued requests, by book and order
};

}  // namespace workbench
