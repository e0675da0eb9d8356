// Copies the server's database file in steps while the server runs.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace workbench {

// Uses SQLite's online backup, so the copy includes concurrent writes. The copy gets its final name only when it is
// complete. Every method throws DatabaseError.
class Backup {
 public:
  Backup(const std::string& source, const std::filesystem::path& target);
  ~Backup();
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  // Copies some megabytes. Returns true when the copy is complete and has its final name.
  bool step();

 private:
  struct Close {
    void operator()(sqlite3* connection) const noexcept { sqlite3_close(connection); }
  };
  struct Finish {
    void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
  };

  std::filesystem::path target_;
  std::filesystem::path part_;
  std::unique_ptr<sqlite3, Close> from_;
  std::unique_ptr<sqlite3, Close> to_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;
};

// Returns a name like "server-20260308-020000.db" for a moment in Unix seconds.
std::string backup_name(int64_t moment);
// Removes backups in this folder, in order of their names, until the `kept` newest remain. Returns how many it removed.
// Throws std::filesystem::filesystem_error.
int prune_backups(const std::filesystem::path& folder, int kept);

}  // namespace workbench
