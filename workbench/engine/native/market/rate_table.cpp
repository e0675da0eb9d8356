// Updates of conversion rates.
#include "market/rate_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace workbench {

RateTable::RateTable(const Market& market) : market_(market), rates_(1) {}

uint16_t RateTable::number(std::string_view from, std::string_view to, PluginTradeCommand cmd) {
  if (from.empty() || to.empty()) return kNone;
  const auto same = [&](const Rate& one) { return one.from == from && one.to == to && one.cmd == cmd; };
  const auto found = std::find_if(rates_.begin() + 1, rates_.end(), same);
  if (found != rates_.end()) return static_cast<uint16_t>(found - rates_.begin());
  if (rates_.size() > 0xFFFF) return kNone;
  rates_.push_back({std::string(from), std::string(to), cmd, 0.0});
  refresh_one(rates_.back());
  const auto number = static_cast<uint16_t>(rates_.size() - 1);
  watch(number);
  return number;
}

bool RateTable::refresh_one(Rate& rate) const {
  double now = market_.rate(rate.from, rate.to, rate.cmd).value_or(0.0);
  if (!std::isfinite(now) || now < 0.0) now = 0.0;
  if (now == rate.rate) return false;
  rate.rate = now;
  return true;
}

void RateTable::watch(uint16_t number) {
  const Rate& rate = rates_[number];
  for (const uint16_t symbol : market_.converting(rate.from, rate.to)) {
    if (symbol >= watching_.size()) watching_.resize(symbol + 1);
    watching_[symbol].push_back(number);
  }
}

void RateTable::refresh(uint16_t symbol, std::vector<uint16_t>& changed) {
  for (const uint16_t number : watching_[symbol]) {
    if (refresh_one(rates_[number])) changed.push_back(number);
  }
}

void RateTable::refresh_all(std::vector<uint16_t>& changed) {
  watching_.clear();
  for (std::size_t place = 1; place < rates_.size(); ++place) {
    const auto number = static_cast<uint16_t>(place);
    watch(number);
    if (refresh_one(rates_[number])) changed.push_back(number);
  }
}

}  // namespace workbench
