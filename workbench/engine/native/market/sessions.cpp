// Evaluates the weekly session table, holidays and life times.
#include "market/sessions.h"

#include <algorithm>
#include <iterator>

#include "base/trading_day.h"

namespace workbench {
namespace {

constexpr int64_t kDayMinutes = 1'440;

using Day = PluginConSession[3];

bool empty(const PluginConSession& session) noexcept {
  return session.open == 0 && session.close == 0;
}

const Day& day_of(const PluginSymbolRecord& symbol, SessionUse kind, size_t weekday) noexcept {
  const PluginConSessions& day = symbol.sessions[weekday];
  return kind == SessionUse::Quote ? day.quote : day.trade;
}

bool covers(const Day& today, const Day& yesterday, int64_t minute) noexcept {
  const auto now = [&](const PluginConSession& s) {
    if (empty(s)) return false;
    return minute >= s.open && (minute < s.close || s.close < s.open);
  };
  const auto past_midnight = [&](const PluginConSession& s) { return s.close < s.open && minute < s.close; };
  return std::any_of(std::begin(today), std::end(today), now) ||
         std::any_of(std::begin(yesterday), std::end(yesterday), past_midnight);
}

bool unconfigured(const PluginSymbolRecord& symbol, SessionUse kind) noexcept {
  for (size_t weekday = 0; weekday < 7; ++weekday) {
    const Day& day = day_of(symbol, kind, weekday);
    if (!std::all_of(std::begin(day), std::end(day), empty)) return false;
  }
  return true;
}

void complete(PluginConSession& session) noexcept {
  if (empty(session)) {
    session.open = session.open_hour * 60 + session.open_min;
    session.close = session.close_hour * 60 + session.close_min;
  }
  session.open_hour = static_cast<int16_t>(session.open / 60);
  session.open_min = static_cast<int16_t>(session.open % 60);
  session.close_hour = static_cast<int16_t>(session.close / 60);
  session.close_min = static_cast<int16_t>(session.close % 60);
}

// Returns the day's overnight mark.
int complete(Day& day) noexcept {
  std::for_each(std::begin(day), std::end(day), [](PluginConSession& session) { complete(session); });
  return std::any_of(std::begin(day), std::end(day), [](const auto& session) { return session.close < session.open; });
}

}  // namespace

bool session_open(const PluginSymbolRecord& symbol, SessionUse kind, int64_t local_minute) noexcept {
  const int64_t day = floor_div(local_minute, kDayMinutes);
  const int64_t minute = local_minute - day * kDayMinutes;
  const auto weekday = static_cast<size_t>(week_day(day));
  if (covers(day_of(symbol, kind, weekday), day_of(symbol, kind, (weekday + 6) % 7), minute)) return true;
  return unconfigured(symbol, kind);
}

MarketHours market_hours(const PluginSymbolRecord& symbol, SessionUse kind, int64_t now_seconds,
                         const Calendar& calendar) noexcept {
  if (symbol.starting != 0 && now_seconds < symbol.starting) return MarketHours::OutsideLifetime;
  if (symbol.expiration != 0 && now_seconds >= symbol.expiration) return MarketHours::OutsideLifetime;
  const int64_t minute = floor_div(calendar.zones.of(symbol.symbol).local(now_seconds), 60);
  if (on_holiday(calendar.holidays, symbol, minute)) return MarketHours::Holiday;
  return session_open(symbol, kind, minute) ? MarketHours::Open : MarketHours::OutsideSession;
}

void complete_sessions(PluginSymbolRecord& symbol) noexcept {
  for (PluginConSessions& day : symbol.sessions) {
    day.quote_overnight = complete(day.quote);
    day.trade_overnight = complete(day.trade);
  }
}

}  // namespace workbench
