// Acceptance of trade requests, and the prices and amounts that acceptance and execution both put into a trade.
#include "trading.h"

#include <cmath>

#include "calculators.h"
#include "clock.h"
#include "generated/reflection.h"
#include "trade_text.h"

namespace workbench {
namespace {

bool goes_on(int code) noexcept {
  return code == RET_OK || code == RET_OK_CHANGE;
}

}  // namespace

PluginTradeRecord from_request(const PluginTradeRequestRecord& request) {
  PluginTradeRecord trade{};
  trade.order = request.order;
  trade.login = request.login;
  trade.symbol = request.symbol;
  trade.cmd = request.cmd;
  trade.volume = request.volume;
  trade.open_price = request.open_price;
  trade.sl = request.sl;
  trade.tp = request.tp;
  trade.expiration = request.expiration;
  trade.reason = request.reason;
  trade.magic = request.magic;
  trade.comment = request.comment;
  trade.gw_volume = request.gw_volume;
  trade.gw_order = request.gw_order;
  trade.gw_source = request.gw_source;
  trade.gw_uuid = request.gw_uuid;
  trade.gw_open_price = std::isfinite(request.gw_open_price) ? request.gw_open_price : 0.0;
  trade.gw_close_price = std::isfinite(request.gw_close_price) ? request.gw_close_price : 0.0;
  trade.api_data = request.api_data;
  return trade;
}

TradeContext Trading::context(const PluginTradeRecord& trade) const {
  return trade_context(parts_.store, parts_.market, parts_.valuation, trade.login, trade.symbol, trade.cmd,
                       parts_.server_nanos.load(std::memory_order_relaxed));
}

int Trading::try_open(const PluginTradeRequestRecord& request) const {
  const PluginTradeRecord trade = from_request(request);
  return check_open(context(trade), trade);
}

int Trading::try_close(const PluginTradeRequestRecord& request) const {
  const auto trade = parts_.store.trade(Book::Open, request.order);
  if (!trade || (request.login != 0 && request.login != trade->login)) return RET_TRADE_INCORRECT_ORDER;
  return check_close(context(*trade), *trade, request.volume);
}

Verdict Trading::ask(Callback hook, PluginTradeRecord& trade, const TradeContext& context) {
  const HookOutcome outcome =
      parts_.host.trade_hook(hook, trade, *context.group, *context.symbol, *context.account, context.margin);
  if (!goes_on(outcome.code)) return {outcome.code, outcome.plugin};
  return {all_finite(trade) ? RET_OK : RET_INVALID_DATA};
}

// Acceptance.

Accepted Trading::accept_open(const PluginTradeRequestRecord& request) {
  Accepted answer{.trade = from_request(request)};
  PluginTradeRecord& trade = answer.trade;
  const TradeContext context = this->context(trade);
  trade.order = 0;
  Verdict verdict{check_open(context, trade)};
  if (verdict.good()) trade.order = parts_.orders.take();
  if (verdict.good() && trade.order == 0) verdict = {RET_TRADE_TOO_MANY_ORDERS};
  if (verdict.good()) verdict = {price_open(trade, context)};
  if (verdict.good()) verdict = ask(Callback::HookTradeRequestOpen, trade, context);
  if (!verdict.good()) refuse("open", trade, verdict);
  answer.code = verdict.code;
  trade.state = PluginTradeState::OpenRequest;
  return answer;
}

int Trading::lock(const PluginTradeRequestRecord& request, PluginTradeState state, PluginTradeRecord& trade) {
  const auto stored = parts_.store.trade(Book::Open, request.order);
  if (!stored || (request.login != 0 && request.login != stored->login)) return RET_TRADE_INCORRECT_ORDER;
  trade = *stored;
  return parts_.store.lock_order(request.order, state) ? RET_OK : RET_TRADE_ORDER_LOCKED;
}

Accepted Trading::accept_close(const PluginTradeRequestRecord& request) {
  Accepted answer{.trade = from_request(request)};
  PluginTradeRecord& trade = answer.trade;
  answer.code = lock(request, PluginTradeState::CloseRequest, trade);
  if (answer.code != RET_OK) {
    refuse("close", trade, {answer.code});
    return answer;
  }
  const TradeContext context = this->context(trade);
  const int32_t whole = trade.volume;
  Verdict verdict{check_close(context, trade, request.volume)};
  if (verdict.good()) {
    trade.volume = request.volume == 0 ? whole : request.volume;
    trade.state = PluginTradeState::CloseRequest;
    value_close(trade, context);
    verdict = ask(Callback::HookTradeRequestClose, trade, context);
    answer.volume = trade.volume;
    trade.volume = whole;
  }
  if (verdict.good() && answer.volume <= 0) verdict = {RET_TRADE_BAD_VOLUME};
  if (verdict.good()) verdict = {check_close(context, trade, answer.volume)};
  if (!verdict.good()) {
    parts_.store.unlock_order(trade.order);
    refuse("close", trade, verdict);
  }
  answer.code = verdict.code;
  return answer;
}

Accepted Trading::accept_update(const PluginTradeRequestRecord& request) {
  Accepted answer{.trade = from_request(request)};
  PluginTradeRecord& trade = answer.trade;
  answer.code = lock(request, PluginTradeState::OpenUpdateRequest, trade);
  if (answer.code != RET_OK) return answer;
  trade.sl = request.sl;
  trade.tp = request.tp;
  if (!request.comment.empty()) trade.comment = request.comment;
  if (request.magic != 0) trade.magic = request.magic;
  answer.code = check_update(context(trade), trade);
  if (answer.code != RET_OK) parts_.store.unlock_order(trade.order);
  return answer;
}

// What both ends of a request work out.

int Trading::price_open(PluginTradeRecord& trade, const TradeContext& context) const {
  trade.digits = context.symbol->digits;
  trade.open_time = context.now_nanos / kNanosPerSecond;
  trade.update_time = trade.open_time;
  trade.open_price = open_price(trade.cmd, *context.symbol);
  trade.close_price = close_price(trade.cmd, *context.symbol);
  trade.conv_rates[0] = *context.profit_rate;
  trade.margin_rate = *context.margin_rate;
  trade.margin_initial = required_margin(context, trade);
  trade.state = PluginTradeState::OpenRequest;
  return all_finite(trade) ? RET_OK : RET_TRADE_BAD_PRICES;
}

void Trading::value_close(PluginTradeRecord& part, const TradeContext& context) const {
  part.close_price = close_price(part.cmd, *context.symbol);
  part.close_time = context.now_nanos / kNanosPerSecond;
  part.conv_rates[1] = *context.profit_rate;
  part.profit = round_money(profit(*context.symbol, part.cmd, part.volume, part.open_price, part.close_price) *
                            *context.profit_rate);
}

}  // namespace workbench
