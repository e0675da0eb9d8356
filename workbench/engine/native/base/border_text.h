// Converts the texts that a plugin passes to UTF-8. For valid texts this costs one scan of their bytes and no
// allocation.
#pragma once

#include <rapidjson/document.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "base/generated/reflection.h"
#include "base/plain_text.h"

namespace workbench {

template <class T>
inline constexpr bool is_list = std::is_array_v<T>;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_table = false;
template <class K, class V>
inline constexpr bool is_table<std::unordered_map<K, V>> = true;

/// Calls `visit(field, text)` for every std::string in a value until one call returns true; returns whether one did.
/// `field` is the name of the innermost record's field, "" outside of records.
template <class T, class Visit>
bool any_text(T& value, std::string_view field, const Visit& visit) {
  using Plain = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Plain, std::string>) {
    return visit(field, value);
  } else if constexpr (ContractRecord<Plain>) {
    bool found = false;
    visit_fields(value, [&](std::string_view name, auto& member) { found = found || any_text(member, name, visit); });
    return found;
  } else if constexpr (is_list<Plain>) {
    for (auto& item : value) {
      if (any_text(item, field, visit)) return true;
    }
    return false;
  } else if constexpr (is_table<Plain>) {
    for (auto& [key, item] : value) {
      if (any_text(item, field, visit)) return true;
    }
    return false;
  } else {
    return false;
  }
}

inline std::string_view text_of(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

/// Returns the first text of a JSON value (member names included) that is not valid UTF-8; empty when there is none.
inline std::string_view bad_json_text(const rapidjson::Value& value) {
  if (value.IsString()) return bad_byte(text_of(value)) == std::string_view::npos ? std::string_view() : text_of(value);
  std::string_view bad;
  if (value.IsArray()) {
    for (auto item = value.Begin(); bad.empty() && item != value.End(); ++item) bad = bad_json_text(*item);
  } else if (value.IsObject()) {
    for (auto item = value.MemberBegin(); bad.empty() && item != value.MemberEnd(); ++item) {
      bad = bad_json_text(item->name);
      if (bad.empty()) bad = bad_json_text(item->value);
    }
  }
  return bad;
}

inline void replace_bad_json(rapidjson::Value& value, rapidjson::Document::AllocatorType& allocator) {
  if (value.IsString()) {
    const std::string text = replaced(text_of(value));
    value.SetString(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
  } else if (value.IsArray()) {
    for (auto& item : value.GetArray()) replace_bad_json(item, allocator);
  } else if (value.IsObject()) {
    for (auto& item : value.GetObject()) {
      replace_bad_json(item.name, allocator);
      replace_bad_json(item.value, allocator);
    }
  }
}

/// An invalid text and its field, "" for a text outside of records.
struct BadText {
  std::string_view field;
  std::string_view text;
};

template <class T>
BadText first_bad_text(const T& value) {
  BadText bad;
  any_text(value, "", [&](std::string_view field, const std::string& text) {
    if (bad_byte(text) == std::string_view::npos) return false;
    bad = {field, text};
    return true;
  });
  return bad;
}

inline BadText first_bad_text(const rapidjson::Value& value) {
  return {"", bad_json_text(value)};
}

/// One argument of a server call: the plugin's own value when its texts are valid UTF-8, else a corrected copy.
template <class T>
class BorderText {
 public:
  /// Calls `report(field, text)` with the first invalid text before replacing it.
  template <class Report>
  BorderText(const T& given, const Report& report) : value_(&given) {
    const BadText bad = first_bad_text(given);
    if (bad.text.empty()) [[likely]]
      return;
    report(bad.field, bad.text);
    own_ = std::make_unique<T>(given);
    any_text(*own_, "", [](std::string_view, std::string& text) {
      replace_bad(text);
      return false;
    });
    value_ = own_.get();
  }
  const T& operator*() const noexcept { return *value_; }

 private:
  const T* value_;
  std::unique_ptr<T> own_;
};

template <>
class BorderText<rapidjson::Value> {
 public:
  template <class Report>
  BorderText(const rapidjson::Value& given, const Report& report) : value_(&given) {
    const BadText bad = first_bad_text(given);
    if (bad.text.empty()) [[likely]]
      return;
    report(bad.field, bad.text);
    own_ = std::make_unique<rapidjson::Document>();
    own_->CopyFrom(given, own_->GetAllocator());
    replace_bad_json(*own_, own_->GetAllocator());
    value_ = own_.get();
  }
  const rapidjson::Value& operator*() const noexcept { return *value_; }

 private:
  const rapidjson::Value* value_;
  std::unique_ptr<rapidjson::Document> own_;
};

}  // namespace workbench
