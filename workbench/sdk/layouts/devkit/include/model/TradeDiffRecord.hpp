// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

/// No number is initialised: the host must zero (or preload from the trade) before the hook call.
struct TradeDiffRecord {
    /// Volume in hundredths of a lot.
    int volume = 0;
    /// Open moment, Unix seconds.
    std::time_t open_time = 0;
    /// State of the trade (state enumeration).
    int state = 0;
    /// Open price.
    double open_price = 0;
    /// Stop-loss price, 0 when none.
    double sl = 0;
    /// Take-profit price, 0 when none.
    double tp = 0;
    /// Close moment, Unix seconds, 0 while open.
    std::time_t close_time = 0;
    /// Expiry, Unix seconds.
    std::time_t expiration = 0;
    /// Who caused the trade.
    int reason = 0;
    /// Commission, deposit currency.
    double commission = 0;
    /// Accrued swap, deposit currency.
    double storage = 0;
    /// Profit or loss, deposit currency.
    double profit = 0;
    /// Close price.
    double close_price = 0;
    /// Taxes, deposit currency.
    double taxes = 0;
    /// Number set by an expert program.
    int magic = 0;
    /// Free text.
    std::string comment;
    /// Order reference at the gateway.
    int gw_order = 0;
    /// What triggered the trade.
    int activation = 0;
    /// Open price at the gateway.
    double gw_open_price = 0;
    /// Close price at the gateway.
    double gw_close_price = 0;
    /// Last change moment, Unix seconds.
    std::time_t timestamp = 0;
};

static_assert(sizeof(TradeDiffRecord) == 184 && alignof(TradeDiffRecord) == 8,
              "TradeDiffRecord must have the layout that the server was built with");
