// What every stored quote does to open trades: their profit, the margin of their accounts, stops and pending orders.
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

// With the engine lock held. In order, for each quote: profit of the positions on the symbol and on crosses that
// convert through it; then the price levels it reaches, at the prices of each trade's group: stop losses, take profits,
// pending orders, each by ticket (convention); then margin calls and stop outs. All within the batch of the quote, at
// whose prices the trades turn.
//
// Levels are reached only while the symbol trades (convention). What is refused is tried again when the prices have
// left the level and come back, or with the first quote a second later that is still beyond it (convention).
class Triggers : public QuoteFollower, public TimedWork {
 public:
  Triggers(ServerContext& context, Positions& positions, Trading& trading, Accounts& accounts)
      : context_(context), positions_(positions), trading_(trading), margins_(context, positions, trading, accounts) {}

  // Until then trades are valued but nothing happens to them.
  void begin() noexcept { begun_ = true; }
  void quote_stored(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch) override;
  void symbol_changed(uint16_t number) override;
  // What requests have changed may call for a stop out as well.
  void settle(CommitBatch& batch);

  // Pending orders that expire, to the second.
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
  std::map<Tried, int64_t> tried_;  // when, of those not known to have succeeded
  size_t most_tried_ = 0;           // before those that ended are forgotten
};

}  // namespace workbench
