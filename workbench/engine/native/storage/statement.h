// A prepared SQLite statement that binds and reads fields of contract records.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/generated/reflection.h"

namespace workbench {

// Throws DatabaseError with SQLite's message about the connection's last error.
[[noreturn]] void throw_database_error(sqlite3* connection, const std::string& doing);

template <class Member>
inline constexpr bool is_array_of_numbers = std::is_arithmetic_v<std::remove_extent_t<Member>>;
template <class T, std::size_t N>
inline constexpr bool is_array_of_numbers<std::array<T, N>> = std::is_arithmetic_v<T>;

// Fields of a record with a column: numbers, texts and arrays of numbers (as BLOB). Nested records are computed when
// the record is read.
template <class Member>
inline constexpr bool has_column = std::is_arithmetic_v<Member> || std::is_enum_v<Member> ||
                                   std::is_same_v<Member, std::string> ||
                                   (is_array<Member> && is_array_of_numbers<Member>);

struct Column {
  std::string name;
  const char* type;
};

template <class Member>
constexpr const char* column_type() {
  if constexpr (is_array<Member>) {
    return "BLOB";
  } else if constexpr (std::is_floating_point_v<Member>) {
    return "REAL";
  } else if constexpr (std::is_same_v<Member, std::string>) {
    return "TEXT";
  } else {
    return "INTEGER";
  }
}

template <class Record>
std::vector<Column> columns() {
  std::vector<Column> found;
  Record record{};
  visit_fields(record, [&]<class Member>(std::string_view name, Member&) {
    if constexpr (has_column<Member>) found.push_back({std::string(name), column_type<Member>()});
  });
  return found;
}

class Statement {
 public:
  Statement(sqlite3* connection, const std::string& sql);

  // Binds parameters, from 1 on, in the order of the calls. Texts and records must live until the statement has run.
  void bind(int64_t value);
  void bind(double value);
  void bind(std::string_view value);
  template <class Record>
  void bind_record(const Record& record);

  // Runs the statement to the end and resets it.
  void run();
  // Moves to the next row. Returns false at the end, and resets the statement then.
  bool step();

  // Prepares the statement for the next use, also after a partly read result.
  void reset() noexcept;
  // Resets the statement at the end of its scope.
  class Use {
   public:
    explicit Use(Statement& statement) noexcept : statement_(statement) {}
    ~Use() { statement_.reset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    Statement& statement_;
  };

  // Read the columns of the row, in the order of the calls.
  int64_t integer();
  double real();
  std::string text();
  template <class Record>
  void read_record(Record& record);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  void bind_bytes(const void* data, size_t size);
  void read_bytes(void* data, size_t size);
  void check(int code);

  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int parameter_ = 0;
  int column_ = 0;
};

template <class Record>
void Statement::bind_record(const Record& record) {
  visit_fields(record, [&]<class Member>(std::string_view, const Member& member) {
    if constexpr (!has_column<Member>) {
      return;
    } else if constexpr (is_array<Member>) {
      bind_bytes(&member, sizeof member);
    } else if constexpr (std::is_floating_point_v<Member>) {
      bind(static_cast<double>(member));
    } else if constexpr (std::is_same_v<Member, std::string>) {
      bind(std::string_view(member));
    } else {
      bind(static_cast<int64_t>(member));
    }
  });
}

template <class Record>
void Statement::read_record(Record& record) {
  visit_fields(record, [&]<class Member>(std::string_view, Member& member) {
    if constexpr (!has_column<Member>) {
      return;
    } else if constexpr (is_array<Member>) {
      read_bytes(&member, sizeof member);
    } else if constexpr (std::is_floating_point_v<Member>) {
      member = static_cast<Member>(real());
    } else if constexpr (std::is_same_v<Member, std::string>) {
      member = text();
    } else {
      member = static_cast<Member>(integer());
    }
  });
}

}  // namespace workbench
