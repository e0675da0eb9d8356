// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

/// A letter in the server's internal mail.
struct PluginMailRecord {
    /// Number of the letter, set by the server.
    int id = 0;
    /// Time of sending, set by the server: server time in Unix seconds.
    std::time_t time = 0;
    /// Sender's name for the reader, empty for the server.
    std::string sender;
    /// Login of the receiving account.
    int to = 0;
    /// Subject line.
    std::string subject;
    /// Text.
    std::string body;
};

static_assert(sizeof(PluginMailRecord) == 120 && alignof(PluginMailRecord) == 8,
              "PluginMailRecord must have the layout that the server was built with");
