// What the fields of a request may hold at all, whatever they mean.
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

// All convention. Texts are UTF-8, lengths in bytes. Nothing is shortened: a longer text is refused.
inline constexpr size_t kMostText = 4'096;  // of requests, trades, accounts and configuration
inline constexpr size_t kMostName = 255;    // of symbols, groups and labels, which are keys of server.toml and of lists
inline constexpr size_t kMostNote = 255;    // that the server adds to the comment of a trade

// What is wrong with a record: which field, and why. Without a field there is nothing.
struct FieldFault {
  std::string_view field;
  std::string_view why;

  explicit operator bool() const noexcept { return !field.empty(); }
};
inline constexpr double kMostPrice = 1e10;
// Beyond it a double does not keep hundredths.
inline constexpr double kMostMoney = 1e13;

// Not longer than `most` and well-formed UTF-8 without a zero byte.
bool usable_text(std::string_view text, size_t most) noexcept;
// 0 or a moment from 1970 to 2199, Unix seconds.
bool usable_time(int64_t seconds) noexcept;
inline bool usable_money(double amount) noexcept {
  return std::isfinite(amount) && std::abs(amount) <= kMostMoney;
}
// 0 stands for none.
inline bool usable_price(double price) noexcept {
  return std::isfinite(price) && price >= 0.0 && price <= kMostPrice;
}

// Texts and times beyond these limits, which answer RET_INVALID_DATA. Numbers are judged by what they are for.
FieldFault find_fault(const PluginTradeRequestRecord& request) noexcept;
// The same for what a hook may have written, with its numbers.
FieldFault find_fault(const PluginTradeRecord& trade, size_t most_comment = kMostText) noexcept;
// Texts, times, numbers and the login of an account that is to be kept.
FieldFault find_fault(const PluginAccountRecord& account) noexcept;
// What is wrong with a text of so many bytes at most; empty when it is usable.
std::string_view text_fault(std::string_view text, size_t most = kMostText) noexcept;

// `text` with `note` behind it; a note has at most kMostNote bytes with its space.
std::string with_note(std::string_view text, std::string_view note);

}  // namespace workbench
