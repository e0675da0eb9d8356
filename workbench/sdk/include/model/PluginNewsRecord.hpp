// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

/// A news item for all clients.
struct PluginNewsRecord {
    /// Number of the item, set by the server.
    int id = 0;
    /// Time of publication, set by the server: server time in Unix seconds.
    std::time_t time = 0;
    /// Category.
    std::string category;
    /// Headline.
    std::string subject;
    /// Text.
    std::string body;
    /// Language of the item, 0 for any.
    int language = 0;
    /// 1: clients show the item at once, else 0.
    int priority = 0;
};

static_assert(sizeof(PluginNewsRecord) == 120 && alignof(PluginNewsRecord) == 8,
              "PluginNewsRecord must have the layout that the server was built with");
