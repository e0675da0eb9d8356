// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct TradeSummaryRecord {
    /// Symbol name.
    std::string symbol;
    /// Digits after the decimal point.
    int digits = 0;
    /// Kind of record.
    int type = 0;
    /// Number of orders.
    int orders = 0;
    /// Bought volume, hundredths of a lot.
    int buylots = 0;
    /// Sold volume, hundredths of a lot.
    int selllots = 0;
    /// Average buy price.
    double buyprice = 0.0;
    /// Average sell price.
    double sellprice = 0.0;
    /// Profit or loss, deposit currency.
    double profit = 0.0;
    /// Coverage side: number of orders.
    int covorders = 0;
    /// Coverage side: bought volume, hundredths of a lot.
    int covbuylots = 0;
    /// Coverage side: sold volume, hundredths of a lot.
    int covselllots = 0;
    /// Coverage side: average buy price.
    double covbuyprice = 0.0;
    /// Coverage side: average sell price.
    double covsellprice = 0.0;
    /// Coverage side: profit or loss, deposit currency.
    double covprofit = 0.0;
};

static_assert(sizeof(TradeSummaryRecord) == 120 && alignof(TradeSummaryRecord) == 8,
              "TradeSummaryRecord must have the layout that the server was built with");
