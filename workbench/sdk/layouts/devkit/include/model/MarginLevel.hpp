// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct MarginLevel {
    /// Account number.
    int login = 0;
    /// Name of the account group.
    std::string group;
    /// Leverage ratio denominator (100 means 1:100).
    int leverage = 0;
    /// Closed-deal money on the account, deposit currency.
    double balance = 0.0;
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
    /// Margin in use.
    double margin = 0.0;
    /// Equity not tied up as margin, deposit currency.
    double margin_free = 0.0;
    /// Equity to margin ratio in percent.
    double margin_level = 0.0;
    /// How the margin-call and stop-out thresholds are read (0 percent, 1 money).
    int margin_type = 0;
    /// Margin state: 0 fine, 1 margin call, 2 stop out.
    int level_type = 0;
};

static_assert(sizeof(MarginLevel) == 128 && alignof(MarginLevel) == 8,
              "MarginLevel must have the layout that the server was built with");
