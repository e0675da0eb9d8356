// Checks accounts whose equity has passed a limit.
#include "trading/margin_watch.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/clock.h"
#include "base/record_text.h"
#include "base/server_settings.h"
#include "formulas/calculators.h"
#include "trading/trade_text.h"

namespace workbench {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr double kAlways = std::numeric_limits<double>::infinity();
constexpr double kSlack = 1.0;  // passing a limit only triggers the full check, which decides

// Returns the equity at which free margin is at or below the threshold, in money.
double equity_in_money(double threshold, FloatingUse use, double without_floating, double own) noexcept {
  const bool alone = without_floating <= threshold;
  switch (use) {
    case FloatingUse::None:
      return alone ? kAlways : kNever;
    case FloatingUse::Profit:
      if (!alone) return kNever;
      break;
    case FloatingUse::Loss:
      if (alone) return kAlways;
      break;
    case FloatingUse::All:
      break;
  }
  return threshold - without_floating + own;
}

}  // namespace

double equity_at_threshold(int threshold, const PluginGroupRecord& group, const OpenTotals& open, double own,
                           bool section_modes) noexcept {
  const double margin = open.margin * 100.0;
  if (static_cast<MarginUnit>(group.margin_type) != MarginUnit::Money)
    return margin > 0.0 ? margin * threshold / 100.0 : 0.0;
  if (section_modes) return kAlways;
  const double without_floating = own + group.credit * 100.0 - margin;
  return equity_in_money(threshold * 100.0, static_cast<FloatingUse>(group.margin_mode), without_floating, own);
}

void MarginWatch::settle(CommitBatch& batch) {
  while (positions_.has_noted()) {
    positions_.take_noted(noted_);
    std::sort(noted_.begin(), noted_.end());  // the same order for any order of notes
    for (const uint32_t number : noted_) examine(number, batch);
  }
}

MarginNumbers MarginWatch::numbers(uint32_t number) const {
  const AccountBook& account = positions_.account(number);
  return margin_numbers(account.money, *account.group, positions_.totals_of(number));
}

void MarginWatch::examine(uint32_t number, CommitBatch& batch) {
  AccountBook& account = positions_.account(number);
  const bool watched = account.known && account.group && account.positions > 0;
  if (!watched || account.unvalued > 0) {
    if (!watched) account.watch = {};
    positions_.set_limits(number, kNever, kAlways);
    return;
  }
  MarginState state = numbers(number).state;
  account.watch.below = state != MarginState::Fine;
  if (state != MarginState::Fine) call(number, batch);
  if (state == MarginState::StopOut) {
    stop_out(number, batch);
    state = positions_.account(number).positions > 0 ? numbers(number).state : MarginState::Fine;
  }
  MarginWatchState& watch = positions_.account(number).watch;
  watch.below = state != MarginState::Fine;
  watch.called = watch.called && watch.below;
  const EquityLimits between = limits(number, state);
  positions_.set_limits(number, between.low, between.high);
}

EquityLimits MarginWatch::limits(uint32_t number, MarginState state) const {
  const AccountBook& account = positions_.account(number);
  const OpenTotals open = positions_.totals_of(number);
  const double own = positions_.own(number);
  const auto at = [&](int threshold) {
    return equity_at_threshold(threshold, *account.group, open, own, account.modes);
  };
  const double stop = at(account.group->margin_stopout);
  const double call = std::max(stop, at(account.group->margin_call));
  if (state == MarginState::Fine) return {call + kSlack, kAlways};
  if (state == MarginState::StopOut)
    return exempt(number) ? EquityLimits{kNever, stop - kSlack} : EquityLimits{kAlways, kAlways};
  return account.watch.called ? EquityLimits{stop + kSlack, call - kSlack} : EquityLimits{kAlways, kAlways};
}

// Margin call.

