// The checks of trade requests.
#include "checks.h"

#include <algorithm>
#include <cmath>

#include "calculators.h"
#include "calculators_hedge.h"
#include "generated/reflection.h"
#include "sessions.h"

namespace workbench {
namespace {

enum class TradeMode : int { No = 0, CloseOnly = 1, Full = 2 };

int check_account(const TradeContext& context) {
  if (!context.account) return RET_USER_NOT_FOUND;
  if (context.account->enable == 0) return RET_ACCOUNT_DISABLED;
  if (context.account->enable_read_only != 0) return RET_TRADE_READ_ONLY;
  if (!context.symbol) return RET_SYMBOL_NOT_FOUND;
  if (!context.group) return RET_GROUP_NOT_FOUND;
  if (context.group->enable == 0) return RET_ACCOUNT_DISABLED;
  return context.sec != nullptr ? RET_OK : RET_TRADE_SEC_NOT_FOUND;
}

int check_market(const TradeContext& context, TradeMode needed) {
  const PluginSymbolRecord& symbol = *context.symbol;
  if (symbol.trade < static_cast<int>(needed) || context.sec->trade < static_cast<int>(needed))
    return RET_TRADE_DISABLE;
  if (context.hours != MarketHours::Open) return RET_TRADE_MARKET_CLOSED;
  const bool priced = symbol.bid > 0.0 && symbol.ask > 0.0 && context.profit_rate && context.margin_rate;
  return priced ? RET_OK : RET_TRADE_OFFQUOTES;
}

int check_volume(const PluginGroupRecordSec& sec, int32_t volume) {
  if (volume <= 0 || volume < sec.lot_min) return RET_TRADE_BAD_VOLUME;
  if (sec.lot_max > 0 && volume > sec.lot_max) return RET_TRADE_BAD_VOLUME;
  return sec.lot_step > 0 && volume % sec.lot_step != 0 ? RET_TRADE_BAD_VOLUME : RET_OK;
}

// Stops stand on the losing (sl) and the winning (tp) side of the price that closes the trade, at least stops_level
// points away.
int check_stops(const PluginSymbolRecord& symbol, const PluginTradeRecord& trade) {
  const double side = is_buy(trade.cmd) ? 1.0 : -1.0;
  const double price = close_price(trade.cmd, symbol);
  const double nearest = symbol.stops_level * symbol.point;
  const auto check = [&](double level, double direction) {
    if (level == 0.0) return RET_OK;
    const double away = (level - price) * direction;
    if (away <= 0.0) return RET_TRADE_INVALID_SL_TP;
    return away < nearest - symbol.point / 2.0 ? RET_TRADE_BAD_STOPS : RET_OK;
  };
  const int code = check(trade.sl, -side);
  return code != RET_OK ? code : check(trade.tp, side);
}

bool usable_price(double price) {
  return std::isfinite(price) && price >= 0.0;
}

int64_t open_volume(const TradeContext& context, bool buys) {
  int64_t volume = 0;
  for (const PluginTradeRecord& trade : context.open) {
    if (is_market(trade.cmd) && trade.symbol == context.symbol->symbol && is_buy(trade.cmd) == buys)
      volume += trade.volume;
  }
  return volume;
}

int check_positions(const TradeContext& context, const PluginTradeRecord& trade) {
  const PluginGroupRecord& group = *context.group;
  if (group.hedge_prohibited != 0 && open_volume(context, !is_buy(trade.cmd)) > 0) return RET_TRADE_HEDGE_PROHIBITED;
  const bool full = group.maxpositions > 0 && context.open.size() >= static_cast<size_t>(group.maxpositions);
  return full ? RET_TRADE_TOO_MANY_ORDERS : RET_OK;
}

int check_prices(const PluginTradeRecord& trade) {
  if (!usable_price(trade.open_price)) return RET_TRADE_BAD_PRICES;
  return usable_price(trade.sl) && usable_price(trade.tp) ? RET_OK : RET_TRADE_INVALID_SL_TP;
}

int first_refusal(std::initializer_list<int (*)(const TradeContext&, const PluginTradeRecord&)> checks,
                  const TradeContext& context, const PluginTradeRecord& trade) {
  for (const auto check : checks) {
    if (const int code = check(context, trade); code != RET_OK) return code;
  }
  return RET_OK;
}

}  // namespace

TradeContext trade_context(const Store& store, const Market& market, const Valuation& valuation, int login,
                           std::string_view symbol, PluginTradeCommand cmd, int64_t now_nanos) {
  TradeContext context;
  context.now_nanos = now_nanos;
  context.account = store.account(login);
  context.symbol = market.symbol(symbol);
  if (context.symbol) context.hours = market.hours(*context.symbol, SessionUse::Trade, now_nanos);
  if (!context.account) return context;
  context.group = store.group(context.account->group);
  context.open = store.trades(Book::Open, login);
  context.margin = valuation.margin(*context.account);
  context.account->margin = context.margin;
  if (!context.group || !context.symbol) return context;
  const auto sec = context.group->secgroups.find(context.symbol->sec_index);
  if (sec != context.group->secgroups.end()) context.sec = &sec->second;
  context.profit_rate = market.rate(context.symbol->quote_currency, context.group->currency, cmd);
  context.margin_rate = market.rate(margin_currency(*context.symbol), context.group->currency, cmd);
  return context;
}

int check_open(const TradeContext& context, const PluginTradeRecord& trade) {
  using C = const TradeContext&;
  using T = const PluginTradeRecord&;
  return first_refusal(
      {[](C c, T) { return check_account(c); }, [](C c, T) { return check_market(c, TradeMode::Full); },
       [](C c, T t) -> int {
         const bool sells = t.cmd == PluginTradeCommand::Sell;
         return c.symbol->long_only != 0 && sells ? RET_TRADE_LONG_ONLY : RET_OK;
       },
       [](C, T t) -> int {
         if (is_pending(t.cmd)) return RET_ERR_NOSERVICE;
         return is_market(t.cmd) ? RET_OK : RET_TRADE_INCORRECT_CMD;
       },
       [](C c, T t) { return check_volume(*c.sec, t.volume); }, [](C, T t) { return check_prices(t); },
       [](C c, T t) -> int { return check_stops(*c.symbol, t); }, check_positions, check_money},
      context, trade);
}

int check_execution(const TradeContext& context, const PluginTradeRecord& trade) {
  if (const int code = check_account(context); code != RET_OK) return code;
  const bool priced = context.symbol->bid > 0.0 && context.profit_rate && context.margin_rate;
  if (!priced) return RET_TRADE_OFFQUOTES;
  if (trade.volume <= 0) return RET_TRADE_BAD_VOLUME;
  if (const int code = check_prices(trade); code != RET_OK) return code;
  if (const int code = check_positions(context, trade); code != RET_OK) return code;
  return check_money(context, trade);
}

int check_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume) {
  if (const int code = check_account(context); code != RET_OK) return code;
  if (const int code = check_market(context, TradeMode::CloseOnly); code != RET_OK) return code;
  if (!is_market(trade.cmd)) return RET_TRADE_INCORRECT_CMD;
  if (volume < 0 || volume > trade.volume) return RET_TRADE_BAD_VOLUME;
  if (volume == 0 || volume == trade.volume) return RET_OK;
  if (context.group->partial_close == 0) return RET_TRADE_BAD_VOLUME;
  return check_volume(*context.sec, volume);
}

