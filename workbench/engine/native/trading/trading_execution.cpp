// Execution of openings and closings, with the engine lock held.
#include <algorithm>

#include "base/numbers.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "trading/finance.h"
#include "trading/pending.h"
#include "trading/trading.h"

namespace workbench {
namespace {

// Returns the share of an amount for a part of the volume.
double share(double amount, int32_t part, int32_t whole) noexcept {
  return round_money(amount * static_cast<double>(part) / static_cast<double>(whole));
}

PluginTradeRecord part_of(const PluginTradeRecord& trade, int32_t volume) {
  PluginTradeRecord part = trade;
  if (volume == trade.volume) return part;
  part.volume = volume;
  part.commission = share(trade.commission, volume, trade.volume);
  part.commission_agent = share(trade.commission_agent, volume, trade.volume);
  part.storage = share(trade.storage, volume, trade.volume);
  part.taxes = share(trade.taxes, volume, trade.volume);
  part.margin_initial = trade.margin_initial * static_cast<double>(volume) / static_cast<double>(trade.volume);
  return part;
}

PluginTradeRecord rest_of(const PluginTradeRecord& trade, const PluginTradeRecord& part) {
  PluginTradeRecord rest = trade;
  const PluginTradeRecord taken = part_of(trade, part.volume);
  rest.volume -= taken.volume;
  rest.commission = round_money(rest.commission - taken.commission);
  rest.commission_agent = round_money(rest.commission_agent - taken.commission_agent);
  rest.storage = round_money(rest.storage - taken.storage);
  rest.taxes = round_money(rest.taxes - taken.taxes);
  rest.margin_initial -= taken.margin_initial;
  return rest;
}

// A gateway may have written its references after the closing was accepted; references written by a hook take
// precedence.
void take_gateway_data(PluginTradeRecord& trade, const PluginTradeRecord& stored) {
  trade.gw_volume = stored.gw_volume;
  trade.gw_source = stored.gw_source;
  trade.gw_uuid = stored.gw_uuid;
  if (trade.gw_order.empty()) trade.gw_order = stored.gw_order;
  if (trade.gw_open_price == 0.0) trade.gw_open_price = stored.gw_open_price;
  if (trade.gw_close_price == 0.0) trade.gw_close_price = stored.gw_close_price;
}

// A day may also have ended since then; its swap is part of the result.
void take_swap(PluginTradeRecord& trade, const PluginTradeRecord& stored) {
  if (stored.last_swap_time <= trade.last_swap_time) return;
  trade.storage = stored.storage;
  trade.prev_storage = stored.prev_storage;
  trade.last_swap_time = stored.last_swap_time;
}

bool closable(const TradeContext& context) noexcept {
  return context.account && context.group && context.symbol && context.sec != nullptr;
}

}  // namespace

int Trading::execute(const Accepted& accepted, CommitBatch& batch) {
  const Held held(context_.store, accepted.lock, accepted.opposite);
  const Verdict verdict = (this->*step(accepted.action).execute)(accepted, batch);
  return verdict.good() ? RET_OK : refuse(step(accepted.action).name, accepted.trade, verdict);
}

// Opening.

Verdict Trading::charge(PluginTradeRecord& trade, const TradeContext& context) {
  trade.commission = commission(*context.sec, *context.symbol, trade.volume, trade.open_price, *context.profit_rate);
  trade.commission_agent =
      agent_commission(*context.sec, *context.symbol, trade.volume, trade.open_price, *context.profit_rate);
  trade.taxes = commission_tax(*context.sec, trade.commission);
  const PluginTradeRecord asked = trade;
  const Verdict verdict = ask(Callback::HookTradeProcessCommision, trade, context);
  trade.volume = asked.volume;
  // If a hook changes the commission but not the taxes, the taxes are computed from the new commission.
  if (trade.commission != asked.commission && trade.taxes == asked.taxes)
    trade.taxes = commission_tax(*context.sec, trade.commission);
  return verdict;
}

Verdict Trading::open_terms(PluginTradeRecord& trade, const TradeContext& context) {
  const int32_t volume = trade.volume;
  if (const Verdict verdict = ask(Callback::HookTradeProcessOpen, trade, context); !verdict.good()) return verdict;
  if (trade.volume != volume) {
    if (const int code = check_execution(context, trade, 0.0); code != RET_OK) return {code};
    if (is_market(trade.cmd)) trade.margin_initial = required_margin(context, trade);
  }
  if (trade.open_price <= 0.0) return {RET_TRADE_BAD_PRICES};
  return is_market(trade.cmd) ? charge(trade, context) : Verdict{};
}

Verdict Trading::execute_open(const Accepted& accepted, CommitBatch& batch) {
  PluginTradeRecord trade = accepted.trade;
  context_.host.trade_event(Callback::OnTradeRequestOpen, trade);
  const TradeContext context = this->context(trade);
  if (const int code = check_execution(context, trade, accepted.price); code != RET_OK) return {code};
  if (const int code = price_open(trade, context, accepted.price); code != RET_OK) return {code};
  if (const Verdict verdict = open_terms(trade, context); !verdict.good()) return verdict;
  trade.state = PluginTradeState::OpenNormal;
  trade.close_time = 0;
  trade.profit = 0.0;  // floating: computed whenever it is read
  batch.put(Book::Open, trade);
  notify_opened(trade, Callback::OnTradeAddDB, batch);
  return {};
}

// Closing.

Verdict Trading::close_terms(PluginTradeRecord& part, const TradeContext& context, double price) {
  value_close(part, context, price);
  const PluginTradeRecord asked = part;
  const Verdict verdict = ask(Callback::HookTradeProcessClose, part, context);
  part.volume = asked.volume;
  // If a hook changes the price but not the profit, the profit is computed at the new price.
  if (part.close_price != asked.close_price && part.profit == asked.profit)
    value_close(part, context, part.close_price);
  return verdict;
}

Verdict Trading::execute_close(const Accepted& accepted, CommitBatch& batch) {
  PluginTradeRecord trade = accepted.trade;
  const auto stored = context_.store.trade(Book::Open, trade.order);
  // An opening that could not be written is undone, even if a plugin saw it and closed it at once.
  if (!stored) return {RET_TRADE_INCORRECT_ORDER};
  if (stored->volume != trade.volume) return {RET_TRADE_INCORRECT_STATE};
  take_gateway_data(trade, *stored);
  take_swap(trade, *stored);
  PluginTradeRecord part = part_of(trade, accepted.volume);
  context_.host.trade_event(Callback::OnTradeRequestClose, part);
  const TradeContext context = this->context(trade);
  if (!closable(context)) return {RET_TRADE_INCORRECT_STATE};
  if (context.prices.bid <= 0.0 || !context.profit_rate) return {RET_TRADE_OFFQUOTES};
  const int moved = check_deviation(context, part.volume, accepted.price, closing_price(context, trade.cmd));
  if (moved != RET_OK) return {moved};
  if (const Verdict verdict = close_terms(part, context, close_at(part, context, accepted.price)); !verdict.good())
    return verdict;
  return settle(part, *stored, PluginTradeState::ClosedNormal, batch);
}

Verdict Trading::execute_close_by(const Accepted& accepted, CommitBatch& batch) {
  const auto first = context_.store.trade(Book::Open, accepted.lock.order);
  const auto second = context_.store.trade(Book::Open, accepted.opposite.order);
  if (!first || !second) return {RET_TRADE_INCORRECT_ORDER};
  if (std::min(first->volume, second->volume) != accepted.volume) return {RET_TRADE_INCORRECT_STATE};
  PluginTradeRecord trade = accepted.trade;
  take_gateway_data(trade, *first);
  take_swap(trade, *first);
  PluginTradeRecord part = part_of(trade, accepted.volume);
  PluginTradeRecord opposite = part_of(*second, accepted.volume);
  opposite.state = trade.state;
  context_.host.trade_event(Callback::OnTradeRequestClose, part);
  const TradeContext context = this->context(part);
  const TradeContext against = this->context(opposite);
  if (!closable(context)) return {RET_TRADE_INCORRECT_STATE};
  if (!context.profit_rate || !against.profit_rate) return {RET_TRADE_OFFQUOTES};
  if (const Verdict verdict = close_terms(part, context, second->open_price); !verdict.good()) return verdict;
  if (const Verdict verdict = close_terms(opposite, against, second->open_price); !verdict.good()) return verdict;
  const size_t before = batch.changes();
  Verdict verdict = settle(part, *first, PluginTradeState::ClosedBy, batch);
  if (verdict.good()) verdict = settle(opposite, *second, PluginTradeState::ClosedBy, batch);
  if (!verdict.good()) batch.undo(before);
  return verdict;
}

int Trading::number_part(PluginTradeRecord& part) {
  const int number = context_.orders.take();
  if (number == 0) return RET_TRADE_TOO_MANY_ORDERS;
  part.parent_order = part.order;
  part.order = number;
  return RET_OK;
}

Verdict Trading::settle(PluginTradeRecord part, const PluginTradeRecord& before, PluginTradeState whole,
                        CommitBatch& batch) {
  const bool rests = part.volume != before.volume;
  if (rests) {
    if (const int code = number_part(part); code != RET_OK) return {code};
  }
  const double result = part.profit + part.commission + part.storage + part.taxes;
  if (const int code = move_money(part, result, batch); code != RET_OK) return {code};
  PluginTradeRecord rest = rest_of(before, part);
  part.update_time = rest.update_time = now_seconds();
  part.state = rests && whole == PluginTradeState::ClosedNormal ? PluginTradeState::ClosedPart : whole;
  if (rests) {
    batch.put(Book::Open, rest);
  } else {
    batch.erase(Book::Open, before.order);
  }
  batch.put(Book::Closed, part);
  notify_closed(part, rests ? &rest : nullptr, batch);
  return {};
}

int Trading::move_money(const PluginTradeRecord& moved, double amount, CommitBatch& batch) {
  auto account = context_.store.account(moved.login);
  if (!account) return RET_USER_NOT_FOUND;
  double& money = money_of(*account, moved.cmd);
  money = round_money(money + amount);
  // A value from a hook or a correction may be finite and still too large for the balance.
  if (!usable_money(money)) return RET_INVALID_DATA;
  if (field_of(moved.cmd) != FinanceField::Balance && money < 0.0) return RET_TRADE_NO_MONEY;
  if (amount != 0.0) batch.put(*account);
  return RET_OK;
}

int Trading::set_gateway_data(const PluginTradeGatewayDataUpdateRecord& update, CommitBatch& batch) {
  for (const Book book : {Book::Open, Book::Closed}) {
    auto trade = context_.store.trade(book, update.order);
    if (!trade) continue;
    if (update.has_gw_volume) trade->gw_volume = update.gw_volume;
    if (update.has_gw_order) trade->gw_order = update.gw_order;
    if (update.has_gw_source) trade->gw_source = update.gw_source;
    if (update.has_gw_uuid) trade->gw_uuid = update.gw_uuid;
    if (update.has_gw_open_price) trade->gw_open_price = update.gw_open_price;
    if (update.has_gw_close_price) trade->gw_close_price = update.gw_close_price;
    if (find_fault(*trade, kMostText + kMostNote)) return RET_INVALID_DATA;  // an ended order has a note
    batch.put(book, *trade);
    return RET_OK;
  }
  return RET_TRADE_INCORRECT_ORDER;
}

}  // namespace workbench
