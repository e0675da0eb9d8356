// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

/// A piece of news for all clients.
struct PluginNewsRecord {
    /// Number of the piece, given by the server.
    int id = 0;
    /// When it was published, server time in Unix seconds; given by the server.
    std::time_t time = 0;
    /// Category.
    std::string category;
    /// Headline.
    std::string subject;
    /// Text.
    std::string body;
    /// Language of the piece, 0 for any.
    int language = 0;
    /// 1 for news that is to be shown at once, else 0.
    int priority = 0;
};

static_assert(sizeof(PluginNewsRecord) == 120 && alignof(PluginNewsRecord) == 8,
              "PluginNewsRecord must have the layout that the server was built with");
