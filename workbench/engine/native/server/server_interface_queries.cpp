// Queries of plugins through the server interface: logs, accounts, trades, configuration, calculators and candles.
#include <cmath>

#include "base/clock.h"
#include "base/group_mask.h"
#include "base/server_settings.h"
#include "formulas/calculators.h"
#include "formulas/calculators_swap.h"
#include "market/candles.h"
#include "server/server_interface.h"
#include "storage/equity_book.h"
#include "trading/checks.h"

namespace workbench {
namespace {

bool pending(const PluginTradeRecord& trade) {
  return is_pending(trade.cmd);
}

bool market(const PluginTradeRecord& trade) {
  return is_market(trade.cmd);
}

// Time ranges are inclusive at both ends (documented).
bool within(std::time_t time, std::time_t from, std::time_t to) noexcept {
  return time >= from && time <= to;
}

template <class Value, class Found>
int give(Value* out, Found&& found, int missing) {
  if (out == nullptr) return RET_ERR_PARAMS;
  if (!found) return missing;
  *out = *found;
  return RET_OK;
}

template <class Value>
int give_list(std::vector<Value>* out, std::vector<Value> found) {
  if (out == nullptr) return RET_ERR_PARAMS;
  *out = std::move(found);
  return RET_OK;
}

int give_amount(double* out, double amount) {
  if (out == nullptr) return RET_ERR_PARAMS;
  if (!std::isfinite(amount)) return RET_INVALID_DATA;
  *out = amount;
  return RET_OK;
}

std::vector<PluginAccountRecord> accounts_of(const ServerContext& context, const std::string& group) {
  auto accounts = context.store.accounts();
  std::erase_if(accounts, [&](const PluginAccountRecord& account) { return !group_matches(group, account.group); });
  context.valuation.fill_margins(accounts);
  return accounts;
}

}  // namespace

int ServerInterface::GetLogs(std::time_t from, std::time_t to, const std::string& type, const std::string& filter,
                             std::vector<PluginServerLog>* logs) {
  return give_list(logs, context_.notices.find(from, to, type, filter));
}

// Accounts.

int ServerInterface::GetAccountsByGroup(const std::string& group, std::vector<PluginAccountRecord>* accounts) {
  if (accounts == nullptr) return RET_ERR_PARAMS;
  *accounts = accounts_of(context_, group);
  return RET_OK;
}

int ServerInterface::GetAccountByLogin(int login, PluginAccountRecord* account) {
  return give(account, context_.valuation.account(login), RET_USER_NOT_FOUND);
}

int ServerInterface::GetAccountBalanceByLogin(int login, PluginMarginLevel* margin) {
  return give(margin, context_.valuation.margin(login), RET_USER_NOT_FOUND);
}

int ServerInterface::GetMarginLevelByGroup(const std::string& group, std::vector<PluginMarginLevel>* margins) {
  if (margins == nullptr) return RET_ERR_PARAMS;
  margins->clear();
  for (PluginAccountRecord& account : accounts_of(context_, group)) margins->push_back(std::move(account.margin));
  return RET_OK;
}

// The group is that of the account at the time of the snapshot (convention).
int ServerInterface::GetAccountsEquitiesByGroup(std::time_t from, std::time_t to, const std::string& group_filter,
                                                std::vector<PluginEquityRecord>* equities) {
  if (equities == nullptr) return RET_ERR_PARAMS;
  auto found = context_.equities.find(from, to, 0);
  std::erase_if(found, [&](const PluginEquityRecord& equity) { return !group_matches(group_filter, equity.group); });
  return give_list(equities, std::move(found));
}

int ServerInterface::GetAccountsEquitiesByLogin(std::time_t from, std::time_t to, int login,
                                                std::vector<PluginEquityRecord>* equities) {
  if (!context_.store.account(login)) return RET_USER_NOT_FOUND;
  return give_list(equities, context_.equities.find(from, to, login));
}

// Trades.

int ServerInterface::GetOpenTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) {
  if (!context_.store.account(login)) return RET_USER_NOT_FOUND;
  return give_list(trades, context_.valuation.trades(Book::Open, login, market));
}

int ServerInterface::GetPendingTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) {
  if (!context_.store.account(login)) return RET_USER_NOT_FOUND;
  return give_list(trades, context_.valuation.trades(Book::Open, login, pending));
}

int ServerInterface::GetCloseTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) {
  if (!context_.store.account(login)) return RET_USER_NOT_FOUND;
  return give_list(trades, context_.valuation.trades(Book::Closed, login));
}

