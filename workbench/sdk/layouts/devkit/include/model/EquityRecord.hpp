// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

struct EquityRecord {
    /// Account number.
    int login = 0;
    /// When the snapshot was taken, Unix seconds.
    std::time_t create_time = 0;
    /// Group of the account.
    std::string group;
    /// Closed-deal money on the account, deposit currency.
    double balance = 0.0;
    /// Balance at the end of the previous day.
    double prevbalance = 0.0;
    /// Broker credit on the account, deposit currency.
    double credit = 0.0;
    /// Balance plus credit plus floating result, deposit currency.
    double equity = 0.0;
    /// Profit or loss, deposit currency.
    double profit = 0.0;
    /// Accrued swap, deposit currency.
    double storage = 0.0;
    /// Commission, deposit currency.
    double commission = 0.0;
    /// Margin in use, deposit currency.
    double margin = 0.0;
    /// Equity not tied up as margin, deposit currency.
    double margin_free = 0.0;
    /// Equity to margin ratio in percent.
    double margin_level = 0.0;
    /// Currency code.
    std::string currency;
};

static_assert(sizeof(EquityRecord) == 160 && alignof(EquityRecord) == 8,
              "EquityRecord must have the layout that the server was built with");
