// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <array>
#include <ctime>
#include <string>

struct TradeRecord {
    /// Ticket of the trade.
    int order = 0;
    /// Account number.
    int login = 0;
    /// Symbol name.
    std::string symbol;
    /// Price digits.
    int digits = 2;
    /// Kind of trade (command enumeration).
    int cmd = 0;
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
    /// Initial margin.
    double margin_initial = 0;
    /// Close moment, Unix seconds, 0 while open.
    std::time_t close_time = 0;
    /// Volume done at the gateway.
    int gw_volume = 0;
    /// Expiry of a pending order, Unix seconds.
    std::time_t expiration = 0;
    /// Who caused the trade.
    int reason = 0;
    /// Profit-to-deposit rate at opening and at closing.
    std::array<double, 2> conv_rates = {};
    /// Commission, deposit currency.
    double commission = 0;
    /// Earlier commission.
    double prev_commission = 0.0;
    /// Agent commission.
    double commission_agent = 0;
    /// Accrued swap, deposit currency.
    double storage = 0;
    /// Earlier swap.
    double prev_storage = 0.0;
    /// Profit or loss, deposit currency.
    double profit = 0;
    /// Earlier profit.
    double prev_profit = 0.0;
    /// Close price.
    double close_price = 0;
    /// Taxes, deposit currency.
    double taxes = 0;
    /// Number set by an expert program.
    int magic = 0;
    /// Comment of the trade.
    std::string comment;
    /// Order reference at the gateway.
    int gw_order = 0;
    /// What triggered the trade.
    int activation = 0;
    /// Open price at the gateway.
    double gw_open_price = 0;
    /// Close price at the gateway.
    double gw_close_price = 0;
    /// Margin-to-deposit currency rate.
    double margin_rate = 0;
    /// Opaque text kept for integrations.
    std::string api_data;
    /// Last change moment, Unix seconds.
    std::time_t timestamp = 0;
    /// Persistence marker of the host (see DbStateType).
    int db_state = 0;
};

static_assert(sizeof(TradeRecord) == 344 && alignof(TradeRecord) == 8,
              "TradeRecord must have the layout that the server was built with");
