// Index of open positions and pending orders by symbol, in step with the store, valued with every quote.
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
#include "storage/store.h"
#include "trading/position_book.h"

namespace workbench {

class Positions : public StoreFollower {
 public:
  // Symbols of the market that changed are told by symbol_changed().
  Positions(const Store& store, const Market& market);

  // With the engine lock held.

  void trade_changed(Book book, const PluginTradeRecord* before, const PluginTradeRecord* after) override;
  void account_changed(const PluginAccountRecord* before, const PluginAccountRecord* after) override;
  void group_changed(const PluginGroupRecord* before, const PluginGroupRecord* after) override;
  void symbol_changed(uint16_t number);

  // Values the positions on the symbol, and those whose conversion goes through it, at its new quote. Whether the quote
  // reaches a price level.
  bool revalue(uint16_t number, const PluginSymbolRecord& symbol) {
    if (number >= by_number_.size()) return false;
    const Listed& listed = by_number_[number];
    const bool trades = listed.book != kNoBook && books_[listed.book].trades > 0;
    return (trades || listed.converts) && revalue_listed(listed, number, symbol);
  }
  // The levels that the symbol's last quote reaches, for all groups; see PriceLevels::collect.
  void collect_levels(uint16_t number, int64_t now_nanos, std::vector<PriceLevel>& due, std::vector<PriceLevel>& left);
  void postpone(const PluginTradeRecord& trade, const PriceLevel& level, int64_t until_nanos);
  // Moment and order of the pending order that expires next.
  std::optional<std::pair<std::time_t, int>> next_expiration() const;
  // The order does not expire before this moment, also when it goes and comes again.
  void postpone_expiration(int order, std::time_t moment);

  // Accounts whose equity has passed a limit or that changed since the last call.
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
  // The position with the lowest profit, of several the one with the lowest order; those in `skip` do not count. 0
  // without any.
  int worst(uint32_t account, std::span<const int> skip) const;

  // Any thread.

  // Sums over the open positions of accounts; empty ones for unknown logins.
  OpenTotals totals(int login) const;
  std::vector<OpenTotals> totals(std::span<const int> logins) const;
  // Profit, close price and conv_rates[1] of open positions as of the last quote; others stay as they are.
  void value(std::span<PluginTradeRecord> trades) const;

  // With the engine lock held, for tests: everything worked out, as numbers by account and trade; and the same as a
  // start would work it out from the store and the market. The two never differ.
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
  // The positions have no price or no rate any more.
  void take_values(PositionBlock& block);
  void apply_rates(std::span<const uint16_t> changed);

  void add(const PluginTradeRecord& trade);
  std::time_t expiration_of(const PluginTradeRecord& trade) const;
  void add_position(const PluginTradeRecord& trade, const PluginSymbolRecord& symbol, TradePlace& place);
  void remove(const PluginTradeRecord& trade);
  void remove_position(const TradePlace& place);
  // `terms` of a position that comes, nullptr of one that goes.
  void add_leg(const TradePlace& place, PluginTradeCommand cmd, int sign, const HedgeTerms* terms);
  // Puts the trades into their places again after what they depend on has changed.
  void place_again(std::span<const int> orders);

  uint32_t book_of(const std::string& symbol);
  uint16_t class_of(SymbolBook& book, const PluginSymbolRecord& symbol, const GroupSnapshot& group);
  uint16_t block_of(uint32_t symbol, uint16_t price_class, PluginTradeCommand cmd, uint16_t rate_number,
                    int freemargin_mode);
  // Empty for a symbol that the market does not know.
  const PluginSymbolRecord& record_of(const std::string& symbol) const;
  void set_prices(PriceClass& prices, const PluginSymbolRecord& symbol);
  uint32_t account_of(int login);
  static void set_group(AccountBook& account, GroupSnapshot group);
  void set_own_money(uint32_t account) noexcept;
  void list_converting();

  const Store& store_;
  const Market& market_;
  // What other threads read: changed with it held, read by the holder of the engine lock without.
  mutable WriterFirstMutex mutex_;
  std::vector<SymbolBook> books_;
  std::vector<AccountHot> hot_;
  std::vector<AccountBook> accounts_;
  std::unordered_map<int, uint32_t> by_login_;
  std::unordered_map<int, TradePlace> places_;
  // The engine's own.
  std::vector<uint32_t> free_accounts_;
  std::unordered_map<std::string, uint32_t> by_name_;
  std::vector<Listed> by_number_;
  RateTable rates_;
  std::vector<std::vector<BlockPlace>> rate_users_;  // by rate number
  std::vector<uint16_t> changed_rates_;
  std::vector<uint32_t> noted_;
  std::set<std::pair<std::time_t, int>> expirations_;
  std::unordered_map<int, std::time_t> not_before_;  // expirations that were postponed, by order
};

}  // namespace workbench
