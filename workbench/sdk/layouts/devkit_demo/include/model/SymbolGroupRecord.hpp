// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct SymbolGroupRecord {
    /// Index of the symbol group.
    int sec_index = 0;
    /// Parent sec index.
    int parent_sec_index = -1;
    /// Display name of the owner.
    std::string name = "Reserve";
    /// Description.
    std::string description = "Reserve";
    /// Trade mode (0 no, 1 close only, 2 full).
    int trade = 1;
    /// 1 when visible.
    int show = 1;
    /// Sort position.
    int sort_index = 0;
};

static_assert(sizeof(SymbolGroupRecord) == 88 && alignof(SymbolGroupRecord) == 8,
              "SymbolGroupRecord must have the layout that the server was built with");
