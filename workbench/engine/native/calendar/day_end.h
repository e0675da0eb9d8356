// The work at the end of a trading day: daily orders, swaps, interest, account snapshots.
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

// Every calendar day has an end, Saturdays and Sundays included (convention), because money may move on them and every
// day has its snapshots. The work has this order and is all in one commit batch:
//   - The server cancels pending orders that are valid for the day only (documented: gtc_pendings). With gtc_pendings 0
//     it also removes such stops of positions (convention).
//   - It charges swap for every open position, by calculators_swap.h. `storage` grows, `prev_storage` is its value
//     before the newest night, and `last_swap_time` is the end of the last day whose nights are charged, including
//     nights that cost nothing. The server charges a position without a price or a conversion rate as soon as there is
//     one, and retries every minute.
//   - At the end of a month it pays interest on free margin above 0: the sum over the month's days x yearly rate / 100
//     / 365, by the account's `interestrate` where that is above 0, else the group's (convention), booked as
//     InterestRate.
//   - It sets `prevbalance` and `prevequity` of every account, at the end of a month also those of the month.
//   - It writes a snapshot of every account.
// The server calls OnTradeRequestUpdate with the state Rollover before it charges a trade, and OnTradeUpdateDB
// afterwards (convention). It makes up for ends that it missed, because it was down or its databases were blocked, in
// one step: swaps exactly once for each night, interest from the existing snapshots, and a snapshot only for the newest
// end. There is no snapshot when the server was not running at that end, because the prices are unknown.
class DayEnd final : public TimedWork {
 public:
  DayEnd(ServerContext& context, Trading& trading, Accounts& accounts, EquityBook& equities)
      : context_(context), trading_(trading), accounts_(accounts), equities_(equities) {}

  // Called with the engine lock held when the server starts. `last_end` is the value that remember() wrote, 0 for a new
  // database.
  void begin(int64_t last_end, CommitBatch& batch);
  // Schedules the next end after a change of the settings; needs the engine lock.
  void plan();

  int64_t next_nanos() const noexcept override { return context_.settings.blocked() ? kNever : next_nanos_; }
  void run(int64_t moment_nanos, CommitBatch& batch) override;

 private:
  struct Charged {
    int swaps = 0;
    std::vector<int> owed;  // without a price or a rate
  };

  int64_t now_seconds() const noexcept;
  // Returns the end of the newest closed day by the current settings.
  int64_t closed_until(const TradingDays& days) const noexcept;
  void close_days(int64_t end, CommitBatch& batch);
  void remember(int64_t end, CommitBatch& batch);
  Charged charge_swaps(const std::vector<PluginTradeRecord>& trades, int64_t end, CommitBatch& batch);
  bool charge_swap(PluginTradeRecord trade, int64_t end, CommitBatch& batch, Charged& charged);
  // Returns the end up to which the trade has no nights to pay for, including days that ended before `end_of_day`
  // moved.
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
