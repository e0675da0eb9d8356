// Closes a trading day.
#include "calendar/day_end.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/clock.h"
#include "base/server_settings.h"
#include "base/trading_day.h"
#include "formulas/calculators.h"
#include "formulas/calculators_swap.h"

namespace workbench {
namespace {

constexpr int64_t kRetrySeconds = 60;
constexpr double kDaysOfYear = 365.0;

std::string counted(int64_t count, const std::string& what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

// Results of the end of a day.
struct Closing {
  int64_t end = 0;
  int64_t day = 0;
  int64_t swaps = 0;
  int64_t owed = 0;  // swaps without a price
  int64_t equities = 0;
  int64_t cancelled = 0;
  int64_t unstopped = 0;  // positions whose stops were removed
  int64_t interest = 0;   // payments
  int64_t missed = 0;     // days processed late
  bool month = false;
};

std::string line_of(const Closing& day) {
  std::string text = "end of day " + day_text(day.day) + ": " + counted(day.swaps, "swap") + ", " +
                     counted(day.equities, "equity snapshot");
  if (day.cancelled > 0) text += ", " + counted(day.cancelled, "daily order") + " cancelled";
  if (day.unstopped > 0) text += ", stops removed from " + counted(day.unstopped, "position");
  if (day.month) text += ", " + counted(day.interest, "payment") + " of interest";
  if (day.missed > 0) text += ", " + counted(day.missed, "missed day") + " made up";
  if (day.owed > 0) text += ", " + counted(day.owed, "swap") + " without a price";
  return text;
}

Notice notice_of(const Closing& day) {
  const auto member = [](const char* name, int64_t value) {
    return '"' + std::string(name) + "\": " + std::to_string(value);
  };
  Notice notice;
  notice.kind = NoticeKind::DayEnd;
  notice.text = '{' + member("end", day.end) + ", " + member("swaps", day.swaps) + ", " +
                member("equities", day.equities) + ", " + member("interest", day.interest) + ", " +
                member("cancelled", day.cancelled) + ", " + member("missed", day.missed) + '}';
  return notice;
}

PluginEquityRecord snapshot(const PluginAccountRecord& account, const PluginMarginLevel& margin,
                            const std::string& currency, int64_t end) {
  PluginEquityRecord equity;
  equity.login = account.login;
  equity.create_time = end;
  equity.group = account.group;
  equity.balance = margin.balance;
  equity.prevbalance = account.prevbalance;
  equity.credit = margin.credit;
  equity.bonus = margin.bonus;
  equity.equity = margin.equity;
  equity.profit = margin.profit;
  equity.storage = margin.storage;
  equity.commission = margin.commission;
  equity.margin = margin.margin;
  equity.margin_free = margin.margin_free;
  equity.margin_level = margin.margin_level;
  equity.currency = currency;
  return equity;
}

}  // namespace

// Schedule.

int64_t DayEnd::now_seconds() const noexcept {
  return context_.server_nanos.load(std::memory_order_relaxed) / kNanosPerSecond;
}

// A day that has ended does not end again after a change of `end_of_day` or the time zone.
int64_t DayEnd::closed_until(const TradingDays& days) const noexcept {
  return days.end_of(days.day_of(last_end_));
}

void DayEnd::begin(int64_t last_end, CommitBatch& batch) {
  if (begun_) last_end = last_end_;
  begun_ = true;
  started_ = now_seconds();
  const int64_t newest = context_.settings.trading_days().last_end(started_);
  const bool known = last_end > 0;
  last_end_ = known ? last_end : newest;
  if (!known) remember(newest, batch);
  plan();
}

void DayEnd::plan() {
  if (!begun_) return;
  const TradingDays days = context_.settings.trading_days();
  next_nanos_ = days.next_end(closed_until(days)) * kNanosPerSecond;
  if (!owed_.empty()) next_nanos_ = std::min(next_nanos_, (now_seconds() + kRetrySeconds) * kNanosPerSecond);
}

void DayEnd::run(int64_t, CommitBatch& batch) {
  const int64_t now = now_seconds();
  // If the batch cannot be written, the end of the day is retried until it is.
  next_nanos_ = (now + kRetrySeconds) * kNanosPerSecond;
  const TradingDays days = context_.settings.trading_days();
  const int64_t end = days.last_end(now);
  if (end > closed_until(days)) {
    close_days(end, batch);
  } else {
    charge_owed(batch);
  }
}

void DayEnd::remember(int64_t end, CommitBatch& batch) {
  batch.write_rows([end](Database& database) { database.put_counter("day_end", end); });
}

// Work.

void DayEnd::close_days(int64_t end, CommitBatch& batch) {
  const TradingDays days = context_.settings.trading_days();
  const int64_t today = days.day_of(end);
  const int64_t nights = today - days.day_of(last_end_);
  Closing closing{.end = end, .day = today, .missed = nights - 1};
  closing.cancelled = cancel_daily_orders(batch);
  closing.unstopped = drop_daily_stops(batch);
  Charged charged = charge_swaps(context_.store.trades(Book::Open, 0), end, batch);
  closing.swaps = charged.swaps;
  closing.owed = static_cast<int64_t>(charged.owed.size());
  for (int64_t day = today - nights + 1; day <= today; ++day) {
    if (!ends_month(day)) continue;
    closing.month = true;
    closing.interest += pay_interest(day, days, batch);
  }
  const std::vector<PluginEquityRecord> equities = close_accounts(end, closing.month, batch);
  const bool lived = end >= started_;
  // Before the batch is written: repeating a snapshot replaces it, but a lost snapshot cannot be taken again.
  if (lived) equities_.put(equities);
  if (lived) closing.equities = static_cast<int64_t>(equities.size());
  remember(end, batch);
  batch.after_commit([this, end, owed = std::move(charged.owed), closing] {
    last_end_ = end;
    owed_ = owed;
    plan();
    context_.notices.put(notice_of(closing));
    context_.notices.journal("info", "SYSTEM", kNoPlugin, line_of(closing));
  });
}

int DayEnd::cancel_daily_orders(CommitBatch& batch) {
  int cancelled = 0;
  for (const int order : trading_.daily_orders()) {
    if (trading_.cancel_pending(order, "end of day", batch) == RET_OK) ++cancelled;
  }
  return cancelled;
}

int DayEnd::drop_daily_stops(CommitBatch& batch) {
  const std::vector<int> orders = trading_.daily_stops();
  for (const int order : orders) trading_.drop_stops(order, batch);
  return static_cast<int>(orders.size());
}

int64_t DayEnd::charged_until(const PluginTradeRecord& trade) const {
  const int64_t from = std::max<int64_t>(trade.open_time, trade.last_swap_time);
  if (from < last_end_) return from;
  return std::max(from, closed_until(context_.settings.trading_days()));
}

DayEnd::Charged DayEnd::charge_swaps(const std::vector<PluginTradeRecord>& trades, int64_t end, CommitBatch& batch) {
  Charged charged;
  for (const PluginTradeRecord& trade : trades) {
    if (!is_market(trade.cmd) || std::max(trade.open_time, trade.last_swap_time) >= end) continue;
    if (!charge_swap(trade, end, batch, charged)) charged.owed.push_back(trade.order);
  }
  return charged;
}

bool DayEnd::charge_swap(PluginTradeRecord trade, int64_t end, CommitBatch& batch, Charged& charged) {
  context_.beat();
  const auto symbol = context_.market.symbol(trade.symbol);
  const GroupSnapshot group = context_.store.group(context_.store.group_of(trade.login));
  if (!symbol || !group) return false;
  const int64_t from = charged_until(trade);
  const double value = swap_value(*symbol, *group, trade.cmd);
  double amount = 0.0;
  if (value != 0.0) {
    const auto rate = context_.market.rate(swap_currency(*symbol, group->currency), group->currency, trade.cmd);
    const double current = close_price(trade.cmd, *symbol);
    const bool priced = !swap_needs_price(*symbol) || current > 0.0;
    if (!rate || !priced) return false;
    const double day = swap_day(*symbol, value, trade.volume, trade.open_price, current) * *rate;
    amount = swap_total(swap_nights(*symbol, from, end, context_.settings.trading_days()), day);
  }
  const double storage = round_money(trade.storage + amount);
  const bool changed = storage != trade.storage && std::isfinite(storage);
  if (changed) {
    PluginTradeRecord notified = trade;
    notified.state = PluginTradeState::Rollover;
    context_.host.trade_event(Callback::OnTradeRequestUpdate, notified);
    ++charged.swaps;
  }
  trade.prev_storage = trade.storage;
  if (changed) trade.storage = storage;
  trade.last_swap_time = end;
  batch.put(Book::Open, trade);
  if (changed) batch.after_commit([this, trade] { context_.host.trade_event(Callback::OnTradeUpdateDB, trade); });
  return true;
}

int DayEnd::pay_interest(int64_t day, const TradingDays& calendar, CommitBatch& batch) {
  const int64_t end = calendar.end_of(day);
  const auto sums = equities_.free_margin_sums(calendar.begin_of_month(day), end);
  int paid = 0;
  for (const PluginAccountRecord& account : context_.store.accounts()) {
    const GroupSnapshot group = context_.store.group(account.group);
    const double yearly = account.interestrate > 0.0 ? account.interestrate : group ? group->interestrate : 0.0;
    if (!(yearly > 0.0)) continue;
    const auto sum = sums.find(account.login);
    const double tonight = std::max(context_.valuation.margin(account).margin_free, 0.0);
    const double days = (sum == sums.end() ? 0.0 : sum->second) + (end >= started_ ? tonight : 0.0);
    const double amount = round_money(days * yearly / 100.0 / kDaysOfYear);
    if (!std::isfinite(amount) || amount <= 0.0) continue;
    int order = 0;
    const Finance interest{account.login, amount, PluginTradeCommand::InterestRate, "interest " + month_text(day)};
    if (accounts_.book(interest, batch, order) == RET_OK) ++paid;
  }
  return paid;
}

std::vector<PluginEquityRecord> DayEnd::close_accounts(int64_t end, bool month, CommitBatch& batch) {
  std::vector<PluginEquityRecord> equities;
  for (PluginAccountRecord& account : context_.store.accounts()) {
    const GroupSnapshot group = context_.store.group(account.group);
    const PluginMarginLevel margin = context_.valuation.margin(account);
    equities.push_back(snapshot(account, margin, group ? group->currency : std::string(), end));
    account.prevbalance = account.balance;
    account.prevequity = margin.equity;
    if (month) {
      account.prevmonthbalance = account.balance;
      account.prevmonthequity = margin.equity;
    }
    batch.put(account);
  }
  return equities;
}

void DayEnd::charge_owed(CommitBatch& batch) {
  std::vector<PluginTradeRecord> trades;
  for (const int order : owed_) {
    if (auto trade = context_.store.trade(Book::Open, order)) trades.push_back(std::move(*trade));
  }
  Charged charged = charge_swaps(trades, last_end_, batch);
  if (charged.owed.size() == owed_.size()) return plan();
  const int64_t late = static_cast<int64_t>(trades.size() - charged.owed.size());
  batch.after_commit([this, late, owed = std::move(charged.owed)] {
    owed_ = owed;
    plan();
    if (late > 0)
      context_.notices.journal("info", "SYSTEM", kNoPlugin,
                               "end of day " + day_text(context_.settings.trading_days().day_of(last_end_)) + ": " +
                                   counted(late, "swap") + " charged late");
  });
}

}  // namespace workbench
