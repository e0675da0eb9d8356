// Acceptance of trade requests: marks, checks and request hooks, one function for each action.
#include "trading/trading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/clock.h"
#include "base/numbers.h"
#include "base/request_limits.h"
#include "formulas/calculators.h"
#include "market/price_grid.h"
#include "trading/pending.h"

namespace workbench {
namespace {

// State of a closing while it is queued; documented, but without a name in the lists of this contract.
constexpr auto kPartialCloseRequest = static_cast<PluginTradeState>(19);

bool goes_on(int code) noexcept {
  return code == RET_OK || code == RET_OK_CHANGE;
}

double finite_or_none(double number) noexcept {
  return std::isfinite(number) ? number : 0.0;
}

// The prices that a hook may change.
using GivenPrices = std::array<double, 4>;

GivenPrices given_prices(const PluginTradeRecord& trade) noexcept {
  return {trade.open_price, trade.close_price, trade.sl, trade.tp};
}

// Rounds a price that a hook computed to the symbol's digits, as for a quote.
void snap_changed(PluginTradeRecord& trade, const GivenPrices& before, double power) noexcept {
  const std::array prices{&trade.open_price, &trade.close_price, &trade.sl, &trade.tp};
  for (size_t i = 0; i < prices.size(); ++i) {
    if (*prices[i] != before[i]) *prices[i] = on_grid(*prices[i], power);
  }
}

Verdict field_verdict(const FieldFault& fault, uint16_t plugin = kNoPlugin) noexcept {
  return fault ? Verdict{RET_INVALID_DATA, plugin, fault} : Verdict{};
}

Verdict grid_verdict(const GridFault& found) noexcept {
  return {found.code, kNoPlugin, found.fault};
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
  trade.close_price = is_stop_limit(request.cmd) ? request.close_price : 0.0;
  trade.sl = request.sl;
  trade.tp = request.tp;
  trade.expiration = is_pending(request.cmd) ? request.expiration : 0;
  trade.reason = request.reason;
  trade.magic = request.magic;
  trade.comment = request.comment;
  trade.gw_volume = request.gw_volume;
  trade.gw_order = request.gw_order;
  trade.gw_source = request.gw_source;
  trade.gw_uuid = request.gw_uuid;
  trade.gw_open_price = finite_or_none(request.gw_open_price);
  trade.gw_close_price = finite_or_none(request.gw_close_price);
  trade.api_data = request.api_data;
  return trade;
}

const Trading::Step& Trading::step(TradeAction action) {
  static constexpr Step kSteps[] = {
      {"open", &Trading::accept_open, &Trading::execute_open},
      {"close", &Trading::accept_close, &Trading::execute_close},
      {"close by", &Trading::accept_close_by, &Trading::execute_close_by},
      {"update", &Trading::accept_update, &Trading::execute_update},
      {"correct", &Trading::accept_update_closed, &Trading::execute_update_closed},
      {"cancel", &Trading::accept_cancel, &Trading::execute_cancel},
      {"delete", &Trading::accept_delete, &Trading::execute_delete},
      {"restore", &Trading::accept_restore, &Trading::execute_restore},
  };
  static_assert(std::size(kSteps) == kTradeActions);
  return kSteps[static_cast<size_t>(action)];
}

TradeContext Trading::context(const PluginTradeRecord& trade) const {
  return trade_context(context_.store, context_.market, context_.valuation, trade.login, trade.symbol, trade.cmd,
                       context_.server_nanos.load(std::memory_order_relaxed));
}

int64_t Trading::now_seconds() const noexcept {
  return context_.server_nanos.load(std::memory_order_relaxed) / kNanosPerSecond;
}

Verdict Trading::ask(Callback hook, PluginTradeRecord& trade, const TradeContext& context) {
  const GivenPrices before = given_prices(trade);
  const HookOutcome outcome =
      context_.host.trade_hook(hook, trade, *context.group, *context.symbol, *context.account, context.margin);
  if (!goes_on(outcome.code)) return {outcome.code, outcome.plugin};
  if (!outcome.changed) return {};
  snap_changed(trade, before, power_of_ten(context.symbol->digits));
  return field_verdict(find_fault(trade), outcome.plugin);
}

// Every action.

int Trading::try_open(const PluginTradeRequestRecord& request) const {
  if (find_fault(request)) return RET_INVALID_DATA;
  PluginTradeRecord trade = from_request(request);
  double asked = request.open_price;
  return check_given(context(trade), trade, asked).code;
}

Verdict Trading::check_given(const TradeContext& context, PluginTradeRecord& trade, double& asked) const {
  GridFault off;
  if (context.symbol) {
    off = put_on_grid(*context.symbol, trade, nullptr);
    if (off.code == RET_OK && is_market(trade.cmd) && price_counts(context, asked))
      off = put_on_grid(*context.symbol, asked, "open_price");
  }
  if (const int code = check_open(context, trade, asked); code != RET_OK) return {code};
  return grid_verdict(off);
}

int Trading::try_close(const PluginTradeRequestRecord& request) const {
  if (find_fault(request)) return RET_INVALID_DATA;
  const auto trade = context_.store.trade(Book::Open, request.order);
  if (!trade || (request.login != 0 && request.login != trade->login)) return RET_TRADE_INCORRECT_ORDER;
  double asked = request.close_price;
  return check_given_close(context(*trade), *trade, request.volume, asked).code;
}

Verdict Trading::check_given_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume,
                                   double& asked) const {
  GridFault off;
  if (context.symbol && price_counts(context, asked)) off = put_on_grid(*context.symbol, asked, "close_price");
  if (const int code = check_close(context, trade, volume, asked); code != RET_OK) return {code};
  return grid_verdict(off);
}

Accepted Trading::accept(TradeAction action, const PluginTradeRequestRecord& request, uint16_t plugin) {
  Accepted answer{.action = action, .trade = from_request(request)};
  Verdict verdict = field_verdict(find_fault(request));
  if (verdict.good()) verdict = (this->*step(action).accept)(request, answer);
  answer.code = verdict.code;
  if (verdict.good()) return answer;
  release(answer);
  if (verdict.fault && verdict.plugin == kNoPlugin) verdict.plugin = plugin;
  refuse(step(action).name, answer.trade, verdict);
  return answer;
}

void Trading::release(const Accepted& accepted) {
  const Held held(context_.store, accepted.lock, accepted.opposite);
}

Trading::Held::~Held() {
  for (const OrderLock& lock : locks_) {
    if (lock.order != 0) store_.unlock_order(lock.book, lock.order);
  }
}

int Trading::find(Book book, const PluginTradeRequestRecord& request, PluginTradeRecord& trade) const {
  auto stored = context_.store.trade(book, request.order);
  if (!stored || (request.login != 0 && request.login != stored->login)) return RET_TRADE_INCORRECT_ORDER;
  trade = std::move(*stored);
  return RET_OK;
}

int Trading::hold(Book book, PluginTradeRecord& trade, PluginTradeState state, OrderLock& lock) {
  const TradeSnapshot marked = context_.store.lock_order(book, trade.order, state);
  if (!marked) return RET_TRADE_ORDER_LOCKED;
  lock = {book, trade.order};
  trade = *marked;
  trade.state = state;
  return RET_OK;
}

// Opening.

Verdict Trading::accept_open(const PluginTradeRequestRecord& request, Accepted& answer) {
  PluginTradeRecord& trade = answer.trade;
  const TradeContext context = this->context(trade);
  trade.order = 0;
  answer.price = request.open_price;
  if (const Verdict verdict = check_given(context, trade, answer.price); !verdict.good()) return verdict;
  trade.order = context_.orders.take();
  if (trade.order == 0) return {RET_TRADE_TOO_MANY_ORDERS};
  if (const int code = price_open(trade, context, answer.price); code != RET_OK) return {code};
  const Verdict verdict = ask(Callback::HookTradeRequestOpen, trade, context);
  trade.state = PluginTradeState::OpenRequest;
  return verdict;
}

int Trading::price_open(PluginTradeRecord& trade, const TradeContext& context, double asked) const {
  trade.digits = context.symbol->digits;
  trade.open_time = trade.update_time = context.now_nanos / kNanosPerSecond;
  trade.conv_rates[0] = *context.profit_rate;
  trade.margin_rate = *context.margin_rate;
  trade.state = PluginTradeState::OpenRequest;
  if (is_market(trade.cmd)) {
    trade.open_price = price_counts(context, asked) ? asked : opening_price(context, trade.cmd);
    trade.close_price = closing_price(context, trade.cmd);
    trade.margin_initial = required_margin(context, trade);
  }
  return find_fault(trade) ? RET_TRADE_BAD_PRICES : RET_OK;
}

// Closing.

Verdict Trading::accept_close(const PluginTradeRequestRecord& request, Accepted& answer) {
  PluginTradeRecord& trade = answer.trade;
  if (const int code = find(Book::Open, request, trade); code != RET_OK) return {code};
  const int32_t whole = trade.volume;
  const bool part = request.volume != 0 && request.volume != whole;
  const PluginTradeState state = part ? kPartialCloseRequest : PluginTradeState::CloseRequest;
  if (const int code = hold(Book::Open, trade, state, answer.lock); code != RET_OK) return {code};
  const TradeContext context = this->context(trade);
  answer.price = request.close_price;
  if (const Verdict verdict = check_given_close(context, trade, request.volume, answer.price); !verdict.good())
    return verdict;
  if (part) trade.volume = request.volume;
  value_close(trade, context, close_at(trade, context, answer.price));
  const Verdict verdict = ask(Callback::HookTradeRequestClose, trade, context);
  answer.volume = trade.volume;
  trade.volume = whole;
  if (!verdict.good()) return verdict;
  if (answer.volume <= 0) return {RET_TRADE_BAD_VOLUME};
  return {check_close(context, trade, answer.volume, answer.price)};
}

double Trading::close_at(const PluginTradeRecord& trade, const TradeContext& context, double asked) const noexcept {
  return price_counts(context, asked) ? asked : closing_price(context, trade.cmd);
}

void Trading::value_close(PluginTradeRecord& part, const TradeContext& context, double price) const {
  part.close_price = price;
  part.close_time = context.now_nanos / kNanosPerSecond;
  part.conv_rates[1] = *context.profit_rate;
  part.profit = round_money(profit(*context.symbol, part.cmd, part.volume, part.open_price, part.close_price) *
                            *context.profit_rate);
}

Verdict Trading::accept_close_by(const PluginTradeRequestRecord& request, Accepted& answer) {
  PluginTradeRecord& trade = answer.trade;
  PluginTradeRecord opposite{};
  PluginTradeRequestRecord other{};
  other.order = request.parent_order;
  if (const int code = find(Book::Open, request, trade); code != RET_OK) return {code};
  if (const int code = find(Book::Open, other, opposite); code != RET_OK) return {code};
  constexpr auto kState = PluginTradeState::CloseRequest;
  if (const int code = hold(Book::Open, trade, kState, answer.lock); code != RET_OK) return {code};
  if (const int code = hold(Book::Open, opposite, kState, answer.opposite); code != RET_OK) return {code};
  const TradeContext context = this->context(trade);
  if (const int code = check_close_by(context, trade, opposite); code != RET_OK) return {code};
  const int32_t whole = trade.volume;
  answer.volume = std::min(whole, opposite.volume);
  trade.volume = answer.volume;
  value_close(trade, context, opposite.open_price);
  const Verdict verdict = ask(Callback::HookTradeRequestClose, trade, context);
  trade.volume = whole;
  return verdict;
}

}  // namespace workbench
