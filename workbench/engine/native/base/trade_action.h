// The kinds of trade requests.
#pragma once

#include <cstdint>

namespace workbench {

// All kinds use the same request record; `order` names the trade for all kinds but Open.
enum class TradeAction : uint8_t {
  Open,          // a market order or a pending order
  Close,         // `volume` of an open trade, 0 is all of it
  CloseBy,       // an open trade by the opposite one, whose order is in parent_order
  Update,        // stops, comment and magic of an open trade; also prices and expiration of a pending order
  UpdateClosed,  // correction of a closed trade or a finance record
  Cancel,        // a pending order
  Delete,        // a closed trade or a finance record
  Restore,       // a closed trade is open again
};
inline constexpr int kTradeActions = 8;

}  // namespace workbench
