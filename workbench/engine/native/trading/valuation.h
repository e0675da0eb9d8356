// Current values of accounts and open trades, for plugins and client processes.
#pragma once

#include <optional>
#include <vector>

#include "storage/memory_store.h"
#include "trading/positions.h"

namespace workbench {

// Thread-safe; takes only the locks of its reads. Money of accounts and trades comes from the store. The index of
// positions holds profit and margin: a trade's held_margin(), and each symbol's trades together by hedged_margin(). In
// every answer equity is balance + credit (+ bonus) + profit.
class Valuation {
 public:
  Valuation(const Store& store, const Positions& positions) : store_(store), positions_(positions) {}

  // Returns the margin state of an account; the record may be of an account about to be added or changed. An account of
  // an unknown group has its own money and no margin.
  PluginMarginLevel margin(const PluginAccountRecord& account) const;
  PluginMarginLevel margin(const PluginAccountRecord& account, const PluginGroupRecord* group) const;
  PluginMarginLevel margin(const PluginAccountRecord& account, const PluginGroupRecord* group,
                           const OpenTotals& totals) const;
  std::optional<PluginMarginLevel> margin(int login) const;
  // Sums over the open positions of an account.
  OpenTotals totals(int login) const { return positions_.totals(login); }
  // Sets the margin state of each account.
  void fill_margins(std::vector<PluginAccountRecord>& accounts) const;

  // Accounts include their margin state. Open trades include floating profit, close price and conv_rates[1] at the last
  // quote (documented: a buy is valued at bid, a sell at ask); before the first quote or conversion rate a trade stays
  // as stored. A trade with a queued request has the state of that request.
  std::optional<PluginAccountRecord> account(int login) const;
  std::vector<PluginAccountRecord> accounts() const;
  std::vector<PluginTradeRecord> trades(Book book, int login, const Store::Keep& keep = {}) const;
  std::optional<PluginTradeRecord> open_trade(int order) const;

 private:
  const Store& store_;
  const Positions& positions_;
};

}  // namespace workbench
