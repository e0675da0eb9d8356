// Masks that select account groups or symbols: `*`, `real-*`, comma-separated lists, and `!` to exclude.
#pragma once

#include <string_view>

namespace workbench {

// Returns whether the mask selects the group. Commas separate the entries, and spaces around an entry are ignored. `*`
// stands for any text and `?` for one character. The last entry that matches decides, so `*,!demo-*` selects all but
// the demo groups. A mask that starts with an exclusion selects everything else. An empty mask selects nothing (syntax
// documented, rules a convention).
bool group_matches(std::string_view mask, std::string_view group) noexcept;

// The same for a symbol; the entry `@` and a number selects all symbols of that symbol group (sec_index).
bool symbol_matches(std::string_view mask, std::string_view symbol, int sec_index) noexcept;

}  // namespace workbench
