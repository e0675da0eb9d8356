// The tables of the database file: their columns, and how files of older versions are brought up to date.
#pragma once

#include <sqlite3.h>

#include <string>

#include "storage/statement.h"

namespace workbench {

inline constexpr int kSchemaVersion = 5;

// Columns of a record as a table definition, each followed by a comma.
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

// Makes the tables of an empty file. A file of an older version is brought up to date in one transaction, after a copy
// was kept beside it as FILE.version-N. Throws DatabaseError: a newer version, another program's file, not writable.
void prepare_tables(sqlite3* connection, const std::string& path);

// Runs statements that give no rows. Throws DatabaseError.
void execute_sql(sqlite3* connection, const std::string& path, const std::string& sql);

}  // namespace workbench
