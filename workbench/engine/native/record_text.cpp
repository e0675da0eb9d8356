// What is text and what is JSON, and the wording of a difference.
#include "record_text.h"

#include <rapidjson/document.h>

#include <cstdint>
#include <utility>

namespace workbench {
namespace {

constexpr size_t kLongestShown = 60;  // bytes of a value in a line for people

// Bytes that follow this one in its character, -1 for one that begins none.
int following(unsigned char byte) noexcept {
  if (byte < 0x80) return 0;
  if (byte >= 0xC2 && byte < 0xE0) return 1;
  if (byte >= 0xE0 && byte < 0xF0) return 2;
  return byte >= 0xF0 && byte < 0xF5 ? 3 : -1;
}

// Overlong spellings, surrogates and numbers beyond Unicode show in the second byte.
bool second_byte_fits(unsigned char first, unsigned char second) noexcept {
  switch (first) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second < 0xA0;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second < 0x90;
    default:
      return true;
  }
}

std::string shown(const std::string& value) {
  if (value.size() <= kLongestShown) return value;
  size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
  return value.substr(0, end) + "...";
}

void append_member(std::string& object, std::string_view field, const std::string& value) {
  object += object.empty() ? "{\"" : ",\"";
  object += field;
  object += "\":";
  object += value;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (size_t at = 0; at < text.size(); ++at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const int more = following(first);
    if (more < 0 || text.size() - at <= static_cast<size_t>(more)) return false;
    if (more > 0 && !second_byte_fits(first, static_cast<unsigned char>(text[at + 1]))) return false;
    for (int next = 0; next < more; ++next) {
      if ((static_cast<unsigned char>(text[++at]) & 0xC0U) != 0x80U) return false;
    }
  }
  return true;
}

bool too_deep(std::string_view json) noexcept {
  size_t depth = 0;
  bool quoted = false;
  for (size_t at = 0; at < json.size(); ++at) {
    const char letter = json[at];
    if (quoted && letter == '\\') {
      ++at;
    } else if (letter == '"') {
      quoted = !quoted;
    } else if (!quoted && (letter == '[' || letter == '{')) {
      if (++depth > kDeepestJson) return true;
    } else if (!quoted && (letter == ']' || letter == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

bool is_json_object(const std::string& text) {
  if (too_deep(text) || !is_utf8(text)) return false;
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  return !document.HasParseError() && document.IsObject();
}

DifferenceText::DifferenceText() = default;

void DifferenceText::add(std::string_view field, const std::string& before, const std::string& after) {
  made_.any = true;
  append_member(made_.before, field, before);
  append_member(made_.after, field, after);
  made_.line += (made_.line.empty() ? "" : ", ") + std::string(field) + " " + shown(before) + " -> " + shown(after);
}

void DifferenceText::add_secret(std::string_view field) {
  made_.any = true;
  made_.line += (made_.line.empty() ? "" : ", ") + std::string(field);
}

Difference DifferenceText::take() {
  made_.before = made_.before.empty() ? "{}" : made_.before + "}";
  made_.after = made_.after.empty() ? "{}" : made_.after + "}";
  return std::exchange(made_, {});
}

}  // namespace workbench
