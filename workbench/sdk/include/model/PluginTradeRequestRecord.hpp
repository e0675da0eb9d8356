// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <array>
#include <ctime>
#include <string>

#include "Enums.hpp"

struct PluginTradeRequestRecord {
    /// Ticket of the trade.
    int order = 0;
    /// Account number.
    int login = 0;
    /// Symbol name.
    std::string symbol;
    /// Digits after the decimal point.
    int digits = 2;
    /// Kind of trade (command enumeration).
    PluginTradeCommand cmd = PluginTradeCommand::Nothing;
    /// Volume in hundredths of a lot.
    int volume = 0;
    /// Ticket this trade was split from, 0 when none.
    int parent_order = 0;
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
    /// Initial margin.
    double margin_initial = 0.0;
    /// Close moment, Unix seconds, 0 while open.
    std::time_t close_time = 0;
    /// Volume done at the gateway.
    int gw_volume = 0;
    /// Expiry of a pending order, Unix seconds.
    std::time_t expiration = 0;
    /// Who caused the trade.
    PluginTradeReason reason = PluginTradeReason::Client;
    /// Profit-to-deposit rate at opening and at closing.
    std::array<double, 2> conv_rates = {};
    /// Commission, deposit currency.
    double commission = 0.0;
    /// Earlier commission.
    double prev_commission = 0.0;
    /// Agent commission.
    double commission_agent = 0.0;
    /// Accrued swap, deposit currency.
    double storage = 0.0;
    /// Earlier swap.
    double prev_storage = 0.0;
    /// Profit or loss, deposit currency.
    double profit = 0.0;
    /// Earlier profit.
    double prev_profit = 0.0;
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
    /// Name of the gateway.
    std::string gw_source;
    /// Unique id at the gateway.
    std::string gw_uuid;
    /// What triggered the trade.
    PluginTradeActivation activation = PluginTradeActivation::None;
    /// Open price at the gateway.
    double gw_open_price = 0.0;
    /// Close price at the gateway.
    double gw_close_price = 0.0;
    /// Margin-to-deposit currency rate.
    double margin_rate = 0.0;
    /// Opaque text kept for integrations.
    std::string api_data;
    /// Last swap moment, Unix seconds.
    std::time_t last_swap_time = 0;
    /// Last change moment, Unix seconds.
    std::time_t update_time = 0;
};

static_assert(sizeof(PluginTradeRequestRecord) == 440 && alignof(PluginTradeRequestRecord) == 8,
              "PluginTradeRequestRecord must have the layout that the server was built with");
