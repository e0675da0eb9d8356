// Margin states, and records with their current values.
#include "trading/valuation.h"

#include "formulas/calculators.h"

namespace workbench {

PluginMarginLevel Valuation::margin(const PluginAccountRecord& account, const PluginGroupRecord* group,
                                    const OpenTotals& totals) const {
  return group != nullptr ? margin_level(account, *group, totals) : margin_level(account, PluginGroupRecord{}, {});
}

PluginMarginLevel Valuation::margin(const PluginAccountRecord& account) const {
  return margin(account, store_.group(account.group).get());
}

PluginMarginLevel Valuation::margin(const PluginAccountRecord& account, const PluginGroupRecord* group) const {
  return margin(account, group, positions_.totals(account.login));
}

std::optional<PluginMarginLevel> Valuation::margin(int login) const {
  const AccountSnapshot account = store_.account_snapshot(login);
  if (!account) return std::nullopt;
  return margin(*account);
}

void Valuation::fill_margins(std::vector<PluginAccountRecord>& accounts) const {
  std::vector<int> logins;
  logins.reserve(accounts.size());
  for (const PluginAccountRecord& account : accounts) logins.push_back(account.login);
  const std::vector<OpenTotals> totals = positions_.totals(logins);
  GroupSnapshot group;
  for (size_t number = 0; number < accounts.size(); ++number) {
    PluginAccountRecord& account = accounts[number];
    if (!group || group->group != account.group) group = store_.group(account.group);
    account.margin = margin(account, group.get(), totals[number]);
  }
}

std::optional<PluginAccountRecord> Valuation::account(int login) const {
  auto account = store_.account(login);
  if (account) account->margin = margin(*account);
  return account;
}

std::vector<PluginAccountRecord> Valuation::accounts() const {
  auto accounts = store_.accounts();
  fill_margins(accounts);
  return accounts;
}

std::vector<PluginTradeRecord> Valuation::trades(Book book, int login, const Store::Keep& keep) const {
  auto trades = store_.trades(book, login, keep);
  store_.show_requests(book, trades);
  if (book == Book::Open) positions_.value(trades);
  return trades;
}

std::optional<PluginTradeRecord> Valuation::open_trade(int order) const {
  auto trade = store_.trade(Book::Open, order);
  if (!trade) return trade;
  store_.show_requests(Book::Open, {&*trade, 1});
  positions_.value({&*trade, 1});
  return trade;
}

}  // namespace workbench
