// Margin calls and stop outs.
#pragma once

#include <cstdint>
#include <vector>

#include "base/server_context.h"
#include "storage/commit_batch.h"
#include "trading/accounts.h"
#include "trading/positions.h"
#include "trading/trading.h"

namespace workbench {

// Limits of the equity in hundredths; between them the account needs no check.
struct EquityLimits {
  double low = 0.0;
  double high = 0.0;
};

// Returns the equity, in hundredths, at or below which the account's margin level is at or below the threshold, as far
// as the floating result alone decides that. -infinity stands for never, infinity for always or when only a full check
// can decide.
double equity_at_threshold(int threshold, const PluginGroupRecord& group, const OpenTotals& open, double own,
                           bool section_modes) noexcept;

// Methods need the engine lock. The watch checks an account when a quote moves its equity past a limit, when its money,
// group or trades change, and at the start. It does not check an account before every position has a quote and a rate
// (convention).
//
// Margin call: notified once when the account falls to its level, and again only after the level was above it
// (documented). A restart resets this state (convention). Stop out: the watch closes the position with the largest loss
// first, at the market, until the level is above the threshold, all at once (documented order; for equal losses the
// lower ticket first, convention). Pending orders need no margin, so they stay (convention). The watch skips a position
// that cannot be closed, also because its symbol does not trade now, and retries the account after a second
// (convention). With stopout_skip_hedged it does not touch an account in which every symbol has equal volumes bought
// and sold (documented). If a stop out leaves a balance below 0 and no positions, a SoCompensation record resets the
// balance to 0 when the server's stopout_compensation is set.
class MarginWatch {
 public:
  MarginWatch(ServerContext& context, Positions& positions, Trading& trading, Accounts& accounts)
      : context_(context), positions_(positions), trading_(trading), accounts_(accounts) {}

  // Checks the accounts that were noted.
  void settle(CommitBatch& batch);

 private:
  void examine(uint32_t number, CommitBatch& batch);
  MarginNumbers numbers(uint32_t number) const;
  EquityLimits limits(uint32_t number, MarginState state) const;
  bool exempt(uint32_t number) const;
  void call(uint32_t number, CommitBatch& batch);
  void stop_out(uint32_t number, CommitBatch& batch);
  // Closes the trade at the market if its symbol trades now.
  bool close(int order, CommitBatch& batch);
  void compensate(int login, CommitBatch& batch);
  int64_t now_nanos() const noexcept { return context_.server_nanos.load(std::memory_order_relaxed); }
  // Returns the account with this margin state, for events.
  PluginAccountRecord account_record(int login) const;
  void notify_margin_call(const PluginAccountRecord& account, CommitBatch& batch);
  void notify_stop_out(const PluginAccountRecord& account, int order, CommitBatch& batch);

  ServerContext& context_;
  Positions& positions_;
  Trading& trading_;
  Accounts& accounts_;
  std::vector<uint32_t> noted_;
};

}  // namespace workbench
