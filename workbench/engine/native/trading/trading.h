// Trade requests: acceptance on the caller's thread, and execution with the engine lock held. Also trades that the
// server opens, changes or closes by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/request_limits.h"
#include "base/server_context.h"
#include "base/trade_action.h"
#include "model/PluginTradeGatewayDataUpdateRecord.hpp"
#include "model/PluginTradeRequestRecord.hpp"
#include "storage/commit_batch.h"
#include "trading/checks.h"

namespace workbench {

// A code, and the plugin whose hook returned it; kNoPlugin when the server returned it. With a fault the server refused
// a field, which that plugin wrote.
struct Verdict {
  int code = RET_OK;
  uint16_t plugin = kNoPlugin;
  FieldFault fault = {};

  bool good() const noexcept { return code == RET_OK; }
};

// A trade with the mark of a queued request.
struct OrderLock {
  Book book = Book::Open;
  int order = 0;  // 0: none
};

// An accepted request, or the reason for a refusal. `trade` is the record after the request hooks.
struct Accepted {
  int code = RET_OK;
  TradeAction action = TradeAction::Open;
  PluginTradeRecord trade = {};
  int32_t volume = 0;  // volume of a closing
  double price = 0.0;  // requested by the client, 0 for the market price
  OrderLock lock = {};
  OrderLock opposite = {};  // of a closing by an opposite trade
};

class Trading {
 public:
  explicit Trading(ServerContext& context) : context_(context) {}

  // Thread-safe methods. Codes have the order of checks.h, followed by those of hooks.

  // Runs only the checks of a request: changes nothing and calls no plugin.
  int try_open(const PluginTradeRequestRecord& request) const;
  int try_close(const PluginTradeRequestRecord& request) const;
  // Checks the request, reserves the order number of an opening or marks the trade against other requests, and calls
  // the request hooks (for openings and closings). RET_TRADE_INCORRECT_ORDER for an unknown order or one of another
  // login, RET_TRADE_ORDER_LOCKED while another request for it is queued.
  // `plugin` makes the request, kNoPlugin for a client.
  Accepted accept(TradeAction action, const PluginTradeRequestRecord& request, uint16_t plugin = kNoPlugin);
  // Removes the marks of a request that will not be executed.
  void release(const Accepted& accepted);

  // These methods need the engine lock.

  // Notifies plugins of the queued request, then executes it. A closing books the whole balance change: profit +
  // commission + storage + taxes.
  int execute(const Accepted& accepted, CommitBatch& batch);
  // Actions of the server itself, without a request. StopLoss, TakeProfit and StopOut close an open trade at the
  // market, the first two exactly at `level` when the group allows no slippage (documented). Pending opens a position
  // at the market, or turns a stop-limit order into its limit order. Cancel ends an expired order. The server calls no
  // HookTradeRequest and no OnTradeRequest, since there is no request (convention), but it calls the process hooks and
  // the events of execution and database.
  //
  // RET_TRADE_MARKET_CLOSED, RET_TRADE_OFFQUOTES and RET_TRADE_ORDER_LOCKED change nothing: try again later. A hook's
  // refusal and RET_TRADE_NO_MONEY leave the trade with the negative activation code; the journal reports that once,
  // not for every repetition. Any other refusal of a pending order cancels it (documented) with the code as the reason.
  int activate(int order, PluginTradeActivation activation, double level, CommitBatch& batch);
  // Ends a pending order: activation Cancel and `[ACTIVATION_CANCEL: reason]` in the comment (documented).
  int cancel_pending(int order, std::string_view reason, CommitBatch& batch);
  // Returns the pending orders that the end of the day cancels (symbols whose gtc_pendings is not 1, GTC), in ascending
  // order.
  std::vector<int> daily_orders() const;
  // Returns the positions whose stops the end of the day removes (symbols whose gtc_pendings is 0, daily), in ascending
  // order.
  std::vector<int> daily_stops() const;
  // Removes stop loss and take profit of a position. A queued request for it stays queued.
  void drop_stops(int order, CommitBatch& batch);
  // Changes gateway references only: no hooks, no events. RET_TRADE_INCORRECT_ORDER for an unknown order.
  int set_gateway_data(const PluginTradeGatewayDataUpdateRecord& update, CommitBatch& batch);

 private:
  // Removes marks at the end of its scope.
  class Held {
   public:
    Held(Store& store, const OrderLock& lock, const OrderLock& opposite = {}) noexcept
        : store_(store), locks_{lock, opposite} {}
    ~Held();
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    Store& store_;
    OrderLock locks_[2];
  };
  struct Step {
    std::string_view name;
    Verdict (Trading::*accept)(const PluginTradeRequestRecord&, Accepted&);
    Verdict (Trading::*execute)(const Accepted&, CommitBatch&);
  };
  static const Step& step(TradeAction action);

