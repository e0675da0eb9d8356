// Trade requests: acceptance on the caller's thread, execution with the engine's turn.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checks.h"
#include "model/PluginTradeGatewayDataUpdateRecord.hpp"
#include "model/PluginTradeRequestRecord.hpp"
#include "parts.h"
#include "round.h"

namespace workbench {

// A code, and the plugin whose hook gave it; kNoPlugin when the server did.
struct Verdict {
  int code = RET_OK;
  uint16_t plugin = kNoPlugin;

  bool good() const noexcept { return code == RET_OK; }
};

// An accepted request, or why it was not. `trade` is the record as the request hooks left it.
struct Accepted {
  int code = RET_OK;
  PluginTradeRecord trade = {};
  int32_t volume = 0;  // of a closing: how much
};

class Trading {
 public:
  explicit Trading(Parts& parts) : parts_(parts) {}

  // Any thread. Codes in the order of checks.h, then those of hooks.

  // The checks of a request alone; nothing changes and no plugin is asked.
  int try_open(const PluginTradeRequestRecord& request) const;
  int try_close(const PluginTradeRequestRecord& request) const;
  // Checks, takes the order number, asks HookTradeRequestOpen.
  Accepted accept_open(const PluginTradeRequestRecord& request);
  // Locks the order against other requests and asks HookTradeRequestClose. RET_TRADE_INCORRECT_ORDER for an unknown
  // order or one of another login, RET_TRADE_ORDER_LOCKED while another request for it is queued.
  Accepted accept_close(const PluginTradeRequestRecord& request);
  // New stops, and comment and magic where given, for an open trade.
  Accepted accept_update(const PluginTradeRequestRecord& request);

  // With the engine's turn: tells of the queued request, then executes it. Every balance change is booked at closing:
  // profit + commission + storage + taxes.
  int execute_open(PluginTradeRecord trade, Round& round);
  int execute_close(PluginTradeRecord trade, int32_t volume, Round& round);
  int execute_update(PluginTradeRecord trade, Round& round);
  // Gateway references only: no hooks, no events. RET_TRADE_INCORRECT_ORDER for an unknown order.
  int set_gateway_data(const PluginTradeGatewayDataUpdateRecord& update, Round& round);

 private:
  TradeContext context(const PluginTradeRecord& trade) const;
  // RET_OK also when a hook changed the trade.
  Verdict ask(Callback hook, PluginTradeRecord& trade, const TradeContext& context);
  int lock(const PluginTradeRequestRecord& request, PluginTradeState state, PluginTradeRecord& trade);
  int price_open(PluginTradeRecord& trade, const TradeContext& context) const;
  Verdict charge(PluginTradeRecord& trade, const TradeContext& context);
  Verdict close_terms(PluginTradeRecord& part, const TradeContext& context);
  void value_close(PluginTradeRecord& part, const TradeContext& context) const;
  // A closed part goes into the history under a number of its own. RET_TRADE_TOO_MANY_ORDERS when all are used up.
  int number_part(PluginTradeRecord& part);
  void book(const PluginTradeRecord& closed, const PluginTradeRecord& before, const TradeContext& context,
            Round& round);
  void tell_opened(const PluginTradeRecord& trade, Round& round);
  void tell_closed(const PluginTradeRecord& trade, const PluginTradeRecord* rest, Round& round);
  // Journals, counts and marks it. `what` is the request: open or close.
  int refuse(std::string_view what, const PluginTradeRecord& trade, Verdict verdict);
  void mark(telemetry::MarkKind kind, const PluginTradeRecord& trade, int code);

  Parts& parts_;
};

// The fields of a request that a client may set.
PluginTradeRecord from_request(const PluginTradeRequestRecord& request);

}  // namespace workbench
