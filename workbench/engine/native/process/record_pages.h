// Records on separate memory pages, which fault when a plugin writes to a read-only record or reads a record after its
// call. The handler notes the fault, and the plugin continues.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <vector>

#include "base/generated/reflection.h"

namespace workbench {

/// Name, size and fields of a record type, for diagnostics.
struct RecordKind {
  struct Field {
    std::string_view name;
    std::size_t offset;
    std::size_t size;
  };

  std::string_view name;
  std::vector<Field> fields;
  void (*destroy)(void* record);

  /// Returns the name of the field at that offset, "" for none.
  std::string_view field_at(std::size_t offset) const noexcept;
};

/// Returns the kind of R; created once.
template <class R>
const RecordKind& record_kind() {
  static const RecordKind kind = [] {
    RecordKind made{type_name<R>(), {}, [](void* record) { static_cast<R*>(record)->~R(); }};
    const R record{};
    visit_fields(record, [&](std::string_view name, const auto& field) {
      const auto place = reinterpret_cast<std::uintptr_t>(&field) - reinterpret_cast<std::uintptr_t>(&record);
      made.fields.push_back({name, place, sizeof field});
    });
    return made;
  }();
  return kind;
}

/// The call that a record belongs to.
struct RecordUser {
  std::uint16_t plugin;
  std::uint16_t callback;
};

/// A fault on a record's page. `dangling`: an access after the record's call; otherwise a write during the call.
struct RecordFault {
  RecordUser user;
  const RecordKind* kind;
  std::uint32_t offset;
  bool dangling;
  bool write;
  pid_t tid;
  std::array<char, 16> thread;
  std::size_t count;
  std::array<std::uint64_t, 32> frames;
};

/// Pages for the whole process. Thread-safe.
class RecordPages {
 public:
  static constexpr std::size_t kPageBytes = 4096;
  static constexpr std::size_t kPages = 4096;

  /// Returns the pages; the first call maps them. Throws std::system_error when there is no memory.
  static RecordPages& get();

  /// Returns a copy of `record`, writable until seal() or protect(); nullptr when calls use all pages.
  template <class R>
  R* put(const R& record, RecordUser user) {
    static_assert(sizeof(R) <= kPageBytes);
    void* const page = take(record_kind<R>(), user);
    return page == nullptr ? nullptr : new (page) R(record);
  }
  /// Makes the record read-only from now on.
  void protect(const void* record) noexcept;
  /// Ends the record's call; later accesses are noted as faults. The copy stays unchanged until its page is reused.
  void seal(const void* record) noexcept;

  /// Returns the faults since the last call, oldest first; faults beyond kNotes at a time are lost.
  std::vector<RecordFault> take_faults();
  bool has_faults() const noexcept;

  /// For signal handlers: returns whether the fault was on one of these pages and the plugin can continue.
  static bool handle(const siginfo_t& info, const void* machine) noexcept;

 private:
  RecordPages();
  void* take(const RecordKind& kind, RecordUser user);
};

}  // namespace workbench
