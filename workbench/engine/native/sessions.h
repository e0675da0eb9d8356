// Weekly quote and trade sessions of a symbol.
#pragma once

#include <cstdint>

#include "model/PluginSymbolRecord.hpp"

namespace workbench {

enum class SessionUse { Quote, Trade };

// Whether the symbol quotes or trades in this minute (minutes since the Unix epoch, server time). A day lists up to
// three sessions as minutes open <= t < close; a session with close < open runs past midnight. All zero on a day:
// closed that day. All zero on every day: no sessions are configured and the symbol is always open.
bool session_open(const PluginSymbolRecord& symbol, SessionUse kind, int64_t epoch_minute) noexcept;

// Hours and minutes where `open` and `close` are not given.
void complete_sessions(PluginSymbolRecord& symbol) noexcept;

}  // namespace workbench
