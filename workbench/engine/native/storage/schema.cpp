// Creates and migrates the tables.
#include "storage/schema.h"

#include <array>
#include <cstddef>
#include <filesystem>

#include "model/PluginEquityRecord.hpp"
#include "model/PluginMailRecord.hpp"
#include "model/PluginNewsRecord.hpp"
#include "storage/database.h"

namespace workbench {
namespace {

std::string first_tables() {
  return "CREATE TABLE accounts(" + column_definitions<PluginAccountRecord>() + "PRIMARY KEY(login));" +
         "CREATE TABLE trades(book INTEGER NOT NULL, " + column_definitions<PluginTradeRecord>() +
         "PRIMARY KEY(\"order\"));" + "CREATE TABLE candles(symbol TEXT NOT NULL, " +
         column_definitions<PluginCandleRecord>() + "PRIMARY KEY(symbol, time)) WITHOUT ROWID;" +
         "CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL);";
}

// State of every account at the end of each day.
std::string equities_table() {
  return "CREATE TABLE equities(" + column_definitions<PluginEquityRecord>() +
         "PRIMARY KEY(login, create_time)) WITHOUT ROWID;";
}

std::string letter_tables() {
  return "CREATE TABLE mails(" + column_definitions<PluginMailRecord>() + "PRIMARY KEY(id));" + "CREATE TABLE news(" +
         column_definitions<PluginNewsRecord>() + "PRIMARY KEY(id));";
}

// Makes a query for one day of all accounts independent of the number of days.
std::string equities_index() {
  return "CREATE INDEX equities_by_time ON equities(create_time, login);";
}

// The last quote of each symbol; the time in nanoseconds of server time.
std::string quotes_table() {
  return "CREATE TABLE IF NOT EXISTS quotes(symbol TEXT PRIMARY KEY, bid REAL NOT NULL, ask REAL NOT NULL, "
         "time INTEGER NOT NULL) WITHOUT ROWID;";
}

// Step N migrates from version N to N + 1; a new table or column is a new last step. Existing steps never change.
constexpr std::array<std::string (*)(), kSchemaVersion> kSteps{&first_tables, &equities_table, &letter_tables,
                                                               &equities_index, &quotes_table};

int64_t number(sqlite3* connection, const char* sql) {
  Statement statement(connection, sql);
  statement.step();
  const int64_t value = statement.integer();
  statement.step();
  return value;
}

void keep_copy(sqlite3* connection, const std::string& path, int64_t version) {
  const std::string copy = path + ".version-" + std::to_string(version);
  // An existing copy comes from an attempt that did not finish, and that attempt did not change the file itself.
  std::error_code ignored;
  std::filesystem::remove(copy, ignored);
  Statement statement(connection, "VACUUM INTO ?");
  statement.bind(copy);
  statement.run();
}

[[noreturn]] void refuse_version(const std::string& path, int64_t version) {
  throw DatabaseError(path + ": schema version " + std::to_string(version) + ", this server reads version " +
                      std::to_string(kSchemaVersion) + " and older; use the server that wrote it, or move the file " +
                      "away to start with empty databases");
}

}  // namespace

void execute_sql(sqlite3* connection, const std::string& path, const std::string& sql) {
  if (sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw_database_error(connection, path);
}

void prepare_tables(sqlite3* connection, const std::string& path) {
  const int64_t version = number(connection, "PRAGMA user_version");
  if (version == kSchemaVersion) return;
  if (version < 0 || version > kSchemaVersion) refuse_version(path, version);
  if (version == 0 && number(connection, "SELECT count(*) FROM sqlite_master") != 0)
    throw DatabaseError(path + ": this is a database of another program");
  if (version != 0) keep_copy(connection, path, version);
  std::string sql = "BEGIN IMMEDIATE;";
  for (auto step = static_cast<size_t>(version); step < kSteps.size(); ++step) sql += kSteps[step]();
  sql += "PRAGMA user_version = " + std::to_string(kSchemaVersion) + "; COMMIT";
  try {
    execute_sql(connection, path, sql);
  } catch (const DatabaseError&) {
    sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace workbench
