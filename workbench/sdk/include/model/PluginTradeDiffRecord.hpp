// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

#include "Enums.hpp"

/// Fields after `comment` are inferred: the public header of this record is older than the layout.
struct PluginTradeDiffRecord {
    /// Volume in hundredths of a lot.
    int volume = 0;
    /// Open moment, Unix seconds.
    std::time_t open_time = 0;
    /// State of the trade (state enumeration).
    PluginTradeState state = PluginTradeState::NoChange;
    /// Open price.
    double open_price = 0.0;
    /// Stop-loss price, 0 when none.
    double sl = 0.0;
    /// Take-profit price, 0 when none.
    double tp = 0.0;
    /// Close moment, Unix seconds, 0 while open.
    std::time_t close_time = 0;
    /// Expiry, Unix seconds.
    std::time_t expiration = 0;
    /// Who caused the trade.
    PluginTradeReason reason = PluginTradeReason::Client;
    /// Commission, deposit currency.
    double commission = 0.0;
    /// Accrued swap, deposit currency.
    double storage = 0.0;
    /// Profit or loss, deposit currency.
    double profit = 0.0;
    /// Close price.
    double close_price = 0.0;
    /// Taxes, deposit currency.
    double taxes = 0.0;
    /// Number set by an expert program.
    int magic = 0;
    /// Free text.
    std::string comment;
    /// Order reference at the gateway.
    std::string gw_order;
    /// What triggered the trade.
    PluginTradeActivation activation = PluginTradeActivation::None;
    /// Open price at the gateway.
    double gw_open_price = 0.0;
    /// Close price at the gateway.
    double gw_close_price = 0.0;
    /// Last swap moment, Unix seconds.
    std::time_t last_swap_time = 0;
};

static_assert(sizeof(PluginTradeDiffRecord) == 216 && alignof(PluginTradeDiffRecord) == 8,
              "PluginTradeDiffRecord must have the layout that the server was built with");
