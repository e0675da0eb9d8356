// Text and JSON of values, and the text of a difference.
#include "base/record_text.h"

#include <rapidjson/document.h>

#include <cstdint>
#include <utility>

namespace workbench {
namespace {

constexpr size_t kLongestShown = 60;  // bytes of a value in a readable line

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
  if (too_deep(text) || !usable_text(text, text.size())) return false;
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
