// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct PluginServerLog {
    /// Moment as text.
    std::string time;
    /// Kind of actor.
    std::string actor_type;
    /// Identifier of the actor.
    std::string actor_id;
    /// What was done.
    std::string action;
    /// Outcome.
    std::string status;
    /// Subsystem that logged.
    std::string source;
    /// Details.
    std::string detail;
};

static_assert(sizeof(PluginServerLog) == 224 && alignof(PluginServerLog) == 8,
              "PluginServerLog must have the layout that the server was built with");
