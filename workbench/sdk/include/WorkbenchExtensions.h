// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "model/Enums.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/TickInfo.hpp"
#include "model/PluginTickDiffRecord.hpp"

/// ScaleTrade workbench extensions.
inline constexpr int WORKBENCH_EXTENSION_VERSION = 1;

/// Asked before something happens, by plugin priority. RET_OK lets it pass, RET_OK_CHANGE applies diff, any other
/// code refuses it and becomes the answer. diff arrives filled in from the record. The arguments live as long as
/// the call.
class HookQuote {
public:
    virtual ~HookQuote() = default;

    /// Asked for each quote that passed the server's own filter, before it is stored. RET_OK lets it pass,
    /// RET_OK_CHANGE applies diff, anything else drops the quote.
    virtual int HookQuoteTick(
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const TickInfo& tick,
            [[maybe_unused]] PluginTickDiffRecord& diff) { return RET_OK; }
};

/// Told after something happened. The arguments live as long as the call: copy what is to be kept.
class EventQuote {
public:
    virtual ~EventQuote() = default;

    /// A quote was stored; symbol already carries it as its last bid and ask.
    virtual void OnQuoteTick(
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const TickInfo& tick) {}
};