void MarginWatch::call(uint32_t number, CommitBatch& batch) {
  AccountBook& account = positions_.account(number);
  // A notification that was made but is not committed yet: repeated after a while.
  if (account.watch.called || now_nanos() < account.watch.quiet_until_nanos) return;
  account.watch.quiet_until_nanos = now_nanos() + kNanosPerSecond;
  batch.after_commit([this, login = account.login] {
    if (const auto number = positions_.number_of(login)) {
      AccountBook& one = positions_.account(*number);
      one.watch.called = one.watch.below;
      positions_.note(*number);
    }
  });
  notify_margin_call(account_record(account.login), batch);
}

// Stop out.

bool MarginWatch::exempt(uint32_t number) const {
  const AccountBook& account = positions_.account(number);
  if (account.group->stopout_skip_hedged == 0) return false;
  return std::all_of(account.legs.begin(), account.legs.end(),
                     [](const SymbolLegs& one) { return one.legs.buy_volume == one.legs.sell_volume; });
}

void MarginWatch::stop_out(uint32_t number, CommitBatch& batch) {
  const int login = positions_.account(number).login;
  if (now_nanos() < positions_.account(number).watch.retry_nanos) return;
  positions_.account(number).watch.retry_nanos = now_nanos() + kNanosPerSecond;
  std::vector<int> refused;
  bool closed = false;
  while (positions_.account(number).positions > 0 && !exempt(number) && numbers(number).state == MarginState::StopOut) {
    const int order = positions_.worst(number, refused);
    if (order == 0) break;
    const PluginAccountRecord before = account_record(login);
    if (!close(order, batch)) {
      refused.push_back(order);
      continue;
    }
    closed = true;
    notify_stop_out(before, order, batch);
  }
  if (closed && positions_.account(number).positions == 0) compensate(login, batch);
  if (!refused.empty()) return;
  // Resets the retry time only after the commit, because an uncommitted stop out must be retried.
  batch.after_commit([this, login] {
    if (const auto now = positions_.number_of(login)) {
      positions_.account(*now).watch.retry_nanos = 0;
      positions_.note(*now);
    }
  });
}

bool MarginWatch::close(int order, CommitBatch& batch) {
  const TradeSnapshot trade = context_.store.trade_snapshot(Book::Open, order);
  const auto symbol = trade ? context_.market.number(trade->symbol) : std::nullopt;
  if (!symbol) return false;
  const PluginSymbolRecord& record = context_.market.live(*symbol);
  if (context_.market.hours(record, SessionUse::Trade, now_nanos()) != MarketHours::Open) return false;
  return trading_.activate(order, PluginTradeActivation::StopOut, 0.0, batch) == RET_OK;
}

void MarginWatch::compensate(int login, CommitBatch& batch) {
  const AccountSnapshot account = context_.store.account_snapshot(login);
  if (!account || account->balance >= 0.0 || context_.settings.common()->stopout_compensation != 1) return;
  int order = 0;
  accounts_.book({login, -account->balance, PluginTradeCommand::SoCompensation, "stop out compensation"}, batch, order);
}

// Notifications.

PluginAccountRecord MarginWatch::account_record(int login) const {
  return context_.valuation.account(login).value_or(PluginAccountRecord{});
}

void MarginWatch::notify_margin_call(const PluginAccountRecord& account, CommitBatch& batch) {
  batch.after_commit([this, account] {
    context_.notices.journal("warning", "SYSTEM", kNoPlugin, margin_call_text(account.margin));
    Notice notice;
    notice.kind = NoticeKind::MarginCall;
    notice.text = json_of(account.margin);
    notice.id = account.login;
    context_.notices.put(std::move(notice));
    context_.host.margin_call_event(account, account.margin);
  });
}

void MarginWatch::notify_stop_out(const PluginAccountRecord& account, int order, CommitBatch& batch) {
  batch.after_commit([this, account, order] {
    const TradeSnapshot closed = context_.store.trade_snapshot(Book::Closed, order);
    if (!closed) return;
    context_.notices.journal("warning", "SYSTEM", kNoPlugin, stop_out_text(account.margin, *closed));
    context_.host.stop_out_event(account, account.margin, *closed);
  });
}

}  // namespace workbench
