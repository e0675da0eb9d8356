// What accounts and open trades are worth at this moment, computed when asked for.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "market.h"
#include "store.h"

namespace workbench {

// Any thread; takes no lock but those of the reads themselves.
class Valuation {
 public:
  Valuation(const Store& store, const Market& market) : store_(store), market_(market) {}

  // Floating profit, close price and conv_rates[1] of an open trade at the last quote (documented: a buy is valued at
  // bid, a sell at ask). Without a quote or a conversion rate the trade stays as stored. `currency` is the deposit
  // currency.
  void value(PluginTradeRecord& trade, std::string_view currency) const;
  // Margin state of an account: each trade's held_margin(), each symbol's trades together by hedged_margin(). An
  // account of an unknown group has its own money and no margin.
  PluginMarginLevel margin(const PluginAccountRecord& account) const;
  std::optional<PluginMarginLevel> margin(int login) const;

  // Records as plugins and observers read them: accounts with their margin state, open trades with their floating
  // profit.
  std::optional<PluginAccountRecord> account(int login) const;
  std::vector<PluginAccountRecord> accounts() const;
  std::vector<PluginTradeRecord> open_trades(int login, const Store::Keep& keep = {}) const;
  std::optional<PluginTradeRecord> open_trade(int order) const;

 private:
  std::string currency_of(int login) const;

  const Store& store_;
  const Market& market_;
};

}  // namespace workbench
