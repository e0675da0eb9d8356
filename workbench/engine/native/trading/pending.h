// Pending orders: the side that they trade and the trade that they become.
#pragma once

#include "model/Enums.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// Returns the market command that a pending order opens; a market command returns itself.
inline constexpr PluginTradeCommand market_command(PluginTradeCommand cmd) noexcept {
  switch (cmd) {
    case PluginTradeCommand::BuyLimit:
    case PluginTradeCommand::BuyStop:
    case PluginTradeCommand::BuyStopLimit:
      return PluginTradeCommand::Buy;
    case PluginTradeCommand::SellLimit:
    case PluginTradeCommand::SellStop:
    case PluginTradeCommand::SellStopLimit:
      return PluginTradeCommand::Sell;
    default:
      return cmd;
  }
}

inline constexpr bool is_stop_limit(PluginTradeCommand cmd) noexcept {
  return cmd == PluginTradeCommand::BuyStopLimit || cmd == PluginTradeCommand::SellStopLimit;
}

inline constexpr bool is_limit(PluginTradeCommand cmd) noexcept {
  return cmd == PluginTradeCommand::BuyLimit || cmd == PluginTradeCommand::SellLimit;
}

// A stop-limit order stores both prices in one trade record (convention): open_price is the stop price that triggers
// it, close_price the price of the resulting limit order.
inline void become_limit(PluginTradeRecord& order) noexcept {
  order.cmd = market_command(order.cmd) == PluginTradeCommand::Buy ? PluginTradeCommand::BuyLimit
                                                                   : PluginTradeCommand::SellLimit;
  order.open_price = order.close_price;
  order.close_price = 0.0;
}

// Returns the price at which the position will open; for a stop-limit order, the price of its limit order.
inline double entry_price(const PluginTradeRecord& order) noexcept {
  return is_stop_limit(order.cmd) ? order.close_price : order.open_price;
}

}  // namespace workbench
