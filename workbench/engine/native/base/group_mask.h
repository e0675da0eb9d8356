// Masks that pick account groups or symbols: `*`, `real-*`, comma lists, and `!` to exclude.
#pragma once

#include <string_view>

namespace workbench {

// Whether the group is picked. Entries are read from left to right and separated by commas, spaces around them do not
// count; `*` stands for any text and `?` for one character; the last entry that matches decides, so `*,!demo-*` is all
// but the demo groups. A mask that starts with an exclusion picks everything else. An empty mask picks nothing (syntax
// documented, rules a convention).
bool group_matches(std::string_view mask, std::string_view group) noexcept;

// The same for a symbol; the entry `@` and a number picks all symbols of that symbol group (sec_index).
bool symbol_matches(std::string_view mask, std::string_view symbol, int sec_index) noexcept;

}  // namespace workbench
