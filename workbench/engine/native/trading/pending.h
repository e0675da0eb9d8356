// Pending orders: which side they trade, and what they become.
#pragma once

#include "model/Enums.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// The market trade that a pending order opens; a market trade is its own.
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

// A stop-limit order has two prices in a record with one (convention): open_price is the stop that triggers it,
// close_price the price of the limit order that it then becomes.
inline void become_limit(PluginTradeRecord& order) noexcept {
  order.cmd = market_command(order.cmd) == PluginTradeCommand::Buy ? PluginTradeCommand::BuyLimit
                                                                   : PluginTradeCommand::SellLimit;
  order.open_price = order.close_price;
  order.close_price = 0.0;
}

// The price at which the position will open: that of the limit order for a stop-limit.
inline double entry_price(const PluginTradeRecord& order) noexcept {
  return is_stop_limit(order.cmd) ? order.close_price : order.open_price;
}

}  // namespace workbench
