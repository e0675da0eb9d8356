// Trade requests: acceptance on the caller's thread, execution with the engine lock held; and trades that the server
// turns by itself.
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

// A code, and the plugin whose hook gave it; kNoPlugin when the server did. With a fault the server refused a field,
// which that plugin wrote.
struct Verdict {
  int code = RET_OK;
  uint16_t plugin = kNoPlugin;
  FieldFault fault = {};

  bool good() const noexcept { return code == RET_OK; }
};

// A trade that is marked as having a request queued.
struct OrderLock {
  Book book = Book::Open;
  int order = 0;  // 0: none
};

// An accepted request, or why it was not. `trade` is the record as the request hooks left it.
struct Accepted {
  int code = RET_OK;
  TradeAction action = TradeAction::Open;
  PluginTradeRecord trade = {};
  int32_t volume = 0;  // of a closing: how much
  double price = 0.0;  // that the client asked for, 0 for the market's
  OrderLock lock = {};
  OrderLock opposite = {};  // of a closing by an opposite trade
};

class Trading {
 public:
  explicit Trading(ServerContext& context) : context_(context) {}

  // Any thread. Codes in the order of checks.h, then those of hooks.

  // The checks of a request alone; nothing changes and no plugin is asked.
  int try_open(const PluginTradeRequestRecord& request) const;
  int try_close(const PluginTradeRequestRecord& request) const;
  // Checks, takes the order number of an opening or marks the trade against other requests, asks the request hooks
  // (openings and closings have them). RET_TRADE_INCORRECT_ORDER for an unknown order or one of another login,
  // RET_TRADE_ORDER_LOCKED while another request for it is queued.
  // `plugin` asks, kNoPlugin for a client.
  Accepted accept(TradeAction action, const PluginTradeRequestRecord& request, uint16_t plugin = kNoPlugin);
  // Takes the marks of a request back that will not be executed.
  void release(const Accepted& accepted);

  // With the engine lock held.

  // Tells of the queued request, then executes it. Every balance change is booked at closing: profit + commission +
  // storage + taxes.
  int execute(const Accepted& accepted, CommitBatch& batch);
  // The server's own doing, no request: StopLoss, TakeProfit and StopOut close an open trade at the market, the first
  // two exactly at `level` when the group allows no slippage (documented). Pending opens a position at the market, or
  // turns a stop-limit order into its limit order. Cancel ends an expired order. No HookTradeRequest and no
  // OnTradeRequest, since nobody asked (convention); the process hooks and the events of execution and database.
  //
  // RET_TRADE_MARKET_CLOSED, RET_TRADE_OFFQUOTES and RET_TRADE_ORDER_LOCKED change nothing: try again later. A hook's
  // refusal and RET_TRADE_NO_MONEY leave the trade with the negative activation code; that is journaled once, not for
  // every repetition. Any other refusal of a pending order cancels it (documented) with the code as the reason.
  int activate(int order, PluginTradeActivation activation, double level, CommitBatch& batch);
  // Ends a pending order: activation Cancel and `[ACTIVATION_CANCEL: reason]` in the comment (documented).
  int cancel_pending(int order, std::string_view reason, CommitBatch& batch);
  // Pending orders that the end of the day cancels: of symbols whose gtc_pendings is not 1, GTC. Ascending.
  std::vector<int> daily_orders() const;
  // Positions with stops that the end of the day takes off: of symbols whose gtc_pendings is 0, daily. Ascending.
  std::vector<int> daily_stops() const;
  // Takes stop loss and take profit off a position. A request that is queued for it goes on.
  void drop_stops(int order, CommitBatch& batch);
  // Gateway references only: no hooks, no events. RET_TRADE_INCORRECT_ORDER for an unknown order.
  int set_gateway_data(const PluginTradeGatewayDataUpdateRecord& update, CommitBatch& batch);

 private:
  // Takes marks away at the end.
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
  // Marks the trade until the lock is taken away, and copies it with `state`. RET_TRADE_ORDER_LOCKED when it is marked
  // already.
  int hold(Book book, PluginTradeRecord& trade, PluginTradeState state, OrderLock& lock);
  // A closed trade or a finance record, each marked with its own state.
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

  // What they have in common.
  TradeContext context(const PluginTradeRecord& trade) const;
  int64_t now_seconds() const noexcept;
  // RET_OK also when a hook changed the trade.
  Verdict ask(Callback hook, PluginTradeRecord& trade, const TradeContext& context);
  // The checks of an opening or a closing, and that the prices it gives have the symbol's digits.
  Verdict check_given(const TradeContext& context, PluginTradeRecord& trade, double& asked) const;
  Verdict check_given_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume,
                            double& asked) const;
  int price_open(PluginTradeRecord& trade, const TradeContext& context, double asked) const;
  // HookTradeProcessOpen and, of a position, the commission.
  Verdict open_terms(PluginTradeRecord& trade, const TradeContext& context);
  Verdict charge(PluginTradeRecord& trade, const TradeContext& context);
  // The price of a closing: what the client asked for where that counts, else the market's.
  double close_at(const PluginTradeRecord& trade, const TradeContext& context, double asked) const noexcept;
  void value_close(PluginTradeRecord& part, const TradeContext& context, double price) const;
  // Value at that price, and HookTradeProcessClose.
  Verdict close_terms(PluginTradeRecord& part, const TradeContext& context, double price);
  // A closed part goes into the history under a number of its own. RET_TRADE_TOO_MANY_ORDERS when all are used up.
  int number_part(PluginTradeRecord& part);
  // Initial margin of a trade that comes back, with the leverage that its account has now.
  void take_leverage(PluginTradeRecord& trade) const;
  // Moves what is closed into the history and its result into the balance. `whole` is the state of a trade without
  // rest.
  Verdict settle(PluginTradeRecord part, const PluginTradeRecord& before, PluginTradeState whole, CommitBatch& batch);
  // Adds to the money of the account that the trade or finance record moves. RET_INVALID_DATA when that is too much,
  // RET_TRADE_NO_MONEY when credit or bonus would fall below 0.
  int move_money(const PluginTradeRecord& moved, double amount, CommitBatch& batch);

  // Telling.
  void notify_opened(const PluginTradeRecord& trade, Callback database, CommitBatch& batch);
  void notify_closed(const PluginTradeRecord& trade, const PluginTradeRecord* rest, CommitBatch& batch);
  void notify_change(Callback database, const PluginTradeRecord& trade, telemetry::MarkKind kind, CommitBatch& batch);
  // Journals, counts and marks it. `what` is the request: open or close.
  int refuse(std::string_view what, const PluginTradeRecord& trade, Verdict verdict);
  void mark(telemetry::MarkKind kind, const PluginTradeRecord& trade, int code);

  ServerContext& context_;
};

// The fields of a request that a client may set.
PluginTradeRecord from_request(const PluginTradeRequestRecord& request);

}  // namespace workbench
