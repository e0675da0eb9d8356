// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

/// Settings of the whole server. Times of day are minutes after midnight of server time (UTC).
struct PluginConCommon {
    /// Name of the server, as clients see it.
    std::string name;
    /// Company that runs the server.
    std::string owner;
    /// 1 while the server optimises its databases and blocks access to them, else 0.
    int liveupdate_mode = 0;
    /// Day of the weekly maintenance: 0 Sunday to 6 Saturday, -1 for none.
    int maintenance_day = -1;
    /// Start of the weekly maintenance, minutes after midnight.
    int maintenance_start = 0;
    /// Length of the weekly maintenance in minutes.
    int maintenance_minutes = 0;
    /// End of the trading day: swaps, equity snapshots, daily orders. Minutes after midnight.
    int end_of_day = 0;
    /// Number of backups of the databases, 0 for none.
    int backups_kept = 7;
    /// 1 sets a negative balance after a stop out to zero by a booking.
    int stopout_compensation = 0;
    /// 1: the margin of an open position uses the leverage at its opening. 0: it uses the account's current
    /// leverage.
    int leverage_at_opening = 0;
};

static_assert(sizeof(PluginConCommon) == 96 && alignof(PluginConCommon) == 8,
              "PluginConCommon must have the layout that the server was built with");
