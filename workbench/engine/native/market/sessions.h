// When a symbol quotes and trades: its weekly sessions, its life time and holidays.
#pragma once

#include <cstdint>

#include "base/time_zone.h"
#include "market/holidays.h"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

enum class SessionUse { Quote, Trade };

// Whether the symbol quotes or trades in this minute (minutes since 1970 by the clocks of its time zone). A day lists
// up to three sessions as minutes open <= t < close; a session with close < open runs past midnight. All zero on a day:
// closed that day. All zero on every day: no sessions are configured and the symbol is always open.
bool session_open(const PluginSymbolRecord& symbol, SessionUse kind, int64_t local_minute) noexcept;

// Whether the symbol is open now, and if not, why.
enum class MarketHours { Open, OutsideSession, Holiday, OutsideLifetime };

// What closes symbols beside their own records, and by which clocks. Immutable once it is shared.
struct Calendar {
  Holidays holidays;
  SymbolZones zones;
};

// The symbol's life time first (starting <= now < expiration, Unix seconds, 0 for no limit), then its holidays, then
// the weekly sessions. That life time and holidays end quotes as well as trades is
// a convention; what must be closed answers RET_TRADE_MARKET_CLOSED.
MarketHours market_hours(const PluginSymbolRecord& symbol, SessionUse kind, int64_t now_seconds,
                         const Calendar& calendar) noexcept;

// Fills in hours and minutes from `open` and `close` or the other way round, and the overnight marks: 1 when a session
// of the day runs past midnight (convention). The spare `align` has no meaning.
void complete_sessions(PluginSymbolRecord& symbol) noexcept;

}  // namespace workbench
