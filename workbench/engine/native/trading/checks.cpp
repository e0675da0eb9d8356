// The checks of trade requests.
#include "trading/checks.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <tuple>

#include "base/generated/reflection.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "formulas/calculators_hedge.h"
#include "market/price_grid.h"
#include "market/sessions.h"
#include "trading/pending.h"

namespace workbench {
namespace checking {

int account(const TradeContext& context) {
  if (!context.account) return RET_USER_NOT_FOUND;
  if (context.account->enable == 0) return RET_ACCOUNT_DISABLED;
  if (context.account->enable_read_only != 0) return RET_TRADE_READ_ONLY;
  if (!context.symbol) return RET_SYMBOL_NOT_FOUND;
  if (!context.group) return RET_GROUP_NOT_FOUND;
  if (context.group->enable == 0) return RET_ACCOUNT_DISABLED;
  return context.sec != nullptr ? RET_OK : RET_TRADE_SEC_NOT_FOUND;
}

int market(const TradeContext& context, TradeMode needed) {
  const PluginSymbolRecord& symbol = *context.symbol;
  if (symbol.trade < static_cast<int>(needed) || context.sec->trade < static_cast<int>(needed))
    return RET_TRADE_DISABLE;
  return check_priced(context);
}

int volume(const PluginGroupRecordSec& sec, int32_t volume) {
  if (volume <= 0 || volume < sec.lot_min) return RET_TRADE_BAD_VOLUME;
  if (sec.lot_max > 0 && volume > sec.lot_max) return RET_TRADE_BAD_VOLUME;
  return sec.lot_step > 0 && volume % sec.lot_step != 0 ? RET_TRADE_BAD_VOLUME : RET_OK;
}

int stops(const PluginSymbolRecord& symbol, const PluginTradeRecord& trade, double price,
          const PluginTradeRecord* before) {
  const double side = is_buy(market_command(trade.cmd)) ? 1.0 : -1.0;
  const double nearest = symbol.stops_level * symbol.point;
  const auto check = [&](double level, double old, double direction) {
    if (level == 0.0 || level == old) return RET_OK;
    const double away = (level - price) * direction;
    if (away <= 0.0) return RET_TRADE_INVALID_SL_TP;
    return away < nearest - symbol.point / 2.0 ? RET_TRADE_BAD_STOPS : RET_OK;
  };
  const int code = check(trade.sl, before == nullptr ? 0.0 : before->sl, -side);
  return code != RET_OK ? code : check(trade.tp, before == nullptr ? 0.0 : before->tp, side);
}

int prices(const PluginTradeRecord& trade) {
  if (!usable_price(trade.open_price)) return RET_TRADE_BAD_PRICES;
  return usable_price(trade.sl) && usable_price(trade.tp) ? RET_OK : RET_TRADE_INVALID_SL_TP;
}

namespace {

int64_t open_volume(const TradeContext& context, bool buys) {
  int64_t volume = 0;
  for (const TradeSnapshot& trade : context.open) {
    if (is_market(trade->cmd) && trade->symbol == context.symbol->symbol && is_buy(trade->cmd) == buys)
      volume += trade->volume;
  }
  return volume;
}

// Returns whether there is an older open position of the symbol than this one and `other`.
bool jumps_queue(const TradeContext& context, const PluginTradeRecord& trade, int other) {
  const auto age = [](const PluginTradeRecord& open) { return std::tuple(open.open_time, open.order); };
  return std::any_of(context.open.begin(), context.open.end(), [&](const TradeSnapshot& open) {
    return is_market(open->cmd) && open->symbol == trade.symbol && open->order != other && age(*open) < age(trade);
  });
}

// A position close to one of its stops, which are about to close it.
bool near_stops(const TradeContext& context, const PluginTradeRecord& trade) {
  const double price = closing_price(context, trade.cmd);
  return checking::frozen(*context.symbol, trade.sl, price) || checking::frozen(*context.symbol, trade.tp, price);
}

}  // namespace

int count(const TradeContext& context, const PluginTradeRecord& trade) {
  if (context.group->maxpositions <= 0) return RET_OK;
  const auto others = std::count_if(context.open.begin(), context.open.end(),
                                    [&](const TradeSnapshot& open) { return open->order != trade.order; });
  return others >= context.group->maxpositions ? RET_TRADE_TOO_MANY_ORDERS : RET_OK;
}

int positions(const TradeContext& context, const PluginTradeRecord& trade) {
  const bool against = open_volume(context, !is_buy(trade.cmd)) > 0;
  if (context.group->hedge_prohibited != 0 && against) return RET_TRADE_HEDGE_PROHIBITED;
  return count(context, trade);
}

bool frozen(const PluginSymbolRecord& symbol, double level, double price) {
  if (symbol.freeze_level <= 0 || level == 0.0) return false;
  return std::abs(price - level) < (symbol.freeze_level + 0.5) * symbol.point;
}

}  // namespace checking

TradeContext trade_context(const Store& store, const Market& market, const Valuation& valuation, int login,
                           std::string_view symbol, PluginTradeCommand cmd, int64_t now_nanos) {
  TradeContext context;
  context.now_nanos = now_nanos;
  context.symbol = market.symbol_snapshot(symbol);
  if (context.symbol) context.hours = market.hours(*context.symbol, SessionUse::Trade, now_nanos);
  const AccountSnapshot account = store.account_snapshot(login);
  if (!account) return context;
  context.group = store.group(account->group);
  context.open = store.trade_snapshots(Book::Open, login);
  const OpenTotals totals = valuation.totals(login);
  context.margin = valuation.margin(*account, context.group.get(), totals);
  context.unvalued = totals.unvalued > 0;
  context.account.emplace(*account).margin = context.margin;
  if (!context.group || !context.symbol) return context;
  const auto sec = context.group->secgroups.find(context.symbol->sec_index);
  if (sec != context.group->secgroups.end()) context.sec = &sec->second;
  const PluginTradeCommand side = market_command(cmd);
  context.profit_rate = market.rate(context.symbol->quote_currency, context.group->currency, side);
  context.margin_rate = market.rate(margin_currency(*context.symbol), context.group->currency, side);
  if (context.symbol->bid > 0.0)
    context.prices = group_prices(*context.symbol, *context.group, {context.symbol->bid, context.symbol->ask});
  return context;
}

// Prices.

double opening_price(const TradeContext& context, PluginTradeCommand cmd) noexcept {
  return is_buy(market_command(cmd)) ? context.prices.ask : context.prices.bid;
}

double closing_price(const TradeContext& context, PluginTradeCommand cmd) noexcept {
  return is_buy(market_command(cmd)) ? context.prices.bid : context.prices.ask;
}

bool price_counts(const TradeContext& context, double asked) noexcept {
  return asked > 0.0 && static_cast<ExecutionMode>(context.symbol->exemode) != ExecutionMode::Market;
}

int check_deviation(const TradeContext& context, int32_t volume, double asked, double market) noexcept {
  if (!usable_price(asked)) return RET_TRADE_BAD_PRICES;
  if (!price_counts(context, asked)) return RET_OK;
  const PluginSymbolRecord& symbol = *context.symbol;
  if (std::abs(market - asked) < (std::max(context.sec->ie_deviation, 0) + 0.5) * symbol.point) return RET_OK;
  const bool small = symbol.instant_max_volume <= 0 || volume <= symbol.instant_max_volume;
  const bool instant = static_cast<ExecutionMode>(symbol.exemode) == ExecutionMode::Instant && small;
  return instant ? RET_TRADE_REQUOTE : RET_TRADE_PRICE_CHANGED;
}

int check_priced(const TradeContext& context) {
  if (context.hours != MarketHours::Open) return RET_TRADE_MARKET_CLOSED;
  const bool priced =
      context.prices.bid > 0.0 && context.prices.ask > 0.0 && context.profit_rate && context.margin_rate;
  return priced ? RET_OK : RET_TRADE_OFFQUOTES;
}

// Digits.

GridFault put_on_grid(const PluginSymbolRecord& symbol, double& asked, std::string_view field) {
  const double power = power_of_ten(symbol.digits);
  if (off_grid(asked, power)) return {RET_TRADE_BAD_PRICES, {field, "has more digits than the symbol"}};
  asked = on_grid(asked, power);
  return {};
}

GridFault put_on_grid(const PluginSymbolRecord& symbol, PluginTradeRecord& trade, const PluginTradeRecord* before) {
  struct Price {
    std::string_view field;
    double PluginTradeRecord::*member;
    bool given;
  };
  const bool pending = is_pending(trade.cmd);
  const bool closed = trade.close_time != 0;
  const Price prices[] = {{"open_price", &PluginTradeRecord::open_price, pending || closed},
                          {"close_price", &PluginTradeRecord::close_price, is_stop_limit(trade.cmd) || closed},
                          {"sl", &PluginTradeRecord::sl, true},
                          {"tp", &PluginTradeRecord::tp, true}};
  for (const Price& price : prices) {
    double& value = trade.*price.member;
    if (!price.given || (before != nullptr && value == before->*price.member)) continue;
    GridFault found = put_on_grid(symbol, value, price.field);
    if (found.code == RET_OK) continue;
    if (price.field == "sl" || price.field == "tp") found.code = RET_TRADE_INVALID_SL_TP;
    return found;
  }
  return {};
}

// Requests.

int check_open(const TradeContext& context, const PluginTradeRecord& trade, double asked) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  if (const int code = checking::market(context, checking::TradeMode::Full); code != RET_OK) return code;
  const bool sells = market_command(trade.cmd) == PluginTradeCommand::Sell;
  if (context.symbol->long_only != 0 && sells) return RET_TRADE_LONG_ONLY;
  if (!is_market(trade.cmd) && !is_pending(trade.cmd)) return RET_TRADE_INCORRECT_CMD;
  if (const int code = checking::volume(*context.sec, trade.volume); code != RET_OK) return code;
  if (is_pending(trade.cmd)) return checking::pending(context, trade);
  if (const int code = check_deviation(context, trade.volume, asked, opening_price(context, trade.cmd)); code != RET_OK)
    return code;
  if (const int code = checking::prices(trade); code != RET_OK) return code;
  if (const int code = checking::stops(*context.symbol, trade, closing_price(context, trade.cmd)); code != RET_OK)
    return code;
  if (const int code = checking::positions(context, trade); code != RET_OK) return code;
  return check_money(context, trade);
}

