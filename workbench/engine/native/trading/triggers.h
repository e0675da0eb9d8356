// Effects of every stored quote on open trades: their profit, the margin of their accounts, stops and pending orders.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "base/server_context.h"
#include "base/server_settings.h"
#include "base/timed_work.h"
#include "market/market.h"
#include "storage/commit_batch.h"
#include "trading/margin_watch.h"
#include "trading/positions.h"
#include "trading/trading.h"

namespace workbench {

// Methods need the engine lock. Order for each quote: first the profit of the positions on the symbol and on crosses
// that convert through it. Then the price levels that it reaches, at the prices of each trade's group: stop losses,
// take profits, pending orders, each by ticket (convention). Then margin calls and stop outs. All of this is in the
// commit batch of the quote and executes at its prices.
//
// Levels are reached only while the symbol trades (convention). A refused level is retried when the prices have left it
// and come back, or with the first quote at least a second later that is still beyond it (convention).
class Triggers : public QuoteFollower, public TimedWork {
 public:
  Triggers(ServerContext& context, Positions& positions, Trading& trading, Accounts& accounts)
      : context_(context), positions_(positions), trading_(trading), margins_(context, positions, trading, accounts) {}

  // Before this call trades are valued but not triggered.
  void begin() noexcept { begun_ = true; }
  void quote_stored(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch) override;
  void symbol_changed(uint16_t number) override;
  // Also handles stop outs that result from requests.
  void settle(CommitBatch& batch);

  // Expiration of pending orders, to the second.
  int64_t next_nanos() const noexcept override;
  void run(int64_t moment_nanos, CommitBatch& batch) override;

 private:
  bool acts() const noexcept { return begun_ && !context_.settings.blocked(); }
  void fire(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch);
  void try_level(const PriceLevel& level, CommitBatch& batch);
  void forget_ended();
  bool tried_just_now(const PriceLevel& level) const;

  using Tried = std::tuple<int, PluginTradeActivation, double>;
  static Tried key(const PriceLevel& level) { return {level.order, level.activation, level.price}; }

  ServerContext& context_;
  Positions& positions_;
  Trading& trading_;
  MarginWatch margins_;
  bool begun_ = false;
  std::vector<PriceLevel> due_;
  std::vector<PriceLevel> left_;
  std::map<Tried, int64_t> tried_;  // time of the attempts that are not known to have succeeded
  size_t most_tried_ = 0;           // size limit at which completed attempts are removed
};

}  // namespace workbench