  // Acceptance, one for each action.
  Verdict accept_open(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_close(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_close_by(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_update(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_update_closed(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_cancel(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_delete(const PluginTradeRequestRecord& request, Accepted& answer);
  Verdict accept_restore(const PluginTradeRequestRecord& request, Accepted& answer);
  int find(Book book, const PluginTradeRequestRecord& request, PluginTradeRecord& trade) const;
  // Marks the trade until the lock is released, and copies it with `state`. RET_TRADE_ORDER_LOCKED when it has a mark
  // already.
  int hold(Book book, PluginTradeRecord& trade, PluginTradeState state, OrderLock& lock);
  // The same for a closed trade or a finance record, each with its own state.
  int hold_closed(const PluginTradeRequestRecord& request, PluginTradeState of_trade, PluginTradeState of_finance,
                  Accepted& answer);

  // Execution, one for each action.
  Verdict execute_open(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_close(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_close_by(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_update(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_update_closed(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_cancel(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_delete(const Accepted& accepted, CommitBatch& batch);
  Verdict execute_restore(const Accepted& accepted, CommitBatch& batch);

  // Activation.
  Verdict close_activated(const PluginTradeRecord& trade, PluginTradeActivation activation, double level,
                          CommitBatch& batch);
  Verdict open_activated(const PluginTradeRecord& order, CommitBatch& batch);
  Verdict limit_activated(const PluginTradeRecord& order, CommitBatch& batch);
  void roll_back(const PluginTradeRecord& trade, PluginTradeActivation activation, Verdict verdict, CommitBatch& batch);
  void end_pending(const PluginTradeRecord& order, std::string_view reason, CommitBatch& batch);
  void remove_pending(PluginTradeRecord order, CommitBatch& batch);

  // Shared parts.
  TradeContext context(const PluginTradeRecord& trade) const;
  int64_t now_seconds() const noexcept;
  // RET_OK also when a hook changed the trade.
  Verdict ask(Callback hook, PluginTradeRecord& trade, const TradeContext& context);
  // Runs the checks of an opening or a closing, and checks that its prices have the symbol's digits.
  Verdict check_given(const TradeContext& context, PluginTradeRecord& trade, double& asked) const;
  Verdict check_given_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume,
                            double& asked) const;
  int price_open(PluginTradeRecord& trade, const TradeContext& context, double asked) const;
  // Calls HookTradeProcessOpen and, for a position, computes the commission.
  Verdict open_terms(PluginTradeRecord& trade, const TradeContext& context);
  Verdict charge(PluginTradeRecord& trade, const TradeContext& context);
  // Returns the price of a closing: the requested price where it is valid, else the market price.
  double close_at(const PluginTradeRecord& trade, const TradeContext& context, double asked) const noexcept;
  void value_close(PluginTradeRecord& part, const TradeContext& context, double price) const;
  // Computes the value at that price and calls HookTradeProcessClose.
  Verdict close_terms(PluginTradeRecord& part, const TradeContext& context, double price);
  // Gives the closed part its own number in the history. RET_TRADE_TOO_MANY_ORDERS when all numbers are used.
  int number_part(PluginTradeRecord& part);
  // Sets the initial margin of a restored trade, with the current leverage of its account.
  void take_leverage(PluginTradeRecord& trade) const;
  // Moves the closed part into the history and its result into the balance. `whole` is the state of a trade without
  // remainder.
  Verdict settle(PluginTradeRecord part, const PluginTradeRecord& before, PluginTradeState whole, CommitBatch& batch);
  // Adds the amount to the money of the account that the trade or finance record moves. RET_INVALID_DATA when the
  // result is too large, RET_TRADE_NO_MONEY when credit or bonus would fall below 0.
  int move_money(const PluginTradeRecord& moved, double amount, CommitBatch& batch);

  // Notifications.
  void notify_opened(const PluginTradeRecord& trade, Callback database, CommitBatch& batch);
  void notify_closed(const PluginTradeRecord& trade, const PluginTradeRecord* rest, CommitBatch& batch);
  void notify_change(Callback database, const PluginTradeRecord& trade, telemetry::MarkKind kind, CommitBatch& batch);
  // Journals, counts and marks the refusal. `what` is the request: open or close.
  int refuse(std::string_view what, const PluginTradeRecord& trade, Verdict verdict);
  void mark(telemetry::MarkKind kind, const PluginTradeRecord& trade, int code);

  ServerContext& context_;
};

// The fields of a request that a client may set.
PluginTradeRecord from_request(const PluginTradeRequestRecord& request);

}  // namespace workbench
