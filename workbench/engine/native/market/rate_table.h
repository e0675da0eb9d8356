// Conversion rates that open positions need, kept until a quote changes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "market/market.h"
#include "model/Enums.hpp"

namespace workbench {

// With the engine lock held.
class RateTable {
 public:
  static constexpr uint16_t kNone = 0;  // never has a rate

  explicit RateTable(const Market& market);

  // The number of the rate from `from` to `to` for a trade of this kind, kNone when a currency is empty.
  uint16_t number(std::string_view from, std::string_view to, PluginTradeCommand cmd);
  size_t size() const noexcept { return rates_.size(); }
  // 0 while there is no quote for it, also after the symbol that it came from was removed.
  double rate(uint16_t number) const noexcept { return rates_[number].rate; }
  // Whether quotes of the symbol change any.
  bool watched(uint16_t symbol) const noexcept { return symbol < watching_.size() && !watching_[symbol].empty(); }
  // Works out anew what quotes of the symbol change; adds the numbers of those that did change.
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
