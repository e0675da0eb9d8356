// A copy of the server's database file, made in steps while the server runs.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace workbench {

// SQLite's online backup: what is written meanwhile is in the copy. The copy has its name only when it is whole. Every
// method throws DatabaseError.
class Backup {
 public:
  Backup(const std::string& source, const std::filesystem::path& target);
  ~Backup();
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  // Copies some megabytes. True when the copy is whole and has its name.
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

// "server-20260308-020000.db" of a moment in Unix seconds.
std::string backup_name(int64_t moment);
// Removes backups of this folder, by name, until the `kept` newest are left; how many went. Throws
// std::filesystem::filesystem_error.
int prune_backups(const std::filesystem::path& folder, int kept);

}  // namespace workbench
