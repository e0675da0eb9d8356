// Execution of trade requests, with the engine's turn.
#include <atomic>
#include <cmath>

#include "calculators.h"
#include "clock.h"
#include "trade_text.h"
#include "trading.h"

namespace workbench {
namespace {

// The share of an amount that belongs to a part of the volume.
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
  rest.state = PluginTradeState::OpenNormal;
  return rest;
}

// A gateway may have written its references since the closing was accepted; those of a hook go first.
void take_gateway_data(PluginTradeRecord& trade, const PluginTradeRecord& stored) {
  trade.gw_volume = stored.gw_volume;
  trade.gw_source = stored.gw_source;
  trade.gw_uuid = stored.gw_uuid;
  if (trade.gw_order.empty()) trade.gw_order = stored.gw_order;
  if (trade.gw_open_price == 0.0) trade.gw_open_price = stored.gw_open_price;
  if (trade.gw_close_price == 0.0) trade.gw_close_price = stored.gw_close_price;
}

double balance_after(const PluginAccountRecord& account, const PluginTradeRecord& closed) noexcept {
  return round_money(account.balance + closed.profit + closed.commission + closed.storage + closed.taxes);
}

void count(uint64_t& counter) noexcept {
  std::atomic_ref(counter).fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

// Opening.

Verdict Trading::charge(PluginTradeRecord& trade, const TradeContext& context) {
  trade.commission = commission(*context.sec, *context.symbol, trade.volume, trade.open_price, *context.profit_rate);
  trade.commission_agent =
      agent_commission(*context.sec, *context.symbol, trade.volume, trade.open_price, *context.profit_rate);
  trade.taxes = commission_tax(*context.sec, trade.commission);
  const PluginTradeRecord asked = trade;
  const Verdict verdict = ask(Callback::HookTradeProcessCommision, trade, context);
  trade.volume = asked.volume;
  // A hook that changes the commission without a word about the taxes means those of its commission.
  if (trade.commission != asked.commission && trade.taxes == asked.taxes)
    trade.taxes = commission_tax(*context.sec, trade.commission);
  return verdict;
}

int Trading::execute_open(PluginTradeRecord trade, Round& round) {
  parts_.host.trade_event(Callback::OnTradeRequestOpen, trade);
  const TradeContext context = this->context(trade);
  Verdict verdict{check_execution(context, trade)};
  if (verdict.good()) verdict = {price_open(trade, context)};
  const int32_t volume = trade.volume;
  if (verdict.good()) verdict = ask(Callback::HookTradeProcessOpen, trade, context);
  if (verdict.good() && trade.volume != volume) {
    verdict = {check_execution(context, trade)};
    trade.margin_initial = required_margin(context, trade);
  }
  if (verdict.good() && trade.open_price <= 0.0) verdict = {RET_TRADE_BAD_PRICES};
  if (verdict.good()) verdict = charge(trade, context);
  if (!verdict.good()) return refuse("open", trade, verdict);
  trade.state = PluginTradeState::OpenNormal;
  trade.close_time = 0;
  trade.profit = 0.0;  // floating: valued whenever it is read
  round.put(Book::Open, trade);
  tell_opened(trade, round);
  return RET_OK;
}

void Trading::tell_opened(const PluginTradeRecord& trade, Round& round) {
  round.after_commit([this, trade] {
    parts_.host.trade_event(Callback::OnTradeExecuteOpen, trade);
    parts_.host.trade_event(Callback::OnTradeAddDB, trade);
    mark(telemetry::MarkKind::Opened, trade, RET_OK);
    parts_.notices.journal("info", "CLIENT", kNoPlugin, opened_text(trade));
  });
}

// Closing.

Verdict Trading::close_terms(PluginTradeRecord& part, const TradeContext& context) {
  const bool possible = context.account && context.group && context.symbol && context.sec != nullptr;
  if (!possible) return {RET_TRADE_INCORRECT_STATE};
  if (context.symbol->bid <= 0.0 || !context.profit_rate) return {RET_TRADE_OFFQUOTES};
  value_close(part, context);
  const PluginTradeRecord asked = part;
  const Verdict verdict = ask(Callback::HookTradeProcessClose, part, context);
  part.volume = asked.volume;
  // A hook that moves the price without a word about the profit means the profit at that price.
  if (part.close_price != asked.close_price && part.profit == asked.profit) {
    part.profit = round_money(profit(*context.symbol, part.cmd, part.volume, part.open_price, part.close_price) *
                              part.conv_rates[1]);
  }
  return verdict;
}

int Trading::execute_close(PluginTradeRecord trade, int32_t volume, Round& round) {
  const auto stored = parts_.store.trade(Book::Open, trade.order);
  // An opening that could not be written is undone, also for a plugin that saw it and closed it at once.
  if (!stored) return refuse("close", trade, {RET_TRADE_INCORRECT_ORDER});
  take_gateway_data(trade, *stored);
  PluginTradeRecord part = part_of(trade, volume);
  part.state = PluginTradeState::CloseRequest;
  parts_.host.trade_event(Callback::OnTradeRequestClose, part);
  const TradeContext context = this->context(trade);
  Verdict verdict = close_terms(part, context);
  parts_.store.unlock_order(trade.order);
  // What a hook wrote may be finite and still too much for the balance.
  if (verdict.good() && !std::isfinite(balance_after(*context.account, part))) verdict = {RET_INVALID_DATA};
  if (verdict.good() && part.volume != stored->volume) verdict = {number_part(part)};
  if (!verdict.good()) return refuse("close", part, verdict);
  book(part, *stored, context, round);
  return RET_OK;
}

int Trading::number_part(PluginTradeRecord& part) {
  const int number = parts_.orders.take();
  if (number == 0) return RET_TRADE_TOO_MANY_ORDERS;
  part.parent_order = part.order;
  part.order = number;
  return RET_OK;
}

void Trading::book(const PluginTradeRecord& closed, const PluginTradeRecord& before, const TradeContext& context,
                   Round& round) {
  PluginTradeRecord history = closed;
  PluginTradeRecord rest = rest_of(before, closed);
  history.update_time = rest.update_time = context.now_nanos / kNanosPerSecond;
  const bool whole = closed.volume == before.volume;
  history.state = whole ? PluginTradeState::ClosedNormal : PluginTradeState::ClosedPart;
  if (whole) {
    round.erase(Book::Open, before.order);
  } else {
    round.put(Book::Open, rest);
  }
  round.put(Book::Closed, history);
  PluginAccountRecord account = *parts_.store.account(history.login);
  account.balance = balance_after(account, history);
  round.put(account);
  tell_closed(history, whole ? nullptr : &rest, round);
}

void Trading::tell_closed(const PluginTradeRecord& trade, const PluginTradeRecord* rest, Round& round) {
  round.after_commit([this, trade, rest = rest == nullptr ? std::optional<PluginTradeRecord>{} : *rest] {
    parts_.host.trade_event(Callback::OnTradeExecuteClose, trade);
    parts_.host.trade_event(rest ? Callback::OnTradeAddDB : Callback::OnTradeUpdateDB, trade);
    if (rest) parts_.host.trade_event(Callback::OnTradeUpdateDB, *rest);
    mark(telemetry::MarkKind::Closed, trade, RET_OK);
    parts_.notices.journal("info", "CLIENT", kNoPlugin, closed_text(trade));
  });
}

// Changes.

int Trading::execute_update(PluginTradeRecord trade, Round& round) {
  trade.state = PluginTradeState::OpenUpdateRequest;
  parts_.host.trade_event(Callback::OnTradeRequestUpdate, trade);
  parts_.store.unlock_order(trade.order);
  const auto stored = parts_.store.trade(Book::Open, trade.order);
  if (!stored) return RET_TRADE_INCORRECT_ORDER;
  PluginTradeRecord changed = *stored;
  changed.sl = trade.sl;
  changed.tp = trade.tp;
  changed.comment = trade.comment;
  changed.magic = trade.magic;
  changed.update_time = parts_.server_nanos.load(std::memory_order_relaxed) / kNanosPerSecond;
  round.put(Book::Open, changed);
  round.after_commit([this, changed] { parts_.host.trade_event(Callback::OnTradeUpdateDB, changed); });
  return RET_OK;
}

int Trading::set_gateway_data(const PluginTradeGatewayDataUpdateRecord& update, Round& round) {
  for (const Book book : {Book::Open, Book::Closed}) {
    auto trade = parts_.store.trade(book, update.order);
    if (!trade) continue;
    if (update.has_gw_volume) trade->gw_volume = update.gw_volume;
    if (update.has_gw_order) trade->gw_order = update.gw_order;
    if (update.has_gw_source) trade->gw_source = update.gw_source;
    if (update.has_gw_uuid) trade->gw_uuid = update.gw_uuid;
    if (update.has_gw_open_price) trade->gw_open_price = update.gw_open_price;
    if (update.has_gw_close_price) trade->gw_close_price = update.gw_close_price;
    if (!all_finite(*trade)) return RET_INVALID_DATA;
    round.put(book, *trade);
    return RET_OK;
  }
  return RET_TRADE_INCORRECT_ORDER;
}

// What the observer sees.

int Trading::refuse(std::string_view what, const PluginTradeRecord& trade, Verdict verdict) {
  const std::string plugin = verdict.plugin == kNoPlugin ? std::string() : parts_.host.name(verdict.plugin);
  parts_.notices.journal("warning", "CLIENT", verdict.plugin, refused_text(what, trade, plugin, verdict.code));
  count(parts_.telemetry.header().refused);
  parts_.on_engine([this, trade, code = verdict.code] { mark(telemetry::MarkKind::Refused, trade, code); });
  return verdict.code;
}

void Trading::mark(telemetry::MarkKind kind, const PluginTradeRecord& trade, int code) {
  telemetry::SegmentHeader& header = parts_.telemetry.header();
  if (kind == telemetry::MarkKind::Opened) count(header.opened);
  if (kind == telemetry::MarkKind::Closed) count(header.closed);
  std::atomic_ref(header.open_trades).store(parts_.store.trade_count(Book::Open), std::memory_order_relaxed);
  telemetry::MarkRecord record{};
  record.server_nanos = parts_.server_nanos.load(std::memory_order_relaxed);
  record.price = kind == telemetry::MarkKind::Closed ? trade.close_price : trade.open_price;
  record.profit = kind == telemetry::MarkKind::Closed ? trade.profit : 0.0;
  record.order = trade.order;
  record.login = trade.login;
  record.volume = trade.volume;
  record.cmd = static_cast<int32_t>(trade.cmd);
  record.code = code;
  record.symbol = parts_.market.number(trade.symbol).value_or(0xFFFF);
  record.kind = static_cast<uint8_t>(kind);
  parts_.telemetry.mark(record);
}

}  // namespace workbench
