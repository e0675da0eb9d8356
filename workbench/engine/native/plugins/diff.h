// Diff records of hooks: filled in from the record before a call, compared after it, and applied when the plugin
// returns RET_OK_CHANGE.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/generated/reflection.h"
#include "base/plain_text.h"
#include "base/request_limits.h"

namespace workbench {

enum class FieldKind : std::uint8_t { Four, Eight, Number, Text };

/// A field that exists in a record and in its diff.
struct SharedField {
  std::string_view name;
  FieldKind kind;
  std::size_t in_record;
  std::size_t in_diff;
  bool (*is_enumerator)(const std::byte*) noexcept;  ///< whether the bytes are a valid enumerator; nullptr for a number
};

template <class Field>
constexpr auto enumerator_check() -> bool (*)(const std::byte*) noexcept {
  if constexpr (std::is_enum_v<Field>) {
    return [](const std::byte* at) noexcept {
      Field value;
      std::memcpy(&value, at, sizeof(value));
      return !enum_name(value).empty();
    };
  } else {
    return nullptr;
  }
}

template <class Field>
constexpr FieldKind field_kind() {
  if constexpr (std::is_same_v<Field, std::string>) {
    return FieldKind::Text;
  } else if constexpr (std::is_same_v<Field, double>) {
    return FieldKind::Number;
  } else {
    static_assert(std::is_integral_v<Field> || std::is_enum_v<Field>);
    static_assert(sizeof(Field) == 4 || sizeof(Field) == 8);
    return sizeof(Field) == 4 ? FieldKind::Four : FieldKind::Eight;
  }
}

inline std::size_t offset_in(const void* record, const void* field) noexcept {
  return static_cast<std::size_t>(static_cast<const std::byte*>(field) - static_cast<const std::byte*>(record));
}

/// Every field of Diff with its offset in Record. Throws std::logic_error for a field that Record does not have; the
/// contract guarantees that it has all of them.
template <class Record, class Diff>
const std::vector<SharedField>& shared_fields() {
  static const std::vector<SharedField> fields = [] {
    std::vector<SharedField> found;
    const Record record{};
    const Diff diff{};
    visit_fields(diff, [&](std::string_view name, const auto& changed) {
      using Field = std::remove_cvref_t<decltype(changed)>;
      const std::size_t before = found.size();
      visit_fields(record, [&](std::string_view other, const auto& member) {
        if constexpr (std::is_same_v<Field, std::remove_cvref_t<decltype(member)>>) {
          if (name != other) return;
          found.push_back({name, field_kind<Field>(), offset_in(&record, &member), offset_in(&diff, &changed),
                           enumerator_check<Field>()});
        }
      });
      if (found.size() == before) throw std::logic_error("the record has no field " + std::string(name));
    });
    return found;
  }();
  return fields;
}

/// A diff record at the start of a larger zeroed block. A plugin that was built against a longer layout writes into the
/// padding and not into the server's memory.
template <class Diff>
class DiffBlock {
 public:
  DiffBlock() : diff_(new (bytes_) Diff{}) { std::memset(bytes_ + sizeof(Diff), 0, kSpare); }
  ~DiffBlock() { std::destroy_at(diff_); }
  DiffBlock(const DiffBlock&) = delete;
  DiffBlock& operator=(const DiffBlock&) = delete;
  Diff& get() noexcept { return *diff_; }

 private:
  static constexpr std::size_t kSpare = 512;
  alignas(16) std::byte bytes_[sizeof(Diff) + kSpare];
  Diff* diff_;
};

/// A record, and the diff that the hooks of a chain write into.
template <class Record, class Diff>
class DiffExchange {
 public:
  /// `fixed` names a field that must not change, "" for none.
  explicit DiffExchange(Record& record, std::string_view fixed = "")
      : record_(record), fields_(shared_fields<Record, Diff>()), fixed_(fixed) {
    fill();
  }

  Diff& diff() noexcept { return block_.get(); }

  /// Sets the diff to the values of the record ("nothing changed").
  void fill() {
    for (const SharedField& field : fields_) copy(field, record_at(field), diff_at(field));
  }

  bool untouched() noexcept { return changed().empty(); }