int check_execution(const TradeContext& context, const PluginTradeRecord& trade, double asked) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  const bool priced = context.prices.bid > 0.0 && context.profit_rate && context.margin_rate;
  if (!priced) return RET_TRADE_OFFQUOTES;
  if (trade.volume <= 0) return RET_TRADE_BAD_VOLUME;
  if (is_pending(trade.cmd)) return checking::pending(context, trade);
  if (const int code = check_deviation(context, trade.volume, asked, opening_price(context, trade.cmd)); code != RET_OK)
    return code;
  if (const int code = checking::prices(trade); code != RET_OK) return code;
  if (const int code = checking::positions(context, trade); code != RET_OK) return code;
  return check_money(context, trade);
}

int check_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume, double asked) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  if (const int code = checking::market(context, checking::TradeMode::CloseOnly); code != RET_OK) return code;
  if (!is_market(trade.cmd)) return RET_TRADE_INCORRECT_CMD;
  if (volume < 0 || volume > trade.volume) return RET_TRADE_BAD_VOLUME;
  const int32_t closed = volume == 0 ? trade.volume : volume;
  if (closed != trade.volume && context.group->partial_close == 0) return RET_TRADE_BAD_VOLUME;
  if (closed != trade.volume) {
    if (const int code = checking::volume(*context.sec, closed); code != RET_OK) return code;
  }
  if (const int code = check_deviation(context, closed, asked, closing_price(context, trade.cmd)); code != RET_OK)
    return code;
  if (checking::near_stops(context, trade)) return RET_TRADE_MODIFY_DENIED;
  const bool jumps = context.group->close_fifo != 0 && checking::jumps_queue(context, trade, 0);
  return jumps ? RET_TRADE_PROHIBITED_BY_FIFO : RET_OK;
}

