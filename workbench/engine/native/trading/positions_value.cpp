// Values of open positions: with every quote for the engine, at any time for other threads.
#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "trading/positions.h"

namespace workbench {
namespace {

// The number of trades at a time, so that a waiting engine gets the lock in between.
constexpr size_t kPortion = 256;

}  // namespace

// Quotes.

bool Positions::revalue_listed(const Listed& listed, uint16_t number, const PluginSymbolRecord& symbol) {
  const std::scoped_lock lock(mutex_);
  if (listed.converts) {
    changed_rates_.clear();
    rates_.refresh(number, changed_rates_);
    apply_rates(changed_rates_);
  }
  bool reached = false;
  if (listed.book == kNoBook) return reached;
  for (PriceClass& prices : books_[listed.book].classes) {
    if (prices.trades == 0) continue;
    set_prices(prices, symbol);
    reached = reached || prices.levels.reached(prices.prices);
  }
  return reached;
}

void Positions::value_block(PositionBlock& block, bool was_valued) {
  if (!block.valued()) {
    if (was_valued) take_values(block);
    return;
  }
  // Local copies, because the compiler assumes that the writes below may change the originals.
  const double price = block.price;
  const double rate = block.rate;
  const double* const open = block.open.data();
  const double* const factor = block.factor.data();
  const uint32_t* const accounts = block.account.data();
  double* const worths = block.worth.data();
  AccountHot* const hot = hot_.data();
  const size_t count = block.order.size();
  for (size_t number = 0; number < count; ++number) {
    const double worth = whole_hundredths((price - open[number]) * factor[number] * rate);
    AccountHot& account = hot[accounts[number]];
    account.floating += worth - worths[number];
    worths[number] = worth;
    const double equity = account.own + account.floating;
    if (equity <= account.low || equity > account.high) note(accounts[number]);
  }
  if (was_valued) return;
  for (const uint32_t account : block.account) {
    --accounts_[account].unvalued;
    note(account);
  }
}

void Positions::take_values(PositionBlock& block) {
  for (size_t number = 0; number < block.order.size(); ++number) {
    hot_[block.account[number]].floating -= block.worth[number];
    block.worth[number] = 0.0;
    ++accounts_[block.account[number]].unvalued;
    note(block.account[number]);
  }
}

void Positions::apply_rates(std::span<const uint16_t> changed) {
  for (const uint16_t number : changed) {
    if (number >= rate_users_.size()) continue;
    for (const BlockPlace& place : rate_users_[number]) {
      PositionBlock& block = books_[place.symbol].classes[place.price_class].blocks[place.block];
      const bool was_valued = block.valued();
      block.rate = rates_.rate(number);
      value_block(block, was_valued);
    }
  }
}

void Positions::list_converting() {
  for (size_t number = 0; number < by_number_.size(); ++number)
    by_number_[number].converts = rates_.watched(static_cast<uint16_t>(number));
}

// Levels.

void Positions::collect_levels(uint16_t number, int64_t now_nanos, std::vector<PriceLevel>& due,
                               std::vector<PriceLevel>& left) {
  for (PriceClass& prices : books_[by_number_[number].book].classes) {
    if (prices.levels.reached(prices.prices)) prices.levels.collect(prices.prices, now_nanos, due, left);
  }
}

void Positions::postpone(const PluginTradeRecord& trade, const PriceLevel& level, int64_t until_nanos) {
  const auto found = places_.find(trade.order);
  if (found == places_.end()) return;
  const TradePlace& place = found->second;
  books_[place.symbol].classes[place.price_class].levels.postpone(trade, level, until_nanos);
}

// Sums.

OpenTotals Positions::totals_of(uint32_t number) const {
  const AccountBook& account = accounts_[number];
  OpenTotals totals;
  totals.profit = hot_[number].floating / 100.0;
  totals.storage = account.storage / 100.0;
  totals.commission = account.commission / 100.0;
  totals.margin = account.margin / 100.0;
  totals.positions = account.positions;
  totals.unvalued = account.unvalued;
  totals.floating[0] = totals.profit;
  if (!account.modes) return totals;
  totals.floating.fill(0.0);
  for (const int order : account.orders) {
    const TradePlace& place = places_.at(order);
    if (place.block == TradePlace::kPending) continue;
    const PositionBlock& block = books_[place.symbol].classes[place.price_class].blocks[place.block];
    totals.floating[static_cast<size_t>(block.freemargin_mode)] += block.worth[place.number];
  }
  for (double& sum : totals.floating) sum /= 100.0;
  return totals;
}

int Positions::worst(uint32_t number, std::span<const int> skip) const {
  int worst = 0;
  double lowest = 0.0;
  for (const int order : accounts_[number].orders) {
    const TradePlace& place = places_.at(order);
    if (place.block == TradePlace::kPending || std::find(skip.begin(), skip.end(), order) != skip.end()) continue;
    const double worth = books_[place.symbol].classes[place.price_class].blocks[place.block].worth[place.number];
    if (worst != 0 && (worth > lowest || (worth == lowest && order > worst))) continue;
    worst = order;
    lowest = worth;
  }
  return worst;
}

OpenTotals Positions::totals(int login) const {
  const std::shared_lock lock(mutex_);
  const auto number = number_of(login);
  return number ? totals_of(*number) : OpenTotals{};
}

std::vector<OpenTotals> Positions::totals(std::span<const int> logins) const {
  std::vector<OpenTotals> all;
  all.reserve(logins.size());
  while (all.size() < logins.size()) {
    const std::shared_lock lock(mutex_);
    const size_t end = std::min(all.size() + kPortion, logins.size());
    for (size_t place = all.size(); place < end; ++place) {
      const auto number = number_of(logins[place]);
      all.push_back(number ? totals_of(*number) : OpenTotals{});
    }
  }
  return all;
}

void Positions::value(std::span<PluginTradeRecord> trades) const {
  while (!trades.empty()) {
    const std::shared_lock lock(mutex_);
    const size_t count = std::min(kPortion, trades.size());
    for (PluginTradeRecord& trade : trades.first(count)) {
      const auto found = places_.find(trade.order);
      if (found == places_.end() || found->second.block == TradePlace::kPending) continue;
      const TradePlace& place = found->second;
      const PositionBlock& block = books_[place.symbol].classes[place.price_class].blocks[place.block];
      if (!block.valued()) continue;
      trade.close_price = block.price;
      trade.conv_rates[1] = block.rate;
      trade.profit = block.worth[place.number] / 100.0;
    }
    trades = trades.subspan(count);
  }
}

}  // namespace workbench
