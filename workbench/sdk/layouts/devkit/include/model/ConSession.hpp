// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <cstdint>

struct ConSession {
    /// Hour the session opens.
    std::int16_t open_hour = 0;
    /// Minute the session opens.
    std::int16_t open_min = 0;
    /// Hour the session closes.
    std::int16_t close_hour = 0;
    /// Minute the session closes.
    std::int16_t close_min = 0;
    /// Opening in minutes from midnight.
    int open = 0;
    /// Closing in minutes from midnight.
    int close = 0;
    /// Spare.
    std::int16_t align[7] = {};
};

static_assert(sizeof(ConSession) == 32 && alignof(ConSession) == 4,
              "ConSession must have the layout that the server was built with");
