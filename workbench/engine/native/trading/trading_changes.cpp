// Changes of trades: stops and pending prices, corrections of closed trades, cancelling, deleting and restoring.
#include <cmath>

#include "base/request_limits.h"
#include "base/server_settings.h"
#include "formulas/calculators.h"
#include "trading/finance.h"
#include "trading/pending.h"
#include "trading/trading.h"

namespace workbench {
namespace {

// The amount that a closed trade or a finance record has booked.
double result_of(const PluginTradeRecord& closed) noexcept {
  return closed.profit + closed.commission + closed.storage + closed.taxes;
}

bool moves_money(const PluginTradeRecord& trade) noexcept {
  return trade.profit != 0.0 || trade.commission != 0.0 || trade.storage != 0.0 || trade.taxes != 0.0;
}

bool same_volume(const PluginTradeRequestRecord& request, const PluginTradeRecord& trade) noexcept {
  return request.volume == 0 || request.volume == trade.volume;
}

// Applies stops as requested, and comment and magic where set; for a pending order also prices where set, and the
// expiration.
PluginTradeRecord changed_by(const PluginTradeRequestRecord& request, const PluginTradeRecord& trade) {
  PluginTradeRecord changed = trade;
  changed.sl = request.sl;
  changed.tp = request.tp;
  if (!request.comment.empty()) changed.comment = request.comment;
  if (request.magic != 0) changed.magic = request.magic;
  if (!is_pending(trade.cmd)) return changed;
  if (request.open_price != 0.0) changed.open_price = request.open_price;
  if (is_stop_limit(trade.cmd) && request.close_price != 0.0) changed.close_price = request.close_price;
  changed.expiration = request.expiration;
  return changed;
}

// A gateway may have written its references after the correction was accepted.
void keep_gateway_data(PluginTradeRecord& trade, const PluginTradeRecord& stored) {
  trade.gw_volume = stored.gw_volume;
  trade.gw_order = stored.gw_order;
  trade.gw_source = stored.gw_source;
  trade.gw_uuid = stored.gw_uuid;
  trade.gw_open_price = stored.gw_open_price;
  trade.gw_close_price = stored.gw_close_price;
}

int check_change(const TradeContext& context, const PluginTradeRecord& before, const PluginTradeRecord& after) {
  return is_pending(before.cmd) ? check_pending_update(context, before, after) : check_update(context, before, after);
}

}  // namespace

// Open trades and pending orders.

Verdict Trading::accept_update(const PluginTradeRequestRecord& request, Accepted& answer) {
  PluginTradeRecord& trade = answer.trade;
  if (const int code = find(Book::Open, request, trade); code != RET_OK) return {code};
  const PluginTradeState state =
      is_pending(trade.cmd) ? PluginTradeState::PendingUpdateRequest : PluginTradeState::OpenUpdateRequest;
  if (const int code = hold(Book::Open, trade, state, answer.lock); code != RET_OK) return {code};
  if (!same_volume(request, trade)) return {RET_TRADE_BAD_VOLUME};
  const PluginTradeRecord before = trade;
  trade = changed_by(request, before);
  const TradeContext context = this->context(trade);
  GridFault off;
  if (context.symbol) off = put_on_grid(*context.symbol, trade, &before);
  if (const int code = check_change(context, before, trade); code != RET_OK) return {code};
  return {off.code, kNoPlugin, off.fault};
}

Verdict Trading::execute_update(const Accepted& accepted, CommitBatch& batch) {
  const PluginTradeRecord& asked = accepted.trade;
  context_.host.trade_event(Callback::OnTradeRequestUpdate, asked);
  auto trade = context_.store.trade(Book::Open, asked.order);
  if (!trade) return {RET_TRADE_INCORRECT_ORDER};
  if (trade->cmd != asked.cmd) return {RET_TRADE_INCORRECT_STATE};
  const PluginTradeRecord before = *trade;
  trade->sl = asked.sl;
  trade->tp = asked.tp;
  trade->comment = asked.comment;
  trade->magic = asked.magic;
  trade->open_price = asked.open_price;
  trade->expiration = asked.expiration;
  if (is_stop_limit(asked.cmd)) trade->close_price = asked.close_price;
  if (const int code = check_change(context(asked), before, *trade); code != RET_OK) return {code};
  trade->update_time = now_seconds();
  batch.put(Book::Open, *trade);
  notify_change(Callback::OnTradeUpdateDB, *trade, telemetry::MarkKind::Changed, batch);
  return {};
}

Verdict Trading::accept_cancel(const PluginTradeRequestRecord& request, Accepted& answer) {
  PluginTradeRecord& trade = answer.trade;
  if (const int code = find(Book::Open, request, trade); code != RET_OK) return {code};
  if (!is_pending(trade.cmd)) return {RET_TRADE_INCORRECT_CMD};
  if (const int code = hold(Book::Open, trade, PluginTradeState::CancelRequest, answer.lock); code != RET_OK)
    return {code};
  return {check_cancel(context(trade), trade)};
}

Verdict Trading::execute_cancel(const Accepted& accepted, CommitBatch& batch) {
  context_.host.trade_event(Callback::OnTradeRequestDelete, accepted.trade);
  auto order = context_.store.trade(Book::Open, accepted.trade.order);
  if (!order) return {RET_TRADE_INCORRECT_ORDER};
  if (!is_pending(order->cmd)) return {RET_TRADE_INCORRECT_STATE};
  remove_pending(std::move(*order), batch);
  return {};
}

// Closed trades and finance records.

int Trading::hold_closed(const PluginTradeRequestRecord& request, PluginTradeState of_trade,
                         PluginTradeState of_finance, Accepted& answer) {
  const bool open = context_.store.trade(Book::Open, request.order).has_value();
  if (open) return RET_TRADE_INCORRECT_STATE;
  if (find(Book::Closed, request, answer.trade) == RET_OK)
    return hold(Book::Closed, answer.trade, of_trade, answer.lock);
  if (const int code = find(Book::Finance, request, answer.trade); code != RET_OK) return code;
  return hold(Book::Finance, answer.trade, of_finance, answer.lock);
}

// Applies money, comment, magic and stops as requested; prices and times where set.
Verdict Trading::accept_update_closed(const PluginTradeRequestRecord& request, Accepted& answer) {
  const int code =
      hold_closed(request, PluginTradeState::ClosedUpdateRequest, PluginTradeState::FinanceUpdateRequest, answer);
  if (code != RET_OK) return {code};
  PluginTradeRecord& trade = answer.trade;
  if (!same_volume(request, trade)) return {RET_TRADE_BAD_VOLUME};
  const PluginTradeRecord before = trade;
  trade.profit = round_money(request.profit);
  trade.comment = request.comment;
  trade.magic = request.magic;
  if (request.open_time != 0) trade.open_time = request.open_time;
  if (request.close_time != 0) trade.close_time = request.close_time;
  if (!is_finance(trade.cmd)) {
    trade.commission = round_money(request.commission);
    trade.storage = round_money(request.storage);
    trade.taxes = round_money(request.taxes);
    trade.sl = request.sl;
    trade.tp = request.tp;
    if (request.open_price != 0.0) trade.open_price = request.open_price;
    if (request.close_price != 0.0) trade.close_price = request.close_price;
  }
  if (is_finance(trade.cmd) && std::isfinite(trade.profit) && !right_sign(trade.cmd, trade.profit))
    return {RET_ERR_PARAMS};
  // A cancelled order was never a position, so it has no profit and no cost.
  if (is_pending(trade.cmd) && moves_money(trade)) return {RET_ERR_PARAMS};
  if (trade.close_time < trade.open_time) return {RET_TRADE_BAD_CLOSE_TIME};
  if (const FieldFault fault = find_fault(trade)) return {RET_INVALID_DATA, kNoPlugin, fault};
  const SymbolSnapshot symbol = context_.market.symbol_snapshot(trade.symbol);
  if (is_finance(trade.cmd) || !symbol) return {};
  const GridFault off = put_on_grid(*symbol, trade, &before);
  return {off.code, kNoPlugin, off.fault};
}

Verdict Trading::execute_update_closed(const Accepted& accepted, CommitBatch& batch) {
  PluginTradeRecord trade = accepted.trade;
  context_.host.trade_event(Callback::OnTradeRequestUpdate, trade);
  const auto before = context_.store.trade(accepted.lock.book, trade.order);
  if (!before) return {RET_TRADE_INCORRECT_ORDER};
  keep_gateway_data(trade, *before);
  if (const int code = move_money(trade, result_of(trade) - result_of(*before), batch); code != RET_OK) return {code};
  trade.state = before->state;
  trade.update_time = now_seconds();
  batch.put(accepted.lock.book, trade);
  notify_change(Callback::OnTradeUpdateDB, trade, telemetry::MarkKind::Corrected, batch);
  return {};
}

Verdict Trading::accept_delete(const PluginTradeRequestRecord& request, Accepted& answer) {
  return {hold_closed(request, PluginTradeState::DeleteRequest, PluginTradeState::FinanceDeleteRequest, answer)};
}

Verdict Trading::execute_delete(const Accepted& accepted, CommitBatch& batch) {
  context_.host.trade_event(Callback::OnTradeRequestDelete, accepted.trade);
  auto trade = context_.store.trade(accepted.lock.book, accepted.trade.order);
  if (!trade) return {RET_TRADE_INCORRECT_ORDER};
  if (const int code = move_money(*trade, -result_of(*trade), batch); code != RET_OK) return {code};
  trade->state = PluginTradeState::Deleted;
  trade->update_time = now_seconds();
  batch.erase(accepted.lock.book, trade->order);
  notify_change(Callback::OnTradeDeleteDB, *trade, telemetry::MarkKind::Deleted, batch);
  return {};
}

Verdict Trading::accept_restore(const PluginTradeRequestRecord& request, Accepted& answer) {
  if (context_.store.trade(Book::Open, request.order)) return {RET_TRADE_EXIST};
  PluginTradeRecord& trade = answer.trade;
  if (const int code = find(Book::Closed, request, trade); code != RET_OK) return {code};
  if (!is_market(trade.cmd)) return {RET_TRADE_INCORRECT_STATE};
  if (!context_.store.account(trade.login)) return {RET_USER_NOT_FOUND};
  if (!context_.market.symbol(trade.symbol)) return {RET_SYMBOL_NOT_FOUND};
  return {hold(Book::Closed, trade, PluginTradeState::RestoreRequest, answer.lock)};
}

// The account's leverage may have changed after the trade was closed.
void Trading::take_leverage(PluginTradeRecord& trade) const {
  const TradeContext context = this->context(trade);
  const bool follows = context_.settings.common()->leverage_at_opening == 0;
  if (!follows || !context.account || !context.group || !context.symbol || !takes_leverage(*context.symbol)) return;
  trade.margin_initial =
      margin(*context.symbol, *context.group, context.account->leverage, trade.volume, trade.open_price);
}

Verdict Trading::execute_restore(const Accepted& accepted, CommitBatch& batch) {
  context_.host.trade_event(Callback::OnTradeRequestUpdate, accepted.trade);
  auto trade = context_.store.trade(Book::Closed, accepted.trade.order);
  if (!trade) return {RET_TRADE_INCORRECT_ORDER};
  if (const int code = move_money(*trade, -result_of(*trade), batch); code != RET_OK) return {code};
  take_leverage(*trade);
  trade->state = PluginTradeState::OpenRestored;
  trade->activation = PluginTradeActivation::None;
  trade->close_time = 0;
  trade->profit = 0.0;
  trade->update_time = now_seconds();
  batch.erase(Book::Closed, trade->order);
  batch.put(Book::Open, *trade);
  notify_change(Callback::OnTradeUpdateDB, *trade, telemetry::MarkKind::Restored, batch);
  return {};
}

}  // namespace workbench
