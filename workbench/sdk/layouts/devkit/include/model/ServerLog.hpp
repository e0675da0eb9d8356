// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct ServerLog {
    /// Moment as text.
    std::string time;
    /// Kind of record.
    std::string type;
    /// Peer address.
    std::string ip;
    /// Text.
    std::string message;
};

static_assert(sizeof(ServerLog) == 128 && alignof(ServerLog) == 8,
              "ServerLog must have the layout that the server was built with");
