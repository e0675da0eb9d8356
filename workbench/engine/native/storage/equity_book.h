// Equity of every account at the end of each day. Stored on disk only, because years of data are not needed in memory.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/writer_first_mutex.h"
#include "model/PluginEquityRecord.hpp"
#include "storage/statement.h"

namespace workbench {

// Thread-safe. A long result is read in portions, and a writer waits for one portion at most. The book uses its own
// connection to the server's database file, so that reading never waits for a commit batch. For a database in memory it
// uses its own database. Every method throws DatabaseError.
class EquityBook {
 public:
  // `path` and `sync` are those of Database, which must have opened the file before.
  EquityBook(const std::string& path, const std::string& sync);
  EquityBook(const EquityBook&) = delete;
  EquityBook& operator=(const EquityBook&) = delete;

  // Writes all snapshots or none. Replaces an existing snapshot with the same login and time.
  void put(const std::vector<PluginEquityRecord>& equities);
  void erase(int login);

  // Returns the snapshots with `from` <= create_time <= `to`, of one account or of all with login 0; ordered by time,
  // then login.
  std::vector<PluginEquityRecord> find(std::time_t from, std::time_t to, int login) const;
  // Returns the sums of free margin above 0 over the snapshots with `after` < create_time < `before`, by login.
  std::unordered_map<int, double> free_margin_sums(std::time_t after, std::time_t before) const;

 private:
  struct CloseConnection {
    void operator()(sqlite3* connection) const noexcept { sqlite3_close(connection); }
  };

  // Reads at most kPortion more snapshots, after this time and login.
  void read_portion(int64_t time, int64_t after, std::time_t to, int login,
                    std::vector<PluginEquityRecord>& found) const;

  std::string path_;
  mutable std::mutex reading_;  // locked before mutex_: one thread at a time uses the statements
  mutable WriterFirstMutex mutex_;
  std::unique_ptr<sqlite3, CloseConnection> connection_;
  std::unique_ptr<Statement> put_;
  std::unique_ptr<Statement> erase_;
  std::unique_ptr<Statement> find_;
  std::unique_ptr<Statement> find_login_;
  std::unique_ptr<Statement> sums_;
};

}  // namespace workbench
