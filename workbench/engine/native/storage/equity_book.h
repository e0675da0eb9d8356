// What every account was worth at the end of each day: kept on disk, because nobody needs years of it in memory.
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

// Any thread. A long result is read in portions, and who writes waits for one portion at most. A connection of its own
// to the server's database file, so that reading never waits for a batch; for a database in memory a database of its
// own. Every method throws DatabaseError.
class EquityBook {
 public:
  // `path` and `sync` as those of Database, which must have opened the file before.
  EquityBook(const std::string& path, const std::string& sync);
  EquityBook(const EquityBook&) = delete;
  EquityBook& operator=(const EquityBook&) = delete;

  // All or none of them. One that is there already, by login and time, is replaced.
  void put(const std::vector<PluginEquityRecord>& equities);
  void erase(int login);

  // With `from` <= create_time <= `to`, of one account or of all with login 0; by time, then login.
  std::vector<PluginEquityRecord> find(std::time_t from, std::time_t to, int login) const;
  // Free margin above 0, summed over the snapshots with `after` < create_time < `before`, by login.
  std::unordered_map<int, double> free_margin_sums(std::time_t after, std::time_t before) const;

 private:
  struct CloseConnection {
    void operator()(sqlite3* connection) const noexcept { sqlite3_close(connection); }
  };

  // At most kPortion more, after this time and login.
  void read_portion(int64_t time, int64_t after, std::time_t to, int login,
                    std::vector<PluginEquityRecord>& found) const;

  std::string path_;
  mutable std::mutex reading_;  // taken before mutex_: the statements serve one thread at a time
  mutable WriterFirstMutex mutex_;
  std::unique_ptr<sqlite3, CloseConnection> connection_;
  std::unique_ptr<Statement> put_;
  std::unique_ptr<Statement> erase_;
  std::unique_ptr<Statement> find_;
  std::unique_ptr<Statement> find_login_;
  std::unique_ptr<Statement> sums_;
};

}  // namespace workbench
