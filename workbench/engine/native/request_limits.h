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

// All convention. Texts are UTF-8, lengths in bytes.
inline constexpr size_t kMostText = 255;    // comments, names, references, texts of accounts
inline constexpr size_t kMostData = 4'096;  // api_data; avatar, secure_reserved of accounts; configuration
// Of the text of this name in a trade, an account or a request.
constexpr size_t most_text(std::string_view name) noexcept {
  return name == "api_data" || name == "avatar" || name == "secure_reserved" ? kMostData : kMostText;
}
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

// RET_INVALID_DATA for texts or times beyond these limits. Numbers are judged by what they are for.
int check_fields(const PluginTradeRequestRecord& request) noexcept;
// The same for what a hook may have written, with its numbers.
int check_fields(const PluginTradeRecord& trade) noexcept;
// Texts, times, numbers and the login of an account that is to be kept.
int check_fields(const PluginAccountRecord& account) noexcept;

// `text` with `note` behind it, shortened at a character so that it is a usable text.
std::string with_note(std::string_view text, std::string_view note);

}  // namespace workbench
