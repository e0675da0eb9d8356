// Journal lines about trades.
#pragma once

#include <string>
#include <string_view>

#include "base/request_limits.h"
#include "model/PluginMarginLevel.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// "1001: opened #12 Buy 1.50 EURUSD at 1.10010"; "placed" for a pending order
std::string opened_text(const PluginTradeRecord& trade);
// "1001: closed #12 Buy 1.50 EURUSD at 1.10020, profit 15.00"; followed by ", StopLoss" when a stop loss closed it
std::string closed_text(const PluginTradeRecord& trade);
// "1001: open Buy 1.50 EURUSD refused by risk_guard: RET_TRADE_NO_MONEY (134)"; with an empty `plugin` the server
// refused. With a fault the server refused a field, which the named plugin wrote, if any:
// "1001: open Buy 1.50 EURUSD refused: RET_INVALID_DATA (5): comment of risk_guard is longer than 4,096 bytes"
std::string refused_text(std::string_view what, const PluginTradeRecord& trade, std::string_view plugin, int code,
                         const FieldFault& fault = {});
// "1001: login refused by risk_guard: RET_ACCOUNT_DISABLED (65)"
std::string refused_text(std::string_view what, int login, std::string_view plugin, int code,
                         const FieldFault& fault = {});
// "1001: changed #12 Buy 1.50 EURUSD", "1001: deleted BalanceIn 500.00 (#7)"
std::string changed_text(std::string_view what, const PluginTradeRecord& trade);
// "1001: BalanceIn 500.00 (#7)"
std::string finance_text(const PluginTradeRecord& record);
// "1001: margin call at level 98.20, equity 982.00, margin 1000.00"
std::string margin_call_text(const PluginMarginLevel& margin);
// "1001: stop out at level 48.20, equity 482.00, margin 1000.00: closed #12 Buy 1.50 EURUSD, profit -15.00"
std::string stop_out_text(const PluginMarginLevel& margin, const PluginTradeRecord& closed);
// "RET_OK (0)"; only the number for a code without a name.
std::string code_text(int code);

}  // namespace workbench
