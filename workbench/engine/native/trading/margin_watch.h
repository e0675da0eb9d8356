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

// Equity in hundredths between which an account need not be looked at.
struct EquityLimits {
  double low = 0.0;
  double high = 0.0;
};

// The equity at or below which the account's margin level is at or below the threshold, as far as the floating result
// decides that alone: -infinity for never, infinity for always or when only a closer look can tell. Hundredths.
double equity_at_threshold(int threshold, const PluginGroupRecord& group, const OpenTotals& open, double own,
                           bool section_modes) noexcept;

// With the engine lock held. An account is looked at when a quote moves its equity past a limit, when its money, group
// or trades change, and at the start; not before every position has had a quote and a rate (convention).
//
// Margin call: told once when the account falls to its level, again only after it was above (documented); a restart
// forgets that (convention). Stop out: the position with the largest loss is closed first, at the market, until the
// level is above the threshold, all at once (documented order; of equal losses the lower ticket goes first,
// convention). Pending orders need no margin, so they stay (convention). A position that cannot be closed, also because
// its symbol does not trade now, is passed over, and the account is tried again after a second (convention). With
// stopout_skip_hedged, an account whose every symbol has as much bought as sold is let alone (documented). A balance
// that a stop out leaves below 0 without positions is made 0 by a SoCompensation record when the server's
// stopout_compensation says so.
class MarginWatch {
 public:
  MarginWatch(ServerContext& context, Positions& positions, Trading& trading, Accounts& accounts)
      : context_(context), positions_(positions), trading_(trading), accounts_(accounts) {}

  // Looks at the accounts that were noted.
  void settle(CommitBatch& batch);

 private:
  void examine(uint32_t number, CommitBatch& batch);
  MarginNumbers numbers(uint32_t number) const;
  EquityLimits limits(uint32_t number, MarginState state) const;
  bool exempt(uint32_t number) const;
  void call(uint32_t number, CommitBatch& batch);
  void stop_out(uint32_t number, CommitBatch& batch);
  // Closes it at the market if its symbol trades now.
  bool close(int order, CommitBatch& batch);
  void compensate(int login, CommitBatch& batch);
  int64_t now_nanos() const noexcept { return context_.server_nanos.load(std::memory_order_relaxed); }
  // The account with this margin state, as events carry it.
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
