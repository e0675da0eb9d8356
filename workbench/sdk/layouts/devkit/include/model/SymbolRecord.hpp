// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

#include "ConSessions.hpp"

struct SymbolRecord {
    /// Symbol name.
    std::string symbol;
    /// Description.
    std::string description;
    /// Where it came from (symbol: name of the source symbol).
    std::string source;
    /// Index of the quote feeder.
    int feeder = 0;
    /// Base currency.
    std::string currency;
    /// Index of the symbol group.
    int sec_index = 0;
    /// Digits after the decimal point.
    int digits = 0;
    /// Trade mode (0 no, 1 close only, 2 full).
    int trade = 0;
    /// Unique symbol index.
    int sym_index = 0;
    /// Sort position.
    int sort_index = 0;
    /// Colour, #rrggbb.
    std::string background_color = "#ffffff";
    /// Symbol number.
    int count = 0;
    /// Number in the market watch.
    int count_original = 0;
    /// Sessions of the week, Sunday first.
    ConSessions sessions[7] = {};
    /// Profit formula (0 forex, 1 CFD, 2 futures).
    int profit_mode = 0;
    /// Spare.
    int profit_reserved = 0;
    /// Quote filter width.
    int filter = 0;
    /// Quotes outside the filter before they are accepted.
    int filter_counter = 1;
    /// Largest allowed jump between quotes.
    double filter_limit = 0.0;
    /// Smoothing of the filter.
    int filter_smoothing = 0;
    /// Spare.
    float filter_reserved = 0.0;
    /// 1 when quotes are logged.
    int logging = 0;
    /// Spread in points.
    int spread = 0;
    /// Shift of the spread between bid and ask, points.
    int spread_balance = 0;
    /// Execution mode (0 request, 1 instant, 2 market).
    int exemode = 0;
    /// 1 when swaps are charged.
    int swap_enable = 0;
    /// Swap unit (0 points, 1 dollars, 2 interest, 3 margin currency).
    int swap_type = 0;
    /// Swap for long positions.
    double swap_long = 0.0;
    /// Swap for short positions.
    double swap_short = 0.0;
    /// Week day with the triple swap.
    int swap_rollover3days = 0;
    /// 1 when swaps run every day without a triple one.
    int swap_daily = 0;
    /// Units in one lot.
    double contract_size = 0.0;
    /// Money value of a tick.
    double tick_value = 0.0;
    /// Size of a tick.
    double tick_size = 0.0;
    /// Smallest distance of stops, points.
    int stops_level = 0;
    /// Lifetime rule of pending orders.
    int gtc_pendings = 0;
    /// Margin formula (0 forex, 1 CFD, 2 futures, 3 index, 4 leverage).
    int margin_mode = 0;
    /// Initial margin.
    double margin_initial = 0.0;
    /// Maintenance margin.
    double margin_maintenance = 0.0;
    /// Margin for hedged volume.
    double margin_hedged = 0.0;
    /// Divider applied to margin.
    double margin_divider = 0.0;
    /// Size of a point.
    double point = 0.0;
    /// Ten to the power of digits.
    double multiply = 0.0;
    /// Tick value at bid.
    double bid_tickvalue = 0.0;
    /// Tick value at ask.
    double ask_tickvalue = 0.0;
    /// Last tick, Unix seconds.
    std::time_t tick_time = 0;
    /// Bid price.
    double bid = 0.0;
    /// Ask price.
    double ask = 0.0;
    /// 1 when only buying is allowed.
    int long_only = 0;
    /// Largest volume for instant execution.
    int instant_max_volume = 0;
    /// 1 when live quotes are allowed.
    int realtime = 1;
    /// First trading moment, Unix seconds.
    std::time_t starting = 0;
    /// Last trading moment, Unix seconds.
    std::time_t expiration = 0;
    /// Quote currency.
    std::string quote_currency;
    /// Margin currency.
    std::string margin_currency;
    /// Freeze distance, points.
    int freeze_level = 0;
    /// 1 for strict hedged margin.
    int margin_hedged_strong = 0;
    /// Value date, Unix seconds.
    std::time_t value_date = 0;
    /// Quote delay, seconds.
    int quotes_delay = 0;
    /// 1 when swaps use the open price.
    int swap_openprice = 0;
    /// 1 when variation margin is charged at rollover.
    int swap_variation_margin = 0;
    /// Spare.
    int unused[21] = {};
    /// Persistence marker of the host (see DbStateType).
    int db_state = 0;
};

static_assert(sizeof(SymbolRecord) == 2080 && alignof(SymbolRecord) == 8,
              "SymbolRecord must have the layout that the server was built with");
