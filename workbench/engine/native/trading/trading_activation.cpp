// Trades that the server itself opens, changes or closes: stops, stop outs, pending orders and their expiration.
#include <string>

#include "base/generated/reflection.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "trading/pending.h"
#include "trading/trading.h"

namespace workbench {
namespace {

using Activation = PluginTradeActivation;

// gtc_pendings: validity of pending orders and stops. With 2, pending orders are also valid for the day only, but stops
// stay (convention).
constexpr int kGoodForTheDay = 0;
constexpr int kGoodTillCancelled = 1;

// Returns whether the refusal is temporary and caused by the market.
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

int Trading::activate(int order, Activation activation, double level, CommitBatch& batch) {
  context_.beat();
  auto trade = context_.store.trade(Book::Open, order);
  if (!trade) return RET_TRADE_INCORRECT_ORDER;
  const bool closes =
      activation == Activation::StopLoss || activation == Activation::TakeProfit || activation == Activation::StopOut;
  const bool pends = activation == Activation::Pending || activation == Activation::Cancel;
  if (!closes && !pends) return RET_ERR_PARAMS;
  if (closes ? !is_market(trade->cmd) : !is_pending(trade->cmd)) return RET_TRADE_INCORRECT_CMD;
  if (activation == Activation::Cancel) return cancel_pending(order, "expiration", batch);
  OrderLock lock;
  const PluginTradeState resting = trade->state;
  const PluginTradeState state = closes ? PluginTradeState::CloseRequest : PluginTradeState::OpenRequest;
  if (const int code = hold(Book::Open, *trade, state, lock); code != RET_OK) return code;
  const Held held(context_.store, lock);
  trade->state = resting;
  if (closes) return close_activated(*trade, activation, level, batch).code;
  if (is_stop_limit(trade->cmd)) return limit_activated(*trade, batch).code;
  return open_activated(*trade, batch).code;
}

Verdict Trading::close_activated(const PluginTradeRecord& trade, Activation activation, double level,
                                 CommitBatch& batch) {
  const TradeContext context = this->context(trade);
  if (!context.account || !context.group || !context.symbol || context.sec == nullptr)
    return {RET_TRADE_INCORRECT_STATE};
  if (const int code = check_priced(context); code != RET_OK) return {code};
  PluginTradeRecord part = trade;
  part.state = PluginTradeState::CloseRequest;
  part.activation = activation;
  const bool exact = activation != Activation::StopOut && context.group->allow_sl_tp_slippage == 0 && level > 0.0;
  Verdict verdict = close_terms(part, context, exact ? level : closing_price(context, trade.cmd));
  if (verdict.good()) verdict = settle(part, trade, PluginTradeState::ClosedNormal, batch);
  if (!verdict.good()) roll_back(trade, activation, verdict, batch);
  return verdict;
}

Verdict Trading::open_activated(const PluginTradeRecord& order, CommitBatch& batch) {
  PluginTradeRecord trade = order;
  trade.cmd = market_command(order.cmd);
  trade.activation = Activation::Pending;
  trade.expiration = 0;
  const TradeContext context = this->context(trade);
  int code = check_activation(context, trade);
  if (code == RET_OK) code = price_open(trade, context, 0.0);
  if (later(code)) return {code};
  if (code != RET_OK && code != RET_TRADE_NO_MONEY) {
    end_pending(order, return_code_name(code), batch);
    return {code};
  }
  const Verdict verdict = code == RET_OK ? open_terms(trade, context) : Verdict{code};
  if (!verdict.good()) {
    roll_back(order, Activation::Pending, verdict, batch);
    return verdict;
  }
  trade.state = order.state;
  trade.close_time = 0;
  trade.profit = 0.0;
  batch.put(Book::Open, trade);
  notify_opened(trade, Callback::OnTradeUpdateDB, batch);
  return {};
}

// The limit order replaces it; no position opens, so no hook is called.
Verdict Trading::limit_activated(const PluginTradeRecord& order, CommitBatch& batch) {
  PluginTradeRecord limit = order;
  become_limit(limit);
  limit.update_time = now_seconds();
  batch.put(Book::Open, limit);
  notify_change(Callback::OnTradeUpdateDB, limit, telemetry::MarkKind::Activated, batch);
  return {};
}

void Trading::roll_back(const PluginTradeRecord& trade, Activation activation, Verdict verdict, CommitBatch& batch) {
  const auto back = static_cast<Activation>(-static_cast<int>(activation));
  if (trade.activation == back) return;
  PluginTradeRecord marked = trade;
  marked.activation = back;
  marked.update_time = now_seconds();
  batch.put(Book::Open, marked);
  batch.after_commit([this, marked] { context_.host.trade_event(Callback::OnTradeUpdateDB, marked); });
  refuse(action_name(activation), trade, verdict);
}

int Trading::cancel_pending(int order, std::string_view reason, CommitBatch& batch) {
  context_.beat();
  auto trade = context_.store.trade(Book::Open, order);
  if (!trade) return RET_TRADE_INCORRECT_ORDER;
  if (!is_pending(trade->cmd)) return RET_TRADE_INCORRECT_CMD;
  OrderLock lock;
  if (const int code = hold(Book::Open, *trade, PluginTradeState::CancelRequest, lock); code != RET_OK) return code;
  const Held held(context_.store, lock);
  end_pending(*trade, reason, batch);
  return RET_OK;
}

void Trading::end_pending(const PluginTradeRecord& order, std::string_view reason, CommitBatch& batch) {
  PluginTradeRecord ended = order;
  ended.activation = Activation::Cancel;
  ended.comment = with_note(order.comment, "[ACTIVATION_CANCEL: " + std::string(reason) + ']');
  remove_pending(std::move(ended), batch);
}

void Trading::remove_pending(PluginTradeRecord order, CommitBatch& batch) {
  // A hook may have written a result into the record; the server has booked none of it.
  order.profit = order.commission = order.storage = order.taxes = 0.0;
  order.state = PluginTradeState::Deleted;
  order.close_time = order.update_time = now_seconds();
  batch.erase(Book::Open, order.order);
  batch.put(Book::Closed, order);
  notify_change(Callback::OnTradeUpdateDB, order, telemetry::MarkKind::Cancelled, batch);
}

// The end of a day.

std::vector<int> Trading::daily_orders() const {
  const auto orders =
      context_.store.trades(Book::Open, 0, [](const PluginTradeRecord& trade) { return is_pending(trade.cmd); });
  std::vector<int> daily;
  for (const PluginTradeRecord& order : orders) {
    const auto symbol = context_.market.symbol_snapshot(order.symbol);
    if (!symbol || symbol->gtc_pendings != kGoodTillCancelled) daily.push_back(order.order);
  }
  return daily;
}

std::vector<int> Trading::daily_stops() const {
  const auto stopped = context_.store.trades(Book::Open, 0, [](const PluginTradeRecord& trade) {
    return is_market(trade.cmd) && (trade.sl != 0.0 || trade.tp != 0.0);
  });
  std::vector<int> daily;
  for (const PluginTradeRecord& trade : stopped) {
    const auto symbol = context_.market.symbol_snapshot(trade.symbol);
    if (symbol && symbol->gtc_pendings == kGoodForTheDay) daily.push_back(trade.order);
  }
  return daily;
}

void Trading::drop_stops(int order, CommitBatch& batch) {
  auto trade = context_.store.trade(Book::Open, order);
  if (!trade) return;
  trade->sl = trade->tp = 0.0;
  trade->update_time = now_seconds();
  batch.put(Book::Open, *trade);
  notify_change(Callback::OnTradeUpdateDB, *trade, telemetry::MarkKind::Changed, batch);
}

}  // namespace workbench
