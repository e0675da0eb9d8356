// Well-formed UTF-8 according to table 3-7 of the Unicode standard.
#include "base/plain_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace workbench {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::uint64_t kNoAscii = 0x8080808080808080U;

// Returns the length of the character that starts with `lead`, 0 if none does.
std::size_t character_length(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

bool follows(unsigned char byte) noexcept {
  return (byte & 0xC0U) == 0x80U;
}

// Returns whether the sequence is overlong, a surrogate, or beyond the last character.
bool overlong(unsigned char lead, unsigned char second) noexcept {
  if (lead == 0xE0) return second < 0xA0;
  if (lead == 0xED) return second >= 0xA0;
  if (lead == 0xF0) return second < 0x90;
  return lead == 0xF4 && second >= 0x90;
}

std::size_t ascii_bytes(std::string_view text) noexcept {
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    if ((word & kNoAscii) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

struct Character {
  std::size_t length;  // in bytes; for an invalid one: how many are replaced together
  bool good;
};

Character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = character_length(lead);
  if (length == 0) return {1, false};
  for (std::size_t next = 1; next < length; ++next) {
    if (next == text.size()) return {next, false};
    const auto byte = static_cast<unsigned char>(text[next]);
    if (!follows(byte)) return {next, false};
    if (next == 1 && overlong(lead, byte)) {
      const bool half_pair = lead == 0xED && text.size() > 2 && follows(static_cast<unsigned char>(text[2]));
      return {half_pair ? std::size_t{3} : std::size_t{1}, false};
    }
  }
  return {length, true};
}

}  // namespace

std::size_t bad_byte(std::string_view text) noexcept {
  std::size_t at = 0;
  while ((at += ascii_bytes(text.substr(at))) < text.size()) {
    const Character next = first_character(text.substr(at));
    if (!next.good) return at;
    at += next.length;
  }
  return std::string_view::npos;
}

std::string replaced(std::string_view text) {
  std::string made;
  made.reserve(text.size() + kReplacement.size());
  while (!text.empty()) {
    const std::size_t good = std::min(bad_byte(text), text.size());
    made.append(text.substr(0, good));
    text.remove_prefix(good);
    if (text.empty()) break;
    made.append(kReplacement);
    text.remove_prefix(first_character(text).length);
  }
  return made;
}

bool replace_bad(std::string& text) {
  if (bad_byte(text) == std::string_view::npos) return false;
  text = replaced(text);
  return true;
}

}  // namespace workbench
