// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "ConSession.hpp"

struct ConSessions {
    /// Quote sessions of the day.
    ConSession quote[3] = {};
    /// Trade sessions of the day.
    ConSession trade[3] = {};
    /// 1 when quoting runs past midnight.
    int quote_overnight = 0;
    /// 1 when trading runs past midnight.
    int trade_overnight = 0;
    /// Spare.
    int reserved[2] = {};
};

static_assert(sizeof(ConSessions) == 208 && alignof(ConSessions) == 4,
              "ConSessions must have the layout that the server was built with");
