// Limits of texts and times.
#include "request_limits.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <type_traits>

#include "clock.h"
#include "generated/reflection.h"

namespace workbench {
namespace {

// Length of the UTF-8 character that starts with `lead`, 0 for none.
size_t character_length(unsigned char lead) noexcept {
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

bool follows(unsigned char byte) noexcept {
  return (byte & 0xC0U) == 0x80U;
}

// Longer than needed, a surrogate, or beyond the last character.
bool overlong(unsigned char lead, unsigned char second) noexcept {
  if (lead == 0xE0) return second < 0xA0;
  if (lead == 0xED) return second >= 0xA0;
  if (lead == 0xF0) return second < 0x90;
  return lead == 0xF4 && second >= 0x90;
}

template <class Record>
bool usable_texts(const Record& record) noexcept {
  return usable_text(record.symbol, kMostText) && usable_text(record.comment, kMostText) &&
         usable_text(record.gw_order, kMostText) && usable_text(record.gw_source, kMostText) &&
         usable_text(record.gw_uuid, kMostText) && usable_text(record.api_data, kMostData);
}

template <class Record>
bool usable_times(const Record& record) noexcept {
  return usable_time(record.open_time) && usable_time(record.close_time) && usable_time(record.expiration) &&
         usable_time(record.last_swap_time) && usable_time(record.update_time);
}

}  // namespace

bool usable_text(std::string_view text, size_t most) noexcept {
  if (text.size() > most) return false;
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const size_t length = character_length(lead);
    if (length == 0 || length > text.size() - at) return false;
    if (length > 1 && overlong(lead, static_cast<unsigned char>(text[at + 1]))) return false;
    for (size_t next = 1; next < length; ++next) {
      if (!follows(static_cast<unsigned char>(text[at + next]))) return false;
    }
    at += length;
  }
  return true;
}

bool usable_time(int64_t seconds) noexcept {
  return seconds >= 0 && seconds < kLastNanos / kNanosPerSecond;
}

int check_fields(const PluginTradeRequestRecord& request) noexcept {
  return usable_texts(request) && usable_times(request) ? RET_OK : RET_INVALID_DATA;
}

int check_fields(const PluginTradeRecord& trade) noexcept {
  const std::array money{trade.commission, trade.commission_agent, trade.storage, trade.profit, trade.taxes};
  const std::array prices{trade.open_price, trade.close_price, trade.sl, trade.tp};
  bool good = usable_texts(trade) && usable_times(trade);
  good = good && std::all_of(money.begin(), money.end(), usable_money);
  good = good && std::all_of(prices.begin(), prices.end(), usable_price);
  visit_fields(trade, [&]<class Member>(std::string_view, const Member& member) {
    if constexpr (std::is_same_v<Member, double>) good = good && std::isfinite(member);
  });
  return good ? RET_OK : RET_INVALID_DATA;
}

int check_fields(const PluginAccountRecord& account) noexcept {
  bool good = account.login > 0 && account.leverage >= 0;
  visit_fields(account, [&]<class Member>(std::string_view name, const Member& member) {
    if constexpr (std::is_same_v<Member, std::string>) {
      good = good && usable_text(member, most_text(name));
    } else if constexpr (std::is_same_v<Member, std::time_t>) {
      good = good && usable_time(member);
    } else if constexpr (std::is_same_v<Member, double>) {
      good = good && std::isfinite(member);
    } else if constexpr (std::is_same_v<std::remove_extent_t<Member>, double>) {
      good = good && std::all_of(std::begin(member), std::end(member), [](double part) { return std::isfinite(part); });
    }
  });
  return good ? RET_OK : RET_INVALID_DATA;
}

std::string with_note(std::string_view text, std::string_view note) {
  const std::string_view tail = note.substr(0, kMostText);
  const size_t room = kMostText - tail.size();
  size_t kept = std::min(text.size(), room > 0 ? room - 1 : 0);
  while (kept > 0 && kept < text.size() && follows(static_cast<unsigned char>(text[kept]))) --kept;
  std::string whole(text.substr(0, kept));
  if (kept > 0) whole += ' ';
  return whole.append(tail);
}

}  // namespace workbench
