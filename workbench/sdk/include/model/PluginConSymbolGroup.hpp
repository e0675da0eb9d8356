// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

/// A group of symbols. sec_index of a symbol and of a client group's section refers to it.
struct PluginConSymbolGroup {
    /// Number of the symbol group.
    int sec_index = 0;
    /// Name of the symbol group.
    std::string name;
    /// Description for users.
    std::string description;
};

static_assert(sizeof(PluginConSymbolGroup) == 72 && alignof(PluginConSymbolGroup) == 8,
              "PluginConSymbolGroup must have the layout that the server was built with");
