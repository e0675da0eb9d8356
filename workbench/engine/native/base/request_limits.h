// Value limits of request fields, independent of their meaning.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/PluginAccountRecord.hpp"
#include "model/PluginTradeRecord.hpp"
#include "model/PluginTradeRequestRecord.hpp"

namespace workbench {

// All limits are a convention. Texts are UTF-8, and lengths are in bytes. The server refuses longer texts and shortens
// none.
inline constexpr size_t kMostText = 4'096;  // of requests, trades, accounts and configuration
inline constexpr size_t kMostName = 255;    // of symbols, groups and labels, which are keys of server.toml and of lists
inline constexpr size_t kMostNote = 255;    // that the server adds to the comment of a trade

// An invalid field of a record and the reason. An empty field name means that the record is valid.
struct FieldFault {
  std::string_view field;
  std::string_view why;

  explicit operator bool() const noexcept { return !field.empty(); }
};
inline constexpr double kMostPrice = 1e10;
// Above this amount a double cannot represent hundredths.
inline constexpr double kMostMoney = 1e13;

// Returns whether the text is at most `most` bytes long and well-formed UTF-8 without a zero byte.
bool usable_text(std::string_view text, size_t most) noexcept;
// Accepts 0 and times from 1970 to 2199, in Unix seconds.
bool usable_time(int64_t seconds) noexcept;
inline bool usable_money(double amount) noexcept {
  return std::isfinite(amount) && std::abs(amount) <= kMostMoney;
}
// 0 stands for "no price".
inline bool usable_price(double price) noexcept {
  return std::isfinite(price) && price >= 0.0 && price <= kMostPrice;
}

// Checks texts and times against these limits; a fault answers RET_INVALID_DATA. Other code checks the numbers
// according to their meaning.
FieldFault find_fault(const PluginTradeRequestRecord& request) noexcept;
// The same for a record that a hook may have written, including its numbers.
FieldFault find_fault(const PluginTradeRecord& trade, size_t most_comment = kMostText) noexcept;
// Checks texts, times, numbers and the login of an account before the server stores it.
FieldFault find_fault(const PluginAccountRecord& account) noexcept;
// Returns why a text of at most `most` bytes is unusable; empty when it is usable.
std::string_view text_fault(std::string_view text, size_t most = kMostText) noexcept;

// Returns `text` followed by `note`. A note has at most kMostNote bytes including its space.
std::string with_note(std::string_view text, std::string_view note);

}  // namespace workbench
