// What accounts and open trades are worth at this moment, as plugins and observers read it.
#pragma once

#include <optional>
#include <vector>

#include "storage/store.h"
#include "trading/positions.h"

namespace workbench {

// Any thread; takes no lock but those of the reads themselves. Money of accounts and trades is the store's, profit and
// margin are kept by the index of positions: a trade's held_margin(), each symbol's trades together by hedged_margin().
// In every answer equity is balance + credit (+ bonus) + profit.
class Valuation {
 public:
  Valuation(const Store& store, const Positions& positions) : store_(store), positions_(positions) {}

  // Margin state of an account; the record may be of an account about to be added or changed. An account of an unknown
  // group has its own money and no margin.
  PluginMarginLevel margin(const PluginAccountRecord& account) const;
  PluginMarginLevel margin(const PluginAccountRecord& account, const PluginGroupRecord* group) const;
  PluginMarginLevel margin(const PluginAccountRecord& account, const PluginGroupRecord* group,
                           const OpenTotals& totals) const;
  std::optional<PluginMarginLevel> margin(int login) const;
  // Sums over the open positions of an account.
  OpenTotals totals(int login) const { return positions_.totals(login); }
  // Fills in the margin state of each.
  void fill_margins(std::vector<PluginAccountRecord>& accounts) const;

  // Accounts with their margin state. Open trades with floating profit, close price and conv_rates[1] as of the last
  // quote (documented: a buy is valued at bid, a sell at ask); without a quote or a conversion rate so far a trade
  // stays as stored. A trade with a queued request has the state of that request.
  std::optional<PluginAccountRecord> account(int login) const;
  std::vector<PluginAccountRecord> accounts() const;
  std::vector<PluginTradeRecord> trades(Book book, int login, const Store::Keep& keep = {}) const;
  std::optional<PluginTradeRecord> open_trade(int order) const;

 private:
  const Store& store_;
  const Positions& positions_;
};

}  // namespace workbench
