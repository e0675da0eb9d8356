// Reading of the weekly session table.
#include "sessions.h"

#include <algorithm>
#include <iterator>

namespace workbench {
namespace {

constexpr int64_t kDayMinutes = 1'440;
constexpr int64_t kEpochWeekday = 4;  // 1970-01-01 was a Thursday, Sunday is 0

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

void complete(Day& day) noexcept {
  for (PluginConSession& session : day) {
    if (!empty(session)) continue;
    session.open = session.open_hour * 60 + session.open_min;
    session.close = session.close_hour * 60 + session.close_min;
  }
}

}  // namespace

bool session_open(const PluginSymbolRecord& symbol, SessionUse kind, int64_t epoch_minute) noexcept {
  const int64_t minute = ((epoch_minute % kDayMinutes) + kDayMinutes) % kDayMinutes;
  const int64_t days = (epoch_minute - minute) / kDayMinutes;
  const size_t weekday = static_cast<size_t>((((days + kEpochWeekday) % 7) + 7) % 7);
  if (covers(day_of(symbol, kind, weekday), day_of(symbol, kind, (weekday + 6) % 7), minute)) return true;
  return unconfigured(symbol, kind);
}

void complete_sessions(PluginSymbolRecord& symbol) noexcept {
  for (PluginConSessions& day : symbol.sessions) {
    complete(day.quote);
    complete(day.trade);
  }
}

}  // namespace workbench
