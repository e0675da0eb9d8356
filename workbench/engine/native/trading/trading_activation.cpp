// Trades that the server turns by itself: stops, stop outs, pending orders and their end.
#include <string>

#include "base/generated/reflection.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "trading/pending.h"
#include "trading/trading.h"

namespace workbench {
namespace {

using Activation = PluginTradeActivation;

// gtc_pendings: how long pending orders and stops are good. 2 is for the day too, but stops stay (convention).
constexpr int kGoodForTheDay = 0;
constexpr int kGoodTillCancelled = 1;

// The market will do later what it cannot do now.
bool later(int code) noexcept {
  return code == RET_TRADE_MARKET_CLOSED || code == RET_TRADE_OFFQUOTES;
}

std::string_view action_name(Activation activation) {
  switch (activation) {
    case Activation::StopLoss:
      return "stop loss of";
    case Activation::TakeProfit:
      return "take profit of";
    case Activation::StopOut:
      return "stop out of";
    default:
      return "activate";
  }
}

}  // namespace

int Trading::activate(int order, Activation activation, double level, Round& round) {
  parts_.beat();
  auto trade = parts_.store.trade(Book::Open, order);
  if (!trade) return RET_TRADE_INCORRECT_ORDER;
  const bool closes =
      activation == Activation::StopLoss || activation == Activation::TakeProfit || activation == Activation::StopOut;
  const bool pends = activation == Activation::Pending || activation == Activation::Cancel;
  if (!closes && !pends) return RET_ERR_PARAMS;
  if (closes ? !is_market(trade->cmd) : !is_pending(trade->cmd)) return RET_TRADE_INCORRECT_CMD;
  if (activation == Activation::Cancel) return cancel_pending(order, "expiration", round);
  OrderLock lock;
  const PluginTradeState resting = trade->state;
  const PluginTradeState state = closes ? PluginTradeState::CloseRequest : PluginTradeState::OpenRequest;
  if (const int code = hold(Book::Open, *trade, state, lock); code != RET_OK) return code;
  const Held held(parts_.store, lock);
  trade->state = resting;
  if (closes) return close_activated(*trade, activation, level, round).code;
  if (is_stop_limit(trade->cmd)) return limit_activated(*trade, round).code;
  return open_activated(*trade, round).code;
}

Verdict Trading::close_activated(const PluginTradeRecord& trade, Activation activation, double level, Round& round) {
  const TradeContext context = this->context(trade);
  if (!context.account || !context.group || !context.symbol || context.sec == nullptr)
    return {RET_TRADE_INCORRECT_STATE};
  if (const int code = check_priced(context); code != RET_OK) return {code};
  PluginTradeRecord part = trade;
  part.state = PluginTradeState::CloseRequest;
  part.activation = activation;
  const bool exact = activation != Activation::StopOut && context.group->allow_sl_tp_slippage == 0 && level > 0.0;
  Verdict verdict = close_terms(part, context, exact ? level : closing_price(context, trade.cmd));
  if (verdict.good()) verdict = settle(part, trade, PluginTradeState::ClosedNormal, round);
  if (!verdict.good()) roll_back(trade, activation, verdict, round);
  return verdict;
}

Verdict Trading::open_activated(const PluginTradeRecord& order, Round& round) {
  PluginTradeRecord trade = order;
  trade.cmd = market_command(order.cmd);
  trade.activation = Activation::Pending;
  trade.expiration = 0;
  const TradeContext context = this->context(trade);
  int code = check_activation(context, trade);
  if (code == RET_OK) code = price_open(trade, context, 0.0);
  if (later(code)) return {code};
  if (code != RET_OK && code != RET_TRADE_NO_MONEY) {
    end_pending(order, return_code_name(code), round);
    return {code};
  }
  const Verdict verdict = code == RET_OK ? open_terms(trade, context) : Verdict{code};
  if (!verdict.good()) {
    roll_back(order, Activation::Pending, verdict, round);
    return verdict;
  }
  trade.state = order.state;
  trade.close_time = 0;
  trade.profit = 0.0;
  round.put(Book::Open, trade);
  tell_opened(trade, Callback::OnTradeUpdateDB, round);
  return {};
}

// Its limit order waits in its place; no position opens, so no hook is asked.
Verdict Trading::limit_activated(const PluginTradeRecord& order, Round& round) {
  PluginTradeRecord limit = order;
  become_limit(limit);
  limit.update_time = now_seconds();
  round.put(Book::Open, limit);
  tell_change(Callback::OnTradeUpdateDB, limit, telemetry::MarkKind::Activated, round);
  return {};
}

void Trading::roll_back(const PluginTradeRecord& trade, Activation activation, Verdict verdict, Round& round) {
  const auto back = static_cast<Activation>(-static_cast<int>(activation));
  if (trade.activation == back) return;
  PluginTradeRecord marked = trade;
  marked.activation = back;
  marked.update_time = now_seconds();
  round.put(Book::Open, marked);
  round.after_commit([this, marked] { parts_.host.trade_event(Callback::OnTradeUpdateDB, marked); });
  refuse(action_name(activation), trade, verdict);
}

int Trading::cancel_pending(int order, std::string_view reason, Round& round) {
  parts_.beat();
  auto trade = parts_.store.trade(Book::Open, order);
  if (!trade) return RET_TRADE_INCORRECT_ORDER;
  if (!is_pending(trade->cmd)) return RET_TRADE_INCORRECT_CMD;
  OrderLock lock;
  if (const int code = hold(Book::Open, *trade, PluginTradeState::CancelRequest, lock); code != RET_OK) return code;
  const Held held(parts_.store, lock);
  end_pending(*trade, reason, round);
  return RET_OK;
}

void Trading::end_pending(const PluginTradeRecord& order, std::string_view reason, Round& round) {
  PluginTradeRecord ended = order;
  ended.activation = Activation::Cancel;
  ended.comment = with_note(order.comment, "[ACTIVATION_CANCEL: " + std::string(reason) + ']');
  remove_pending(std::move(ended), round);
}

void Trading::remove_pending(PluginTradeRecord order, Round& round) {
  // A hook may have written a result into it: nothing of that was booked.
  order.profit = order.commission = order.storage = order.taxes = 0.0;
  order.state = PluginTradeState::Deleted;
  order.close_time = order.update_time = now_seconds();
  round.erase(Book::Open, order.order);
  round.put(Book::Closed, order);
  tell_change(Callback::OnTradeUpdateDB, order, telemetry::MarkKind::Cancelled, round);
}

// The end of a day.

std::vector<int> Trading::daily_orders() const {
  const auto orders =
      parts_.store.trades(Book::Open, 0, [](const PluginTradeRecord& trade) { return is_pending(trade.cmd); });
  std::vector<int> daily;
  for (const PluginTradeRecord& order : orders) {
    const auto symbol = parts_.market.symbol_snapshot(order.symbol);
    if (!symbol || symbol->gtc_pendings != kGoodTillCancelled) daily.push_back(order.order);
  }
  return daily;
}

std::vector<int> Trading::daily_stops() const {
  const auto stopped = parts_.store.trades(Book::Open, 0, [](const PluginTradeRecord& trade) {
    return is_market(trade.cmd) && (trade.sl != 0.0 || trade.tp != 0.0);
  });
  std::vector<int> daily;
  for (const PluginTradeRecord& trade : stopped) {
    const auto symbol = parts_.market.symbol_snapshot(trade.symbol);
    if (symbol && symbol->gtc_pendings == kGoodForTheDay) daily.push_back(trade.order);
  }
  return daily;
}

void Trading::drop_stops(int order, Round& round) {
  auto trade = parts_.store.trade(Book::Open, order);
  if (!trade) return;
  trade->sl = trade->tp = 0.0;
  trade->update_time = now_seconds();
  round.put(Book::Open, *trade);
  tell_change(Callback::OnTradeUpdateDB, *trade, telemetry::MarkKind::Changed, round);
}

}  // namespace workbench
