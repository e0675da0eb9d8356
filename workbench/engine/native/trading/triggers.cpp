// Reacts to quotes and to the clock.
#include "trading/triggers.h"

#include <algorithm>
#include <atomic>

#include "base/clock.h"

namespace workbench {
namespace {

constexpr int64_t kRetryNanos = kNanosPerSecond;
// A stop-limit order becomes a limit order, then a position, which its stop closes.
constexpr int kMostSteps = 3;

}  // namespace

void Triggers::symbol_changed(uint16_t number) {
  positions_.symbol_changed(number);
}

void Triggers::quote_stored(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch) {
  const bool reached = positions_.revalue(number, symbol);
  if (reached && acts()) fire(number, symbol, batch);
  settle(batch);
}

void Triggers::settle(CommitBatch& batch) {
  if (positions_.has_noted() && acts()) margins_.settle(batch);
}

// Price levels.

void Triggers::fire(uint16_t number, const PluginSymbolRecord& symbol, CommitBatch& batch) {
  const int64_t now = context_.server_nanos.load(std::memory_order_relaxed);
  if (context_.market.hours(symbol, SessionUse::Trade, now) != MarketHours::Open) return;
  for (int step = 0; step < kMostSteps; ++step) {
    due_.clear();
    left_.clear();
    positions_.collect_levels(number, now, due_, left_);
    for (const PriceLevel& level : left_) tried_.erase(key(level));
    if (due_.empty()) return;
    std::sort(due_.begin(), due_.end(), [](const PriceLevel& one, const PriceLevel& other) {
      return std::tuple(one.activation, one.order) < std::tuple(other.activation, other.order);
    });
    for (const PriceLevel& level : due_) try_level(level, batch);
  }
}

bool Triggers::tried_just_now(const PriceLevel& level) const {
  const auto tried = tried_.find(key(level));
  return tried != tried_.end() && context_.server_nanos.load(std::memory_order_relaxed) - tried->second < kRetryNanos;
}

// Removes orders that were cancelled while they waited beyond their level.
void Triggers::forget_ended() {
  constexpr size_t kFew = 256;
  if (tried_.size() < most_tried_) return;
  std::erase_if(tried_,
                [&](const auto& one) { return !context_.store.trade_snapshot(Book::Open, std::get<int>(one.first)); });
  most_tried_ = std::max(kFew, 2 * tried_.size());
}

void Triggers::try_level(const PriceLevel& level, CommitBatch& batch) {
  const auto waits = [&]() -> TradeSnapshot {
    TradeSnapshot trade = context_.store.trade_snapshot(Book::Open, level.order);
    return trade && has_level(*trade, level) ? trade : nullptr;
  };
  // An earlier level may have changed or closed it.
  TradeSnapshot trade = waits();
  if (!trade) return;
  const int64_t now = context_.server_nanos.load(std::memory_order_relaxed);
  if (!tried_just_now(level)) {
    forget_ended();
    tried_[key(level)] = now;
    // A trigger that is executed but not committed yet is retried when the commit fails.
    if (trading_.activate(level.order, level.activation, level.price, batch) == RET_OK)
      batch.after_commit([this, done = key(level)] { tried_.erase(done); });
    trade = waits();
  }
  if (trade) positions_.postpone(*trade, level, tried_.at(key(level)) + kRetryNanos);
}

// Expirations.

int64_t Triggers::next_nanos() const noexcept {
  if (!acts()) return kNever;
  const auto next = positions_.next_expiration();
  return next ? next->first * kNanosPerSecond : kNever;
}

void Triggers::run(int64_t moment_nanos, CommitBatch& batch) {
  for (auto next = positions_.next_expiration(); next && next->first * kNanosPerSecond <= moment_nanos;
       next = positions_.next_expiration()) {
    positions_.postpone_expiration(next->second, moment_nanos / kNanosPerSecond + 1);
    trading_.activate(next->second, PluginTradeActivation::Cancel, 0.0, batch);
  }
}

}  // namespace workbench
