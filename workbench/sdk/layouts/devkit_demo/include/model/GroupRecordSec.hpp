// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once


struct GroupRecordSec {
    /// Index of the symbol group.
    int sec_index = 0;
    /// 1 when visible.
    int show = 0;
    /// Trade mode (0 no, 1 close only, 2 full).
    int trade = 0;
    /// Execution kind (0 manual, 1 automatic, 2 activity).
    int execution = 0;
    /// Base commission amount.
    double comm_base = 0.0;
    /// Commission unit (0 money, 1 points, 2 percent).
    int comm_type = 0;
    /// 0 charged for each lot, 1 for each deal.
    int comm_lots = 0;
    /// Agent commission amount.
    double comm_agent = 0.0;
    /// Unit of the agent commission.
    int comm_agent_type = 0;
    /// Spread change against the symbol, points.
    int spread_diff = 0;
    /// Smallest volume, hundredths of a lot.
    int lot_min = 0;
    /// Largest volume, hundredths of a lot.
    int lot_max = 0;
    /// Volume step, hundredths of a lot.
    int lot_step = 0;
    /// Allowed price deviation for instant execution, points.
    int ie_deviation = 0;
    /// 1 when dealer confirmation is needed.
    int confirmation = 0;
    /// Trade denial bits.
    int trade_rights = 0;
    /// Quick instant execution flag.
    int ie_quick_mode = 0;
    /// Automatic close-out rule.
    int autocloseout_mode = 0;
    /// Tax taken from commission.
    double comm_tax = 0.0;
    /// 0 per lot, 1 per deal for the agent commission.
    int comm_agent_lots = 0;
    /// How floating result enters free margin.
    int freemargin_mode = 0;
    /// Spare.
    int reserved[3] = {};
};

static_assert(sizeof(GroupRecordSec) == 112 && alignof(GroupRecordSec) == 8,
              "GroupRecordSec must have the layout that the server was built with");
