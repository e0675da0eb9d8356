// Acceptance of trade requests: the checks of each kind of request, in order, with their codes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/request_limits.h"
#include "market/market.h"
#include "market/spread.h"
#include "model/PluginTradeRequestRecord.hpp"
#include "storage/memory_store.h"
#include "trading/valuation.h"

namespace workbench {

// One consistent snapshot of all data that a request needs. Data that was not found is empty.
struct TradeContext {
  std::optional<PluginAccountRecord> account;
  GroupSnapshot group;
  SymbolSnapshot symbol;  // with the last quote
  const PluginGroupRecordSec* sec = nullptr;
  Prices prices;                      // of the symbol, as clients of the group see them; 0 without a quote
  std::optional<double> profit_rate;  // quote currency to deposit currency
  std::optional<double> margin_rate;  // margin currency to deposit currency
  PluginMarginLevel margin;
  bool unvalued = false;            // a position of the account has no price or no rate, so its free margin is unknown
  std::vector<TradeSnapshot> open;  // of the account, pending orders included
  int64_t now_nanos = 0;
  MarketHours hours = MarketHours::Open;  // for trading
};

TradeContext trade_context(const Store& store, const Market& market, const Valuation& valuation, int login,
                           std::string_view symbol, PluginTradeCommand cmd, int64_t now_nanos);

// Execution modes of a symbol (documented names). In the modes Request and Instant a requested price is valid while the
// market is within the section's ie_deviation points of it. Market mode ignores the price of a request. A request
// without a price uses the market price in every mode. Instant volumes above instant_max_volume are executed as
// requests (all convention).
enum class ExecutionMode : int { Request = 0, Instant = 1, Market = 2 };

// Bits of a section's trade_rights (documented names).
inline constexpr int kDenyCloseBy = 1;
// Bit of a group's rights that allows expirations. rights 0 means that no rights were configured, so all are granted
// (convention).
inline constexpr int kAllowExpiration = 8;

// A price with more digits than its symbol, and the code that refuses it; RET_OK without such a price.
struct GridFault {
  int code = RET_OK;
  FieldFault fault;
};

// Rounds the prices of a request to the symbol's digits: stops, those of a pending order, `close_price` of a closed
// trade. Prices that equal those in `before` stay unchanged. This is the last of all checks: RET_TRADE_BAD_PRICES or,
// for a stop, RET_TRADE_INVALID_SL_TP (convention).
GridFault put_on_grid(const PluginSymbolRecord& symbol, PluginTradeRecord& trade, const PluginTradeRecord* before);
// The same for the price that a client requests, with the name of its field.
GridFault put_on_grid(const PluginSymbolRecord& symbol, double& asked, std::string_view field);

// Order of the checks (convention): account known, enabled, not read-only; symbol, group and its section known; trade
// mode; session; quotes and rates; long only; command; volume; prices; stops; expiration; hedging; number of positions;
// free margin. A pending order needs no margin and may oppose a position; the server checks both at activation
// (convention). Pending orders count as positions. `asked` is the price that the client requested.
int check_open(const TradeContext& context, const PluginTradeRecord& trade, double asked);

// Repeats the checks that must still pass when an accepted opening is executed: data found, prices, volume, requested
// price, hedging, number of positions and money. Hooks may have changed the trade, and other requests that were
// accepted at the same time may have been executed.
int check_execution(const TradeContext& context, const PluginTradeRecord& trade, double asked);

// Returns whether a pending order may become the position `trade`: account, market, hedging, number of positions and
// money.
int check_activation(const TradeContext& context, const PluginTradeRecord& trade);
// RET_TRADE_MARKET_CLOSED or RET_TRADE_OFFQUOTES when no trade can be opened or closed now.
int check_priced(const TradeContext& context);

// The checks of an opening that apply to closing `volume` of an open trade; 0 closes all of it. A partial close needs
// the group's partial_close. Where the group closes first in, first out, only the oldest position of the symbol can be
// closed (convention: by opening time, then by order).
int check_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume, double asked);

// Closing an open trade by an opposite trade of the same account and symbol. Unequal volumes need the group's
// partial_close. RET_TRADE_DISABLE where the section's trade_rights deny it (convention).
int check_close_by(const TradeContext& context, const PluginTradeRecord& trade, const PluginTradeRecord& opposite);

// New stops of an open trade; unchanged stops need no minimum distance. RET_TRADE_MODIFY_DENIED within the freeze
// level.
int check_update(const TradeContext& context, const PluginTradeRecord& before, const PluginTradeRecord& after);

// The same for a pending order, with its prices and expiration.
int check_pending_update(const TradeContext& context, const PluginTradeRecord& before, const PluginTradeRecord& after);
int check_cancel(const TradeContext& context, const PluginTradeRecord& order);

// The price at which clients of the group open or close a trade now; for a pending order, that of the position.
double opening_price(const TradeContext& context, PluginTradeCommand cmd) noexcept;
double closing_price(const TradeContext& context, PluginTradeCommand cmd) noexcept;
// RET_OK, or RET_TRADE_REQUOTE (instant) or RET_TRADE_PRICE_CHANGED (request) when the market has moved too far from
// `asked`.
int check_deviation(const TradeContext& context, int32_t volume, double asked, double market) noexcept;
// Returns whether the server executes at the requested price; otherwise it executes at the market price.
bool price_counts(const TradeContext& context, double asked) noexcept;

// Margin that the trade needs at this price, in margin currency.
double required_margin(const TradeContext& context, const PluginTradeRecord& trade);

// RET_OK, or RET_TRADE_NO_MONEY when the account's free margin does not cover the trade's additional margin, by
// enough_margin(). RET_TRADE_OFFQUOTES while a position of the account has no price or no rate, because the free margin
// is then unknown (convention).
int check_money(const TradeContext& context, const PluginTradeRecord& trade);

// Shared parts of the checks above.
namespace checking {
enum class TradeMode : int { No = 0, CloseOnly = 1, Full = 2 };
int account(const TradeContext& context);
int market(const TradeContext& context, TradeMode needed);
int volume(const PluginGroupRecordSec& sec, int32_t volume);
int prices(const PluginTradeRecord& trade);
// Checks that stops are on the losing (sl) and the winning (tp) side of `price`, at least stops_level points away.
// Skips a level that equals the one in `before`.
int stops(const PluginSymbolRecord& symbol, const PluginTradeRecord& trade, double price,
          const PluginTradeRecord* before = nullptr);
int expiration(const TradeContext& context, const PluginTradeRecord& order);
int pending_prices(const TradeContext& context, const PluginTradeRecord& order);
int pending(const TradeContext& context, const PluginTradeRecord& order);
int positions(const TradeContext& context, const PluginTradeRecord& trade);
int count(const TradeContext& context, const PluginTradeRecord& trade);
// Returns whether `level` is within the symbol's freeze level of `price`.
bool frozen(const PluginSymbolRecord& symbol, double level, double price);
}  // namespace checking

}  // namespace workbench
