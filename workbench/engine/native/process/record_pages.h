// Records on memory pages of their own, which fault when a plugin writes to what it may only read, or reads what it
// kept past its call. A fault is noted, and the plugin goes on.
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

/// Name, size and fields of a record: what a diagnostic about one says.
struct RecordKind {
  struct Field {
    std::string_view name;
    std::size_t offset;
    std::size_t size;
  };

  std::string_view name;
  std::vector<Field> fields;
  void (*destroy)(void* record);

  /// Name of the field at that place, "" for none.
  std::string_view field_at(std::size_t offset) const noexcept;
};

/// Kind of R; made once.
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

/// Whose call a record is for.
struct RecordUser {
  std::uint16_t plugin;
  std::uint16_t callback;
};

/// A fault on a record's page. `dangling`: after the call the record was for; otherwise a write during it.
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

/// Pages for the whole process. Any thread.
class RecordPages {
 public:
  static constexpr std::size_t kPageBytes = 4096;
  static constexpr std::size_t kPages = 4096;

  /// The pages; mapped with the first call. Throws std::system_error when there is no room.
  static RecordPages& get();

  /// A copy of `record`, writable until seal() or protect(); nullptr when all pages are in calls.
  template <class R>
  R* put(const R& record, RecordUser user) {
    static_assert(sizeof(R) <= kPageBytes);
    void* const page = take(record_kind<R>(), user);
    return page == nullptr ? nullptr : new (page) R(record);
  }
  /// The record may only be read from now on.
  void protect(const void* record) noexcept;
  /// Its call is over: whoever touches it now is told. The copy stays as it is until its page is needed again.
  void seal(const void* record) noexcept;

  /// Faults noted since the last call, oldest first; those beyond kNotes at a time are lost.
  std::vector<RecordFault> take_faults();
  bool has_faults() const noexcept;

  /// From a signal handler: whether the fault was on one of these pages and the plugin can go on.
  static bool handle(const siginfo_t& info, const void* machine) noexcept;

 private:
  RecordPages();
  void* take(const RecordKind& kind, RecordUser user);
};

}  // namespace workbench
