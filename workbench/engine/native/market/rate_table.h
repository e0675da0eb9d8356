// Conversion rates of open positions, cached until a quote changes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "market/market.h"
#include "model/Enums.hpp"

namespace workbench {

// Methods need the engine lock.
class RateTable {
 public:
  static constexpr uint16_t kNone = 0;  // has no rate

  explicit RateTable(const Market& market);

  // Returns the number of the rate from `from` to `to` for a trade of this kind, or kNone when a currency is empty.
  uint16_t number(std::string_view from, std::string_view to, PluginTradeCommand cmd);
  size_t size() const noexcept { return rates_.size(); }
  // Returns 0 while there is no quote for the rate, also after the removal of its symbol.
  double rate(uint16_t number) const noexcept { return rates_[number].rate; }
  // Returns whether quotes of the symbol change any rate.
  bool watched(uint16_t symbol) const noexcept { return symbol < watching_.size() && !watching_[symbol].empty(); }
  // Recomputes the rates that depend on the symbol. Adds the numbers of changed rates to `changed`.
  void refresh(uint16_t symbol, std::vector<uint16_t>& changed);
  // The same for all rates, after symbols were added or changed.
  void refresh_all(std::vector<uint16_t>& changed);

 private:
  struct Rate {
    std::string from;
    std::string to;
    PluginTradeCommand cmd = PluginTradeCommand::Nothing;
    double rate = 0.0;
  };
  bool refresh_one(Rate& rate) const;
  void watch(uint16_t number);

  const Market& market_;
  std::vector<Rate> rates_;
  std::vector<std::vector<uint16_t>> watching_;  // by symbol number
};

}  // namespace workbench
