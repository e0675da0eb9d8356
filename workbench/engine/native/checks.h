// Which trade requests the server accepts: the checks of an opening, a closing and a change, in order, each with its
// code.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "market.h"
#include "model/PluginTradeRequestRecord.hpp"
#include "store.h"
#include "valuation.h"

namespace workbench {

// One consistent picture of all that a request is about. What could not be found is empty.
struct TradeContext {
  std::optional<PluginAccountRecord> account;
  GroupSnapshot group;
  std::optional<PluginSymbolRecord> symbol;  // with the last quote
  const PluginGroupRecordSec* sec = nullptr;
  std::optional<double> profit_rate;  // quote currency to deposit currency
  std::optional<double> margin_rate;  // margin currency to deposit currency
  PluginMarginLevel margin;
  std::vector<PluginTradeRecord> open;  // of the account
  int64_t now_nanos = 0;
  MarketHours hours = MarketHours::Open;  // for trading
};

TradeContext trade_context(const Store& store, const Market& market, const Valuation& valuation, int login,
                           std::string_view symbol, PluginTradeCommand cmd, int64_t now_nanos);

// Order of the checks (convention): account known, enabled, not read-only; symbol, group and its section known; trade
// mode; session; quotes and rates; long only; command; volume; prices; stops; hedging; number of positions; free
// margin. Pending orders answer RET_ERR_NOSERVICE.
int check_open(const TradeContext& context, const PluginTradeRecord& trade);

// What must still hold when an accepted opening is executed: everything found, priced, a volume, hedging, number of
// positions and money. Hooks may have changed it, and others that were accepted with it are open by now.
int check_execution(const TradeContext& context, const PluginTradeRecord& trade);

// The checks of an opening as far as they apply to closing `volume` of an open trade; 0 is all of it. A part needs the
// group's partial_close.
int check_close(const TradeContext& context, const PluginTradeRecord& trade, int32_t volume);

// New stops of an open trade.
int check_update(const TradeContext& context, const PluginTradeRecord& trade);

// Margin that the trade needs at this price, in margin currency.
double required_margin(const TradeContext& context, const PluginTradeRecord& trade);

// RET_OK or RET_TRADE_NO_MONEY: the margin that the trade adds against the free margin of the account, by
// enough_margin().
int check_money(const TradeContext& context, const PluginTradeRecord& trade);

// Whether every price and amount of the record is a finite number.
bool all_finite(const PluginTradeRecord& trade);

}  // namespace workbench
