// UTF-8 validation and correction of the byte strings that plugins pass as text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace workbench {

/// Returns the position of the first byte that is not part of a valid UTF-8 character; npos when there is none.
std::size_t bad_byte(std::string_view text) noexcept;

/// Returns the text with U+FFFD in place of everything that is not valid UTF-8: once for each incomplete character,
/// once for each half of a surrogate pair, and once for each other byte.
std::string replaced(std::string_view text);

/// The same in place. Returns whether the text changed.
bool replace_bad(std::string& text);

}  // namespace workbench
