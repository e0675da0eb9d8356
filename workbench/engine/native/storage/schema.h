// The tables of the database file: their columns, and the migration of files of older versions.
#pragma once

#include <sqlite3.h>

#include <string>

#include "storage/statement.h"

namespace workbench {

inline constexpr int kSchemaVersion = 5;

// Returns the columns of a record as a table definition, each followed by a comma.
template <class Record>
std::string column_definitions() {
  std::string sql;
  for (const Column& column : columns<Record>()) sql += '"' + column.name + "\" " + column.type + " NOT NULL, ";
  return sql;
}

template <class Record>
std::string column_names() {
  std::string sql;
  for (const Column& column : columns<Record>()) sql += (sql.empty() ? "\"" : ", \"") + column.name + '"';
  return sql;
}

// Creates the tables of an empty file. Migrates a file of an older version in one transaction, after saving a copy as
// FILE.version-N. Throws DatabaseError for a file of a newer version, a file of another program, or a file that is not
// writable.
void prepare_tables(sqlite3* connection, const std::string& path);

// Runs statements that return no rows. Throws DatabaseError.
void execute_sql(sqlite3* connection, const std::string& path, const std::string& sql);

}  // namespace workbench