int ServerInterface::GetOpenTradesByMagic(int magic, std::vector<PluginTradeRecord>* trades) {
  return give_list(trades, context_.valuation.trades(Book::Open, 0, [&](const PluginTradeRecord& trade) {
    return market(trade) && trade.magic == magic;
  }));
}

int ServerInterface::GetAllOpenTrades(std::vector<PluginTradeRecord>* trades) {
  return give_list(trades, context_.valuation.trades(Book::Open, 0, market));
}

int ServerInterface::GetOpenTradeByOrder(int order, PluginTradeRecord* trade) {
  return give(trade, context_.valuation.open_trade(order), RET_ERR_NOTFOUND);
}

int ServerInterface::find_trade(Book book, const Store::Keep& keep, PluginTradeRecord* trade) const {
  if (trade == nullptr) return RET_ERR_PARAMS;
  auto found = context_.valuation.trades(book, 0, keep);
  if (found.empty()) return RET_ERR_NOTFOUND;
  *trade = std::move(found.front());
  return RET_OK;
}

int ServerInterface::GetOpenTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) {
  if (gw_uuid.empty()) return RET_ERR_PARAMS;
  return find_trade(
      Book::Open, [&](const PluginTradeRecord& kept) { return kept.gw_uuid == gw_uuid; }, trade);
}

int ServerInterface::GetCloseTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) {
  if (gw_uuid.empty()) return RET_ERR_PARAMS;
  return find_trade(
      Book::Closed, [&](const PluginTradeRecord& kept) { return kept.gw_uuid == gw_uuid; }, trade);
}

int ServerInterface::GetOpenTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) {
  if (gw_order.empty()) return RET_ERR_PARAMS;
  return find_trade(
      Book::Open, [&](const PluginTradeRecord& kept) { return kept.gw_order == gw_order; }, trade);
}

int ServerInterface::GetCloseTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) {
  if (gw_order.empty()) return RET_ERR_PARAMS;
  return find_trade(
      Book::Closed, [&](const PluginTradeRecord& kept) { return kept.gw_order == gw_order; }, trade);
}

int ServerInterface::list(Book book, const std::string& mask, std::time_t from, std::time_t to, bool by_close_time,
                          const Store::Keep& keep, std::vector<PluginTradeRecord>* trades) const {
  if (trades == nullptr) return RET_ERR_PARAMS;
  const Store::Keep in_range = [&](const PluginTradeRecord& trade) {
    return within(by_close_time ? trade.close_time : trade.open_time, from, to) && (!keep || keep(trade));
  };
  auto found = context_.valuation.trades(book, 0, in_range);
  std::erase_if(found, [&](const PluginTradeRecord& trade) {
    return !group_matches(mask, context_.store.group_of(trade.login));
  });
  *trades = std::move(found);
  return RET_OK;
}

int ServerInterface::GetOpenTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                                          std::vector<PluginTradeRecord>* trades) {
  return list(Book::Open, filter_group, from, to, false, market, trades);
}

int ServerInterface::GetPendingTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                                             std::vector<PluginTradeRecord>* trades) {
  return list(Book::Open, filter_group, from, to, false, pending, trades);
}

int ServerInterface::GetCloseTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                                           std::vector<PluginTradeRecord>* trades) {
  return list(Book::Closed, filter_group, from, to, true, {}, trades);
}

int ServerInterface::GetTransactionsByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                                            std::vector<PluginTradeRecord>* trades) {
  return list(Book::Finance, filter_group, from, to, false, {}, trades);
}

int ServerInterface::GetTransactionsByLogin(int login, std::time_t from, std::time_t to,
                                            std::vector<PluginTradeRecord>* trades) {
  if (!context_.store.account(login)) return RET_USER_NOT_FOUND;
  return give_list(trades, context_.valuation.trades(Book::Finance, login, [&](const PluginTradeRecord& trade) {
    return within(trade.open_time, from, to);
  }));
}

// Configuration.

int ServerInterface::GetSymbol(const std::string& symbol, PluginSymbolRecord* cs) {
  return give(cs, context_.market.symbol(symbol), RET_SYMBOL_NOT_FOUND);
}

int ServerInterface::GetGroup(const std::string& group_name, PluginGroupRecord* group) {
  return give(group, context_.store.group(group_name), RET_GROUP_NOT_FOUND);
}

int ServerInterface::GetAllGroups(std::vector<PluginGroupRecord>* groups) {
  return give_list(groups, context_.store.groups());
}

// Calculators, in deposit currency of the trade's login.

