// Index of open positions and pending orders by symbol, in step with the store; every quote updates their values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/writer_first_mutex.h"
#include "market/market.h"
#include "market/rate_table.h"
#include "storage/memory_store.h"
#include "trading/position_book.h"

namespace workbench {

class Positions : public StoreFollower {
 public:
  // symbol_changed() reports symbols of the market that changed.
  Positions(const Store& store, const Market& market);

  // These methods need the engine lock.

  void trade_changed(Book book, const PluginTradeRecord* before, const PluginTradeRecord* after) override;
  void account_changed(const PluginAccountRecord* before, const PluginAccountRecord* after) override;
  void group_changed(const PluginGroupRecord* before, const PluginGroupRecord* after) override;
  void symbol_changed(uint16_t number);

  // Values the positions on the symbol, and those whose conversion uses it, at its new quote. Returns whether the quote
  // reaches a price level.
  bool revalue(uint16_t number, const PluginSymbolRecord& symbol) {
    if (number >= by_number_.size()) return false;
    const Listed& listed = by_number_[number];
    const bool trades = listed.book != kNoBook && books_[listed.book].trades > 0;
    return (trades || listed.converts) && revalue_listed(listed, number, symbol);
  }
  // Collects the levels that the symbol's last quote reaches, for all groups; see PriceLevels::collect.
  void collect_levels(uint16_t number, int64_t now_nanos, std::vector<PriceLevel>& due, std::vector<PriceLevel>& left);
  void postpone(const PluginTradeRecord& trade, const PriceLevel& level, int64_t until_nanos);
  // Returns the time and order of the pending order that expires next.
  std::optional<std::pair<std::time_t, int>> next_expiration() const;
  // Prevents the expiration of the order before this moment, also if the order is removed and added again.
  void postpone_expiration(int order, std::time_t moment);

  // Returns whether there are accounts whose equity passed a limit, or that changed, since the last call.
  bool has_noted() const noexcept { return !noted_.empty(); }
  void take_noted(std::vector<uint32_t>& accounts);
  void note(uint32_t account);
  AccountBook& account(uint32_t number) noexcept { return accounts_[number]; }
  const AccountBook& account(uint32_t number) const noexcept { return accounts_[number]; }
  std::optional<uint32_t> number_of(int login) const;
  // Equity in hundredths; see AccountHot.
  void set_limits(uint32_t account, double low, double high) noexcept;
  double own(uint32_t account) const noexcept { return hot_[account].own; }
  OpenTotals totals_of(uint32_t account) const;
  // Returns the position with the lowest profit (with the lowest order among equals), without those in `skip`. 0 when
  // there is none.
  int worst(uint32_t account, std::span<const int> skip) const;

  // Thread-safe methods.

  // Sums over the open positions of accounts; empty for unknown logins.
  OpenTotals totals(int login) const;
  std::vector<OpenTotals> totals(std::span<const int> logins) const;
  // Sets profit, close price and conv_rates[1] of open positions to those at the last quote; other trades stay
  // unchanged.
  void value(std::span<PluginTradeRecord> trades) const;

  // With the engine lock held, for tests: all computed values as numbers by account and trade, and the values that a
  // restart would compute from the store and the market. The two never differ.
  using Worked = std::map<std::string, std::vector<double>>;
  Worked worked_out() const;
  Worked worked_out_anew() const;

 private:
  static constexpr uint32_t kNoBook = 0xFFFF'FFFF;
  struct Listed {
    uint32_t book = kNoBook;
    bool converts = false;
  };
  struct BlockPlace {
    uint32_t symbol = 0;
    uint16_t price_class = 0;
    uint16_t block = 0;
  };

  bool revalue_listed(const Listed& listed, uint16_t number, const PluginSymbolRecord& symbol);
  void value_block(PositionBlock& block, bool was_valued);
  // Clears the values of positions whose price or rate is gone.
  void take_values(PositionBlock& block);
  void apply_rates(std::span<const uint16_t> changed);

  void add(const PluginTradeRecord& trade);
  std::time_t expiration_of(const PluginTradeRecord& trade) const;
  void add_position(const PluginTradeRecord& trade, const PluginSymbolRecord& symbol, TradePlace& place);
  void remove(const PluginTradeRecord& trade);
  void remove_position(const TradePlace& place);
  // `terms` for a position that is added, nullptr for one that is removed.
  void add_leg(const TradePlace& place, PluginTradeCommand cmd, int sign, const HedgeTerms* terms);
  // Relocates the trades after a change of data that determines their place.
  void place_again(std::span<const int> orders);

  uint32_t book_of(const std::string& symbol);
  uint16_t class_of(SymbolBook& book, const PluginSymbolRecord& symbol, const GroupSnapshot& group);
  uint16_t block_of(uint32_t symbol, uint16_t price_class, PluginTradeCommand cmd, uint16_t rate_number,
                    int freemargin_mode);
  // Returns an empty record for a symbol that the market does not know.
  const PluginSymbolRecord& record_of(const std::string& symbol) const;
  void set_prices(PriceClass& prices, const PluginSymbolRecord& symbol);
  uint32_t account_of(int login);
  static void set_group(AccountBook& account, GroupSnapshot group);
  void set_own_money(uint32_t account) noexcept;
  void list_converting();

  const Store& store_;
  const Market& market_;
  // Guards the data that other threads read: changed with the mutex held, read by the holder of the engine lock without
  // it.
  mutable WriterFirstMutex mutex_;
  std::vector<SymbolBook> books_;
  std::vector<AccountHot> hot_;
  std::vector<AccountBook> accounts_;
  std::unordered_map<int, uint32_t> by_login_;
  std::unordered_map<int, TradePlace> places_;
  // Used by the holder of the engine lock only.
  std::vector<uint32_t> free_accounts_;
  std::unordered_map<std::string, uint32_t> by_name_;
  std::vector<Listed> by_number_;
  RateTable rates_;
  std::vector<std::vector<BlockPlace>> rate_users_;  // by rate number
  std::vector<uint16_t> changed_rates_;
  std::vector<uint32_t> noted_;
  std::set<std::pair<std::time_t, int>> expirations_;
  std::unordered_map<int, std::time_t> not_before_;  // postponed expirations, by order
};

}  // namespace workbench
