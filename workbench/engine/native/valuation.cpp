// Floating profit and margin states.
#include "valuation.h"

#include <string>
#include <unordered_map>

#include "calculators.h"
#include "calculators_hedge.h"

namespace workbench {

void Valuation::value(PluginTradeRecord& trade, std::string_view currency) const {
  if (!is_market(trade.cmd)) return;
  const auto symbol = market_.symbol(trade.symbol);
  if (!symbol || symbol->bid <= 0.0) return;
  const auto rate = market_.rate(symbol->quote_currency, currency, trade.cmd);
  if (!rate) return;
  trade.close_price = close_price(trade.cmd, *symbol);
  trade.conv_rates[1] = *rate;
  trade.profit = round_money(profit(*symbol, trade.cmd, trade.volume, trade.open_price, trade.close_price) * *rate);
}

PluginMarginLevel Valuation::margin(const PluginAccountRecord& account) const {
  const GroupSnapshot group = store_.group(account.group);
  if (!group) return margin_level(account, PluginGroupRecord{}, {});
  OpenTotals totals;
  std::unordered_map<std::string, MarginLegs> legs;
  for (PluginTradeRecord& trade : store_.trades(Book::Open, account.login)) {
    if (!is_market(trade.cmd)) continue;
    value(trade, group->currency);
    const PluginSymbolRecord symbol = market_.symbol(trade.symbol).value_or(PluginSymbolRecord{});
    totals.add(trade, freemargin_mode(*group, symbol));
    legs[trade.symbol].add(trade.cmd, trade.volume, held_margin(symbol, trade));
  }
  for (const auto& [name, sides] : legs) {
    const PluginSymbolRecord symbol = market_.symbol(name).value_or(PluginSymbolRecord{});
    totals.margin += round_money(hedged_margin(sides, hedge_terms(symbol, *group)));
  }
  return margin_level(account, *group, totals);
}

std::optional<PluginMarginLevel> Valuation::margin(int login) const {
  const auto account = store_.account(login);
  if (!account) return std::nullopt;
  return margin(*account);
}

std::optional<PluginAccountRecord> Valuation::account(int login) const {
  auto account = store_.account(login);
  if (account) account->margin = margin(*account);
  return account;
}

std::vector<PluginAccountRecord> Valuation::accounts() const {
  auto accounts = store_.accounts();
  for (PluginAccountRecord& account : accounts) account.margin = margin(account);
  return accounts;
}

std::vector<PluginTradeRecord> Valuation::open_trades(int login, const Store::Keep& keep) const {
  auto trades = store_.trades(Book::Open, login, keep);
  std::unordered_map<int, std::string> currencies;
  for (PluginTradeRecord& trade : trades) {
    const auto [place, is_new] = currencies.try_emplace(trade.login);
    if (is_new) place->second = currency_of(trade.login);
    value(trade, place->second);
  }
  return trades;
}

std::optional<PluginTradeRecord> Valuation::open_trade(int order) const {
  auto trade = store_.trade(Book::Open, order);
  if (trade) value(*trade, currency_of(trade->login));
  return trade;
}

std::string Valuation::currency_of(int login) const {
  const GroupSnapshot group = store_.group(store_.group_of(login));
  return group ? group->currency : std::string{};
}

}  // namespace workbench
