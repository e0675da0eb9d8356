// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

/// A person who manages the server.
struct PluginConManager {
    /// Number of the manager.
    int login = 0;
    /// Name of the manager.
    std::string name;
    /// 0: the manager has no access.
    int enable = 1;
    /// Client groups that the manager sees: a mask such as * or real-*,!real-vip.
    std::string groups;
    /// Bits: 1 administrator, 2 trades, 4 money, 8 accounts, 16 configuration, 32 mail and news.
    int rights = 0;
    /// Address of the manager.
    std::string email;
};

static_assert(sizeof(PluginConManager) == 120 && alignof(PluginConManager) == 8,
              "PluginConManager must have the layout that the server was built with");
