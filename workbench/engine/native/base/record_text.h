// Contract records as JSON for journal lines and plugins: whole records, or the fields in which two records differ.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <ctime>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "base/generated/reflection.h"
#include "base/request_limits.h"

namespace workbench {

// Maximum nesting depth of arrays and objects. Reading, copying and writing JSON are recursive, also in plugins.
inline constexpr std::size_t kDeepestJson = 200;

bool too_deep(std::string_view json) noexcept;
// Returns whether the text is a JSON object in UTF-8 with at most kDeepestJson nested levels.
bool is_json_object(const std::string& text);

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

template <class T>
void write_json(JsonWriter& writer, const T& value);

// Omits passwords and secrets.
template <ContractRecord Record>
void write_fields(JsonWriter& writer, const Record& record) {
  writer.StartObject();
  visit_fields(record, [&](std::string_view name, const auto& member) {
    if (is_secret(name)) return;
    writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    write_json(writer, member);
  });
  writer.EndObject();
}

template <class Items>
void write_list(JsonWriter& writer, const Items& items) {
  writer.StartArray();
  for (const auto& item : items) write_json(writer, item);
  writer.EndArray();
}

// Writes the keys in sorted order, so that the same map always gives the same text.
template <class Key, class Value>
void write_map(JsonWriter& writer, const std::unordered_map<Key, Value>& items) {
  std::map<Key, const Value*> sorted;
  for (const auto& [key, item] : items) sorted.emplace(key, &item);
  writer.StartObject();
  for (const auto& [key, item] : sorted) {
    std::string name;
    if constexpr (std::is_same_v<Key, std::string>) {
      name = key;
    } else {
      name = std::to_string(key);
    }
    writer.Key(name.c_str(), static_cast<rapidjson::SizeType>(name.size()));
    write_json(writer, *item);
  }
  writer.EndObject();
}

template <class T>
inline constexpr bool is_text_map = false;
template <class Key, class Value>
inline constexpr bool is_text_map<std::unordered_map<Key, Value>> = true;

template <class T>
void write_json(JsonWriter& writer, const T& value) {
  if constexpr (ContractRecord<T>) {
    write_fields(writer, value);
  } else if constexpr (is_text_map<T>) {
    write_map(writer, value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    writer.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
  } else if constexpr (std::is_same_v<T, bool>) {
    writer.Bool(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    std::isfinite(value) ? writer.Double(value) : writer.Null();  // which JSON cannot say
  } else if constexpr (std::is_enum_v<T>) {
    writer.Int(static_cast<int>(value));
  } else if constexpr (std::is_integral_v<T>) {
    writer.Int64(static_cast<int64_t>(value));
  } else {
    write_list(writer, value);
  }
}

// A record, or a list of them.
template <class T>
std::string json_of(const T& value) {
  rapidjson::StringBuffer text;
  JsonWriter writer(text);
  write_json(writer, value);
  return {text.GetString(), text.GetSize()};
}

// The fields in which two records differ: as JSON objects, and as one readable line. A difference in a secret field
// sets `any` only.
struct Difference {
  bool any = false;
  std::string before;
  std::string after;
  std::string line;  // "spread 10 -> 12, stops_level 5 -> 7"
};

// Collects the fields of a Difference.
class DifferenceText {
 public:
  DifferenceText();
  void add(std::string_view field, const std::string& before, const std::string& after);
  void add_secret(std::string_view field);
  Difference take();

 private:
  Difference made_;
};

template <ContractRecord Record>
Difference difference(const Record& before, const Record& after) {
  std::vector<std::string> old;
  visit_fields(before, [&](std::string_view name, const auto& member) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, std::string>) {
      old.push_back(is_secret(name) ? member : json_of(member));
    } else {
      old.push_back(json_of(member));
    }
  });
  DifferenceText text;
  size_t field = 0;
  visit_fields(after, [&](std::string_view name, const auto& member) {
    const std::string& was = old[field++];
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, std::string>) {
      if (is_secret(name)) {
        if (was != member) text.add_secret(name);
        return;
      }
    }
    if (const std::string is = json_of(member); was != is) text.add(name, was, is);
  });
  return text.take();
}

template <class T>
bool usable(const T& value, size_t most);

// Returns the name of the first field that holds a number, time or text beyond the limits of requests, "" when there is
// none. `most` is the maximum length of a text in bytes.
template <ContractRecord Record>
std::string unusable_field(const Record& record, size_t most) {
  std::string found;
  visit_fields(record, [&](std::string_view name, const auto& member) {
    if (found.empty() && !usable(member, most)) found = name;
  });
  return found;
}

template <class T>
bool usable(const T& value, size_t most) {
  if constexpr (ContractRecord<T>) {
    return unusable_field(value, most).empty();
  } else if constexpr (is_text_map<T>) {
    for (const auto& [key, item] : value) {
      if (!usable(key, most) || !usable(item, most)) return false;
    }
    return true;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return usable_text(value, most);
  } else if constexpr (std::is_floating_point_v<T>) {
    return usable_money(value);
  } else if constexpr (std::is_same_v<T, std::time_t>) {
    return usable_time(value);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return true;
  } else {
    for (const auto& item : value) {
      if (!usable(item, most)) return false;
    }
    return true;
  }
}

}  // namespace workbench
