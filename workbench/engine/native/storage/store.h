// Databases of the server as they are held in memory: accounts, trades and groups.
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

// Records are never changed in place: a change puts another one there, and whoever holds the old one may go on reading.
using AccountSnapshot = std::shared_ptr<const PluginAccountRecord>;
using TradeSnapshot = std::shared_ptr<const PluginTradeRecord>;
using GroupSnapshot = std::shared_ptr<const PluginGroupRecord>;

// Where a trade record is kept.
enum class Book : int { Open = 0, Closed = 1, Finance = 2 };

// Who keeps something in step with the store. Told with the engine lock held, after every change and every undoing of
// one, outside the store's lock; nullptr stands for "not there".
class StoreFollower {
 public:
  virtual ~StoreFollower() = default;
  virtual void trade_changed(Book book, const PluginTradeRecord* before, const PluginTradeRecord* after) = 0;
  virtual void account_changed(const PluginAccountRecord* before, const PluginAccountRecord* after) = 0;
  virtual void group_changed(const PluginGroupRecord* before, const PluginGroupRecord* after) = 0;
};

// Any thread; records change with the engine lock held only. The lock is held for a moment, never while records are
// copied or anything else runs: a read of many takes a copy of the table, which shares its blocks. Lists come in
// ascending order of ticket or login.
//
// That a request is queued for a trade is a mark beside the record, not part of it. So a record that is copied and put
// back never brings a mark back that was taken away meanwhile.
class Store {
 public:
  using Keep = std::function<bool(const PluginTradeRecord&)>;

  // Before the first change. nullptr for nobody.
  void set_follower(StoreFollower* follower) noexcept { follower_ = follower; }

  std::optional<PluginAccountRecord> account(int login) const;
  AccountSnapshot account_snapshot(int login) const;  // nullptr when there is none
  std::vector<PluginAccountRecord> accounts() const;
  size_t account_count() const;
  int highest_login() const;

  std::optional<PluginTradeRecord> trade(Book book, int order) const;
  TradeSnapshot trade_snapshot(Book book, int order) const;  // nullptr when there is none
  // Trades of one account, of all accounts with login 0.
  std::vector<PluginTradeRecord> trades(Book book, int login, const Keep& keep = {}) const;
  std::vector<TradeSnapshot> trade_snapshots(Book book, int login) const;  // of one account
  // Gives copies of trades the state of the request that is queued for them, as plugins and panels see them.
  void show_requests(Book book, std::span<PluginTradeRecord> trades) const;
  size_t trade_count(Book book) const;
  size_t trade_count(Book book, int login) const;

  GroupSnapshot group(std::string_view name) const;
  std::vector<PluginGroupRecord> groups() const;
  void put_group(const PluginGroupRecord& group);
  void erase_group(const std::string& name);
  // Whether any account is in it.
  bool group_in_use(std::string_view name) const;
  // Group names of the accounts, by login, for filters by group mask.
  std::string group_of(int login) const;

  // Changes. Each answers what was there before, so that it can be undone; nullptr stands for "not there".
  AccountSnapshot replace_account(int login, AccountSnapshot after);
  TradeSnapshot replace_trade(Book book, int order, TradeSnapshot after);

  // Whether a trade of this state has no request queued.
  static bool resting(PluginTradeState state) noexcept;
  // Marks a trade as having a request of that state queued. Answers the trade; nullptr when it is marked already or
  // gone.
  TradeSnapshot lock_order(Book book, int order, PluginTradeState state);
  // Takes the mark away, whatever became of the trade.
  void unlock_order(Book book, int order) noexcept;

 private:
  struct Trades {
    OrderedTable<TradeSnapshot> by_order;
    std::unordered_map<int, OrderedTable<TradeSnapshot>> by_login;

    // Puts the trade that is there under the number now into the list of its account.
    void exchange(const TradeSnapshot& before, const TradeSnapshot& after);
  };
  OrderedTable<AccountSnapshot> account_table() const;
  // Trades of one account, of all accounts with login 0.
  OrderedTable<TradeSnapshot> trade_table(Book book, int login) const;
  Trades& book(Book book) noexcept { return books_[static_cast<size_t>(book)]; }
  const Trades& book(Book book) const noexcept { return books_[static_cast<size_t>(book)]; }

  StoreFollower* follower_ = nullptr;
  mutable WriterFirstMutex mutex_;
  OrderedTable<AccountSnapshot> accounts_;
  std::map<std::string, GroupSnapshot, std::less<>> groups_;
  Trades books_[3];
  mutable std::mutex marks_mutex_;                      // taken before mutex_
  std::unordered_map<int, PluginTradeState> marks_[3];  // of queued requests, by book and order
};

}  // namespace workbench
