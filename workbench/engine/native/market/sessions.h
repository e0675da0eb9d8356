// Market hours of a symbol: its weekly sessions, its life time and holidays.
#pragma once

#include <cstdint>

#include "base/time_zone.h"
#include "market/holidays.h"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

enum class SessionUse { Quote, Trade };

// Returns whether the symbol quotes or trades in this minute (minutes since 1970 in local time of its zone). A day
// lists up to three sessions as minutes open <= t < close; a session with close < open runs past midnight. All values 0
// for a day: closed on that day. All values 0 for every day: no sessions are configured and the symbol is always open.
bool session_open(const PluginSymbolRecord& symbol, SessionUse kind, int64_t local_minute) noexcept;

// Whether the symbol is open, and the reason if it is not.
enum class MarketHours { Open, OutsideSession, Holiday, OutsideLifetime };

// Market hours that symbol records do not contain: holidays and time zones. Immutable once shared.
struct Calendar {
  Holidays holidays;
  SymbolZones zones;
};

// Checks the symbol's life time first (starting <= now < expiration, Unix seconds, 0 for no limit), then its holidays,
// then the weekly sessions. That life time and holidays end quotes as well as trades is a convention. Requests outside
// market hours answer RET_TRADE_MARKET_CLOSED.
MarketHours market_hours(const PluginSymbolRecord& symbol, SessionUse kind, int64_t now_seconds,
                         const Calendar& calendar) noexcept;

// Fills in hours and minutes from `open` and `close` or the reverse, and sets the overnight marks: 1 when a session of
// the day runs past midnight (convention). The spare field `align` is not used.
void complete_sessions(PluginSymbolRecord& symbol) noexcept;

}  // namespace workbench
