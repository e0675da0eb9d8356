// Matching of masks.
#include "base/group_mask.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace workbench {
namespace {

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Backtracks to the last star only, so that a mask like `*a*a*a*b` cannot take exponential time.
bool wildcard(std::string_view pattern, std::string_view text) noexcept {
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

// `alias` is an alternative form of the name in an entry.
bool picks(std::string_view mask, std::string_view name, std::string_view alias) noexcept {
  bool first = true;
  bool picked = false;
  while (!mask.empty()) {
    const size_t comma = mask.find(',');
    std::string_view entry = trim(mask.substr(0, comma));
    mask = comma == std::string_view::npos ? std::string_view{} : mask.substr(comma + 1);
    if (entry.empty()) continue;
    const bool excludes = entry.front() == '!';
    if (excludes) entry.remove_prefix(1);
    if (first && excludes) picked = true;
    first = false;
    if (wildcard(entry, name) || (!alias.empty() && entry == alias)) picked = !excludes;
  }
  return picked;
}

}  // namespace

bool group_matches(std::string_view mask, std::string_view group) noexcept {
  return picks(mask, group, {});
}

bool symbol_matches(std::string_view mask, std::string_view symbol, int sec_index) noexcept {
  std::array<char, 16> alias{'@'};
  const auto written = std::to_chars(alias.data() + 1, alias.data() + alias.size(), sec_index);
  return picks(mask, symbol, {alias.data(), static_cast<size_t>(written.ptr - alias.data())});
}

}  // namespace workbench