int check_close_by(const TradeContext& context, const PluginTradeRecord& trade, const PluginTradeRecord& opposite) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  if (const int code = checking::market(context, checking::TradeMode::CloseOnly); code != RET_OK) return code;
  if ((context.sec->trade_rights & kDenyCloseBy) != 0) return RET_TRADE_DISABLE;
  if (!is_market(trade.cmd) || !is_market(opposite.cmd) || trade.cmd == opposite.cmd) return RET_TRADE_INCORRECT_CMD;
  if (trade.login != opposite.login || trade.symbol != opposite.symbol) return RET_TRADE_INCORRECT_ORDER;
  if (trade.volume != opposite.volume && context.group->partial_close == 0) return RET_TRADE_BAD_VOLUME;
  if (checking::near_stops(context, trade) || checking::near_stops(context, opposite)) return RET_TRADE_MODIFY_DENIED;
  const bool jumps = context.group->close_fifo != 0 && (checking::jumps_queue(context, trade, opposite.order) ||
                                                        checking::jumps_queue(context, opposite, trade.order));
  return jumps ? RET_TRADE_PROHIBITED_BY_FIFO : RET_OK;
}

int check_update(const TradeContext& context, const PluginTradeRecord& before, const PluginTradeRecord& after) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  if (const int code = checking::market(context, checking::TradeMode::CloseOnly); code != RET_OK) return code;
  if (const int code = checking::prices(after); code != RET_OK) return code;
  const int code = checking::stops(*context.symbol, after, closing_price(context, after.cmd), &before);
  if (code != RET_OK) return code;
  const bool moved = after.sl != before.sl || after.tp != before.tp;
  return moved && checking::near_stops(context, before) ? RET_TRADE_MODIFY_DENIED : RET_OK;
}

// Money.

double required_margin(const TradeContext& context, const PluginTradeRecord& trade) {
  return margin(*context.symbol, *context.group, context.account->leverage, trade.volume,
                opening_price(context, trade.cmd));
}

int check_money(const TradeContext& context, const PluginTradeRecord& trade) {
  if (context.unvalued) return RET_TRADE_OFFQUOTES;
  MarginLegs legs;
  for (const TradeSnapshot& open : context.open) {
    if (is_market(open->cmd) && open->symbol == trade.symbol)
      legs.add(open->cmd, open->volume, held_margin(*context.symbol, *open));
  }
  const double needed = required_margin(context, trade) * *context.margin_rate;
  const bool enough =
      enough_margin(legs, *context.symbol, *context.group, trade.cmd, trade.volume, needed, context.margin.margin_free);
  return enough ? RET_OK : RET_TRADE_NO_MONEY;
}

}  // namespace workbench
