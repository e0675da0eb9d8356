// Finds idle accounts and moves them.
#include "calendar/archive.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <vector>

#include "base/trading_day.h"
#include "formulas/calculators.h"
#include "storage/database.h"
#include "storage/equity_book.h"

namespace workbench {
namespace {

constexpr size_t kAccountsOfStep = 100;

struct Leaving {
  PluginAccountRecord account;
  std::vector<PluginTradeRecord> closed;
  std::vector<PluginTradeRecord> finance;
  std::vector<PluginEquityRecord> equities;
};

void write(Database& archive, const Leaving& leaving) {
  archive.put(leaving.account);
  for (const PluginTradeRecord& trade : leaving.closed) archive.put(Book::Closed, trade);
  for (const PluginTradeRecord& trade : leaving.finance) archive.put(Book::Finance, trade);
}

void write_all(const std::string& path, const std::vector<Leaving>& all) {
  Database archive(path, "full");
  archive.begin();
  try {
    for (const Leaving& leaving : all) write(archive, leaving);
    archive.commit();
  } catch (const DatabaseError&) {
    archive.rollback();
    throw;
  }
  EquityBook equities(path, "full");
  for (const Leaving& leaving : all) equities.put(leaving.equities);
}

}  // namespace

bool Archive::idle(const PluginAccountRecord& account, int64_t now_seconds) const {
  const GroupSnapshot group = context_.store.group(account.group);
  if (!group || group->archive_period <= 0 || account.balance > group->archive_max_balance) return false;
  const int64_t since = now_seconds - group->archive_period * kSecondsPerDay;
  if (std::max({account.regdate, account.lastdate, account.update_time}) > since) return false;
  if (context_.store.trade_count(Book::Open, account.login) > 0) return false;
  const Store::Keep recent = [since](const PluginTradeRecord& trade) {
    return std::max(trade.open_time, trade.close_time) > since;
  };
  return context_.store.trades(Book::Closed, account.login, recent).empty() &&
         context_.store.trades(Book::Finance, account.login, recent).empty();
}

int Archive::cancel_old_orders(int64_t now_seconds, CommitBatch& batch) {
  const Store::Keep old = [now_seconds](const PluginTradeRecord& trade) {
    return is_pending(trade.cmd) && trade.open_time <= now_seconds - kSecondsPerDay;
  };
  int cancelled = 0;
  for (const PluginTradeRecord& order : context_.store.trades(Book::Open, 0, old)) {
    const GroupSnapshot group = context_.store.group(context_.store.group_of(order.login));
    if (!group || group->archive_pending_period <= 0) continue;
    if (order.open_time > now_seconds - group->archive_pending_period * kSecondsPerDay) continue;
    if (trading_.cancel_pending(order.order, "archive period", batch) == RET_OK) ++cancelled;
  }
  return cancelled;
}

size_t Archive::find(int64_t now_seconds) {
  logins_.clear();
  if (path_.empty()) return 0;
  for (const PluginAccountRecord& account : context_.store.accounts()) {
    if (idle(account, now_seconds)) logins_.push_back(account.login);
  }
  return logins_.size();
}

bool Archive::step(CommitBatch& batch, Moved& moved) {
  std::vector<Leaving> all;
  for (; !logins_.empty() && all.size() < kAccountsOfStep; logins_.pop_front()) {
    const int login = logins_.front();
    auto account = context_.store.account(login);
    if (!account) continue;
    all.push_back({std::move(*account), context_.store.trades(Book::Closed, login),
                   context_.store.trades(Book::Finance, login),
                   context_.equities.find(0, std::numeric_limits<std::time_t>::max(), login)});
  }
  if (all.empty()) return true;
  write_all(path_, all);
  for (const Leaving& leaving : all) {
    batch.erase_account(leaving.account.login);
    for (const PluginTradeRecord& trade : leaving.closed) batch.erase(Book::Closed, trade.order);
    for (const PluginTradeRecord& trade : leaving.finance) batch.erase(Book::Finance, trade.order);
    moved.trades += static_cast<int>(leaving.closed.size() + leaving.finance.size());
    ++moved.accounts;
    batch.after_commit(
        [this, account = leaving.account] { context_.host.account_event(Callback::OnAccountDelete, account); });
    // In a separate notification, because it may fail, and plugins must be notified regardless.
    batch.after_commit([this, login = leaving.account.login] { context_.equities.erase(login); });
  }
  batch.after_commit([this] {
    std::atomic_ref(context_.telemetry.header().accounts)
        .store(context_.store.account_count(), std::memory_order_relaxed);
  });
  return logins_.empty();
}

}  // namespace workbench