int check_update(const TradeContext& context, const PluginTradeRecord& trade) {
  if (const int code = check_account(context); code != RET_OK) return code;
  if (const int code = check_market(context, TradeMode::CloseOnly); code != RET_OK) return code;
  if (!is_market(trade.cmd)) return RET_TRADE_INCORRECT_CMD;
  if (const int code = check_prices(trade); code != RET_OK) return code;
  return check_stops(*context.symbol, trade);
}

double required_margin(const TradeContext& context, const PluginTradeRecord& trade) {
  return margin(*context.symbol, *context.group, context.account->leverage, trade.volume,
                open_price(trade.cmd, *context.symbol));
}

int check_money(const TradeContext& context, const PluginTradeRecord& trade) {
  MarginLegs legs;
  for (const PluginTradeRecord& open : context.open) {
    if (is_market(open.cmd) && open.symbol == trade.symbol)
      legs.add(open.cmd, open.volume, held_margin(*context.symbol, open));
  }
  const double needed = required_margin(context, trade) * *context.margin_rate;
  const bool enough =
      enough_margin(legs, *context.symbol, *context.group, trade.cmd, trade.volume, needed, context.margin.margin_free);
  return enough ? RET_OK : RET_TRADE_NO_MONEY;
}

bool all_finite(const PluginTradeRecord& trade) {
  bool finite = true;
  visit_fields(trade, [&]<class Member>(std::string_view, const Member& member) {
    if constexpr (std::is_same_v<Member, double>) finite = finite && std::isfinite(member);
  });
  return finite;
}

}  // namespace workbench
