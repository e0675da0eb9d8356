// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct PluginTradeGatewayDataUpdateRecord {
    /// Ticket to change.
    int order = 0;
    /// True when gw_volume is to be written.
    bool has_gw_volume = false;
    /// Volume done at the gateway.
    int gw_volume = 0;
    /// True when gw_order is to be written.
    bool has_gw_order = false;
    /// Order reference at the gateway.
    std::string gw_order;
    /// True when gw_source is to be written.
    bool has_gw_source = false;
    /// Name of the gateway.
    std::string gw_source;
    /// True when gw_uuid is to be written.
    bool has_gw_uuid = false;
    /// Unique id at the gateway.
    std::string gw_uuid;
    /// True when gw_open_price is to be written.
    bool has_gw_open_price = false;
    /// Open price at the gateway.
    double gw_open_price = 0.0;
    /// True when gw_close_price is to be written.
    bool has_gw_close_price = false;
    /// Close price at the gateway.
    double gw_close_price = 0.0;
};

static_assert(sizeof(PluginTradeGatewayDataUpdateRecord) == 160 && alignof(PluginTradeGatewayDataUpdateRecord) == 8,
              "PluginTradeGatewayDataUpdateRecord must have the layout that the server was built with");