  /// Returns the name of the first field that differs between the diff and the record, "" when there is none.
  std::string_view changed() noexcept {
    return first([this](const auto& field) { return differs(field); });
  }

  /// Returns the name of the first changed number that is infinite or NaN, "" when there is none.
  std::string_view not_finite() noexcept {
    return first([this](const auto& field) {
      return field.kind == FieldKind::Number && differs(field) && !std::isfinite(value<double>(diff_at(field)));
    });
  }

  /// Returns the name of the first changed field with an invalid enumeration value, "" when there is none.
  std::string_view no_enumerator() noexcept {
    return first([this](const auto& field) {
      return field.is_enumerator != nullptr && differs(field) && !field.is_enumerator(diff_at(field));
    });
  }

  /// Replaces invalid UTF-8 in changed texts, after it calls `report(field, text)`.
  template <class Report>
  void make_plain(const Report& report) {
    for (const SharedField& field : fields_) {
      if (field.kind != FieldKind::Text || !differs(field)) continue;
      auto& text = value<std::string>(diff_at(field));
      if (bad_byte(text) == std::string_view::npos) continue;
      report(field.name, text);
      replace_bad(text);
    }
  }

  /// Returns the first changed text that the server cannot store, and the reason.
  FieldFault bad_text() noexcept {
    const std::string_view name = first([this](const auto& field) {
      return field.kind == FieldKind::Text && differs(field) && !text_fault(text_of(field)).empty();
    });
    if (name.empty()) return {};
    const auto field = std::find_if(fields_.begin(), fields_.end(), [&](const auto& one) { return one.name == name; });
    return {name, text_fault(text_of(*field))};
  }

  /// Undoes a change of the fixed field. Returns its name, "" when it did not change.
  std::string_view restore_fixed() {
    if (fixed_.empty()) return {};
    for (const SharedField& field : fields_) {
      if (field.name != fixed_ || !differs(field)) continue;
      copy(field, record_at(field), diff_at(field));
      return field.name;
    }
    return {};
  }

  void apply() {
    for (const SharedField& field : fields_) copy(field, diff_at(field), record_at(field));
  }

 private:
  template <class Condition>
  std::string_view first(const Condition& holds) noexcept {
    const auto found = std::find_if(fields_.begin(), fields_.end(), holds);
    return found == fields_.end() ? std::string_view() : found->name;
  }
  template <class T>
  static T& value(std::byte* at) noexcept {
    return *std::launder(reinterpret_cast<T*>(at));
  }
  template <class Word>
  static Word bytes(const std::byte* at) noexcept {
    Word word;
    std::memcpy(&word, at, sizeof(word));
    return word;
  }
  std::byte* record_at(const SharedField& field) noexcept {
    return reinterpret_cast<std::byte*>(&record_) + field.in_record;
  }
  std::byte* diff_at(const SharedField& field) noexcept {
    return reinterpret_cast<std::byte*>(&block_.get()) + field.in_diff;
  }

  static void copy(const SharedField& field, std::byte* from, std::byte* to) {
    switch (field.kind) {
      case FieldKind::Four:
        std::memcpy(to, from, 4);
        break;
      case FieldKind::Eight:
      case FieldKind::Number:
        std::memcpy(to, from, 8);
        break;
      case FieldKind::Text:
        value<std::string>(to) = value<std::string>(from);
        break;
    }
  }

  const std::string& text_of(const SharedField& field) noexcept { return value<std::string>(diff_at(field)); }

  // Compares bytes, not values: -0.0 differs from 0.0, and a NaN equals itself.
  bool differs(const SharedField& field) noexcept {
    std::byte* const before = record_at(field);
    std::byte* const after = diff_at(field);
    switch (field.kind) {
      case FieldKind::Four:
        return bytes<std::uint32_t>(before) != bytes<std::uint32_t>(after);
      case FieldKind::Eight:
      case FieldKind::Number:
        return bytes<std::uint64_t>(before) != bytes<std::uint64_t>(after);
      case FieldKind::Text:
        break;
    }
    return value<std::string>(before) != value<std::string>(after);
  }

  Record& record_;
  const std::vector<SharedField>& fields_;
  std::string_view fixed_;
  DiffBlock<Diff> block_;
};

}  // namespace workbench
