// Prepared statements: binding, stepping and reading.
#include "storage/statement.h"

#include <algorithm>
#include <system_error>

#include "storage/database.h"

namespace workbench {

void throw_database_error(sqlite3* connection, const std::string& doing) {
  std::string text = doing + ": " + sqlite3_errmsg(connection);
  // SQLite's messages "disk I/O error" and "unable to open" do not include the error of the operating system.
  const int code = sqlite3_errcode(connection);
  const int cause = sqlite3_system_errno(connection);
  if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && cause != 0)
    text += " (" + std::generic_category().message(cause) + ')';
  throw DatabaseError(text);
}

Statement::Statement(sqlite3* connection, const std::string& sql) : connection_(connection) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  check(code);
}

void Statement::bind(int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), ++parameter_, value));
}

void Statement::bind(double value) {
  check(sqlite3_bind_double(statement_.get(), ++parameter_, value));
}

void Statement::bind(std::string_view value) {
  check(sqlite3_bind_text64(statement_.get(), ++parameter_, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_bytes(const void* data, size_t size) {
  check(sqlite3_bind_blob64(statement_.get(), ++parameter_, data, size, SQLITE_STATIC));
}

void Statement::run() {
  while (step()) {
  }
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  column_ = 0;
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) check(code);
  reset();
  return false;
}

int64_t Statement::integer() {
  return sqlite3_column_int64(statement_.get(), column_++);
}

double Statement::real() {
  return sqlite3_column_double(statement_.get(), column_++);
}

std::string Statement::text() {
  const int column = column_++;
  const unsigned char* data = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? std::string{} : std::string(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
}

void Statement::read_bytes(void* data, size_t size) {
  const int column = column_++;
  const void* stored = sqlite3_column_blob(statement_.get(), column);
  const auto length = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
  if (stored != nullptr) std::memcpy(data, stored, std::min(size, length));
}

void Statement::check(int code) {
  if (code == SQLITE_OK) return;
  const Use failed(*this);
  const std::string message = sqlite3_errmsg(connection_);
  const char* const file = sqlite3_db_filename(connection_, "main");
  throw DatabaseError((file == nullptr || *file == '\0' ? std::string() : std::string(file) + ": ") + message);
}

// SQLite repeats the code of the failed step here; it has already been handled. A statement that could not be prepared
// is nullptr.
void Statement::reset() noexcept {
  static_cast<void>(sqlite3_reset(statement_.get()));
  parameter_ = 0;
}

}  // namespace workbench