namespace {

// Years from 1970 to 9999.
bool is_date(std::time_t time) noexcept {
  return time > 0 && time < 253'402'300'800;
}

// RET_OK when the account, its group and the symbol exist and the trade has a market command and a volume.
int calculable(const TradeContext& context, const PluginTradeRecord& trade) {
  if (!context.account) return RET_USER_NOT_FOUND;
  if (!context.group) return RET_GROUP_NOT_FOUND;
  if (!context.symbol) return RET_SYMBOL_NOT_FOUND;
  if (!is_market(trade.cmd)) return RET_TRADE_INCORRECT_CMD;
  return trade.volume < 0 ? RET_TRADE_BAD_VOLUME : RET_OK;
}

TradeContext context_of(const ServerContext& context, const PluginTradeRecord& trade) {
  const int64_t now = context.server_nanos.load(std::memory_order_relaxed);
  return trade_context(context.store, context.market, context.valuation, trade.login, trade.symbol, trade.cmd, now);
}

}  // namespace

int ServerInterface::CalculateCommission(const PluginTradeRecord& trade, double* calculated_commission) {
  const TradeContext context = context_of(context_, trade);
  if (const int code = calculable(context, trade); code != RET_OK) return code;
  if (context.sec == nullptr) return RET_TRADE_SEC_NOT_FOUND;
  if (!context.profit_rate) return RET_TRADE_OFFQUOTES;
  return give_amount(calculated_commission,
                     commission(*context.sec, *context.symbol, trade.volume, trade.open_price, *context.profit_rate));
}

// The swaps between open_time and close_time, or now, at the current quotes.
int ServerInterface::CalculateSwap(const PluginTradeRecord& trade, double* calculated_swap) {
  const TradeContext context = context_of(context_, trade);
  if (const int code = calculable(context, trade); code != RET_OK) return code;
  const std::time_t until = trade.close_time != 0 ? trade.close_time : context.now_nanos / kNanosPerSecond;
  if (!is_date(trade.open_time) || !is_date(until)) return RET_INVALID_DATA;
  const PluginSymbolRecord& symbol = *context.symbol;
  const std::string& deposit = context.group->currency;
  const auto rate = context_.market.rate(swap_currency(symbol, deposit), deposit, trade.cmd);
  if (!rate || (swap_needs_price(symbol) && symbol.bid <= 0.0)) return RET_TRADE_OFFQUOTES;
  const double value = swap_value(symbol, *context.group, trade.cmd);
  const double day = swap_day(symbol, value, trade.volume, trade.open_price, close_price(trade.cmd, symbol)) * *rate;
  const SwapNights nights = swap_nights(symbol, trade.open_time, until, context_.settings.trading_days());
  return give_amount(calculated_swap, swap_total(nights, day));
}

int ServerInterface::CalculateProfit(const PluginTradeRecord& trade, double* calculated_profit) {
  const TradeContext context = context_of(context_, trade);
  if (const int code = calculable(context, trade); code != RET_OK) return code;
  if (!context.profit_rate) return RET_TRADE_OFFQUOTES;
  const double amount =
      profit(*context.symbol, trade.cmd, trade.volume, trade.open_price, trade.close_price) * *context.profit_rate;
  return give_amount(calculated_profit, round_money(amount));
}

int ServerInterface::CalculateMargin(const PluginTradeRecord& trade, double* calculated_margin) {
  const TradeContext context = context_of(context_, trade);
  if (const int code = calculable(context, trade); code != RET_OK) return code;
  if (!context.margin_rate) return RET_TRADE_OFFQUOTES;
  const double amount =
      margin(*context.symbol, *context.group, context.account->leverage, trade.volume, trade.open_price) *
      *context.margin_rate;
  return give_amount(calculated_margin, round_money(amount));
}

int ServerInterface::CalculateConvertRateByCurrency(const std::string& from_cur, const std::string& to_cur, int cmd,
                                                    double* multiplier) {
  return give(multiplier, context_.market.rate(from_cur, to_cur, static_cast<PluginTradeCommand>(cmd)),
              RET_TRADE_OFFQUOTES);
}

int ServerInterface::GetCandles(const std::string& symbol, const std::string& frame, std::time_t from, std::time_t to,
                                std::vector<PluginCandleRecord>* candles) {
  if (!known_frame(frame)) return RET_ERR_PARAMS;
  return give(candles, context_.market.candles(symbol, frame, from, to), RET_SYMBOL_NOT_FOUND);
}

}  // namespace workbench
