// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct SymbolAdditionalRecord {
    /// Symbol name.
    std::string symbol;
    /// Clear symbol.
    std::string clear_symbol;
    /// Full symbol name.
    std::string full_symbol_name;
    /// Exchange.
    std::string exchange;
    /// Description.
    std::string description;
    /// Category.
    std::string category;
    /// Market.
    std::string market;
    /// Sector.
    std::string sector;
    /// Country.
    std::string country;
    /// Industry.
    std::string industry;
    /// Icon.
    std::string icon;
    /// Shareholders.
    int shareholders = 0;
    /// Market cap.
    double market_cap = 0.0;
    /// Analyst rating.
    double analyst_rating = 0.0;
    /// Os rating.
    double os_rating = 0.0;
    /// Ma rating.
    double ma_rating = 0.0;
    /// Tech rating.
    double tech_rating = 0.0;
};

static_assert(sizeof(SymbolAdditionalRecord) == 400 && alignof(SymbolAdditionalRecord) == 8,
              "SymbolAdditionalRecord must have the layout that the server was built with");
