// Text as plugins hand it over is bytes: what of it is no UTF-8, and the same text with that replaced.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace workbench {

/// Where the first byte lies that belongs to no UTF-8 character; npos when there is none.
std::size_t bad_byte(std::string_view text) noexcept;

/// The text with U+FFFD in place of everything that is no UTF-8: once for each beginning of a character that is not
/// completed, once for each half of a surrogate pair, and once for each other byte.
std::string replaced(std::string_view text);

/// The same in place. Whether anything had to be replaced.
bool replace_bad(std::string& text);

}  // namespace workbench
