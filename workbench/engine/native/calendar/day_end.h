// What the end of a trading day does: daily orders, swaps, interest, snapshots of accounts.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/server_context.h"
#include "base/server_settings.h"
#include "base/timed_work.h"
#include "base/trading_day.h"
#include "storage/equity_book.h"
#include "trading/accounts.h"
#include "trading/trading.h"

namespace workbench {

// Every calendar day has an end, Saturdays and Sundays too (convention): money may move on them, and every day is to
// have its snapshots. In this order, all of it in one batch:
//   - pending orders that are good for the day only are cancelled (documented: gtc_pendings), stops of positions that
//   are, with gtc_pendings 0, are taken off (convention)
//   - swap of every open position, by calculators_swap.h; `storage` grows, `prev_storage` is what it was before the
//   newest night, and
//     `last_swap_time` the end of the day up to which nights are paid, also those that cost nothing. A position without
//     a price or a conversion rate is charged as soon as there is one, tried every minute.
//   - at the end of a month, interest on free margin above 0: the sum over the month's days x yearly rate / 100 / 365,
//     by the account's `interestrate` where that is above 0, else the group's (convention), booked as InterestRate
//   - `prevbalance` and `prevequity` of every account, at the end of a month also those of the month
//   - a snapshot of every account
// OnTradeRequestUpdate tells of a trade that is about to be charged, with the state Rollover, OnTradeUpdateDB that it
// was (convention). Ends that the server missed, because it was down or its databases blocked, are made up in one go:
// swaps exactly once for each night, interest from what snapshots there are, a snapshot only for the newest one, and
// none when the server was not running then, since nobody knows the prices.
class DayEnd final : public TimedWork {
 public:
  DayEnd(ServerContext& context, Trading& trading, Accounts& accounts, EquityBook& equities)
      : context_(context), trading_(trading), accounts_(accounts), equities_(equities) {}

  // With the engine lock held, when the server starts: `last_end` is what remember() wrote, 0 for a new database.
  void begin(int64_t last_end, CommitBatch& batch);
  // With the engine lock held: the settings have changed.
  void plan();

  int64_t next_nanos() const noexcept override { return context_.settings.blocked() ? kNever : next_nanos_; }
  void run(int64_t moment_nanos, CommitBatch& batch) override;

 private:
  struct Charged {
    int swaps = 0;
    std::vector<int> owed;  // without a price or a rate
  };

  int64_t now_seconds() const noexcept;
  // When the newest closed day ends by today's settings.
  int64_t closed_until(const TradingDays& days) const noexcept;
  void close_days(int64_t end, CommitBatch& batch);
  void remember(int64_t end, CommitBatch& batch);
  Charged charge_swaps(const std::vector<PluginTradeRecord>& trades, int64_t end, CommitBatch& batch);
  bool charge_swap(PluginTradeRecord trade, int64_t end, CommitBatch& batch, Charged& charged);
  // Up to when it has no nights to pay for, with those of days that ended before `end_of_day` moved.
  int64_t charged_until(const PluginTradeRecord& trade) const;
  int cancel_daily_orders(CommitBatch& batch);
  int drop_daily_stops(CommitBatch& batch);
  int pay_interest(int64_t day, const TradingDays& calendar, CommitBatch& batch);
  std::vector<PluginEquityRecord> close_accounts(int64_t end, bool month, CommitBatch& batch);
  void charge_owed(CommitBatch& batch);

  ServerContext& context_;
  Trading& trading_;
  Accounts& accounts_;
  EquityBook& equities_;
  bool begun_ = false;
  int64_t started_ = 0;
  int64_t last_end_ = 0;  // up to which days are closed
  int64_t next_nanos_ = kNever;
  std::vector<int> owed_;  // tickets
};

}  // namespace workbench
