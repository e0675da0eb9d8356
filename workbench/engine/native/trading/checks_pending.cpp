// Checks for pending orders only.
#include <cmath>

#include "base/clock.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "trading/checks.h"
#include "trading/pending.h"

namespace workbench {
namespace checking {
namespace {

struct Side {
  double direction = 1.0;  // of the order's price relative to the market: 1 above, -1 below
  double market = 0.0;
};

// Limit orders wait for a better price, stop orders for a worse one.
Side side_of(const TradeContext& context, PluginTradeCommand cmd) {
  const double better = is_buy(market_command(cmd)) ? -1.0 : 1.0;
  return {is_limit(cmd) ? better : -better, opening_price(context, cmd)};
}

int check_distance(const PluginSymbolRecord& symbol, double away) {
  if (away <= 0.0) return RET_TRADE_BAD_PRICES;
  return away < (symbol.stops_level - 0.5) * symbol.point ? RET_TRADE_BAD_STOPS : RET_OK;
}

}  // namespace

int pending_prices(const TradeContext& context, const PluginTradeRecord& order) {
  if (order.open_price <= 0.0 || entry_price(order) <= 0.0 || !usable_price(entry_price(order)))
    return RET_TRADE_BAD_PRICES;
  const Side side = side_of(context, order.cmd);
  if (const int code = check_distance(*context.symbol, (order.open_price - side.market) * side.direction);
      code != RET_OK)
    return code;
  // The limit price of a stop-limit is on the better side of its stop (convention).
  if (!is_stop_limit(order.cmd)) return RET_OK;
  return check_distance(*context.symbol, (order.open_price - order.close_price) * side.direction);
}

int expiration(const TradeContext& context, const PluginTradeRecord& order) {
  if (order.expiration == 0) return RET_OK;
  const bool denied = context.group->rights != 0 && (context.group->rights & kAllowExpiration) == 0;
  const bool past = order.expiration <= context.now_nanos / kNanosPerSecond;
  return denied || past ? RET_TRADE_EXPIRATION_DENIED : RET_OK;
}

int pending(const TradeContext& context, const PluginTradeRecord& order) {
  if (const int code = prices(order); code != RET_OK) return code;
  if (const int code = pending_prices(context, order); code != RET_OK) return code;
  if (const int code = stops(*context.symbol, order, entry_price(order)); code != RET_OK) return code;
  if (const int code = expiration(context, order); code != RET_OK) return code;
  return count(context, order);
}

}  // namespace checking

int check_pending_update(const TradeContext& context, const PluginTradeRecord& before, const PluginTradeRecord& after) {
  if (const int code = check_cancel(context, before); code != RET_OK) return code;
  if (const int code = checking::prices(after); code != RET_OK) return code;
  const bool moved = after.open_price != before.open_price || after.close_price != before.close_price;
  if (moved) {
    if (const int code = checking::pending_prices(context, after); code != RET_OK) return code;
  }
  const PluginTradeRecord* same_price = moved ? nullptr : &before;
  if (const int code = checking::stops(*context.symbol, after, entry_price(after), same_price); code != RET_OK)
    return code;
  return after.expiration == before.expiration ? RET_OK : checking::expiration(context, after);
}

int check_cancel(const TradeContext& context, const PluginTradeRecord& order) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  if (const int code = checking::market(context, checking::TradeMode::CloseOnly); code != RET_OK) return code;
  if (!is_pending(order.cmd)) return RET_TRADE_INCORRECT_CMD;
  const bool frozen = checking::frozen(*context.symbol, order.open_price, opening_price(context, order.cmd));
  return frozen ? RET_TRADE_MODIFY_DENIED : RET_OK;
}

int check_activation(const TradeContext& context, const PluginTradeRecord& trade) {
  if (const int code = checking::account(context); code != RET_OK) return code;
  if (const int code = checking::market(context, checking::TradeMode::Full); code != RET_OK) return code;
  const bool sells = trade.cmd == PluginTradeCommand::Sell;
  if (context.symbol->long_only != 0 && sells) return RET_TRADE_LONG_ONLY;
  if (const int code = checking::positions(context, trade); code != RET_OK) return code;
  return check_money(context, trade);
}

}  // namespace workbench
