// Copies the database file and keeps the newest copies.
#include "storage/backup.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "storage/database.h"
#include "storage/statement.h"

namespace workbench {
namespace {

namespace fs = std::filesystem;

constexpr int kPagesOfStep = 2'000;
constexpr std::string_view kPrefix = "server-";
constexpr std::string_view kSuffix = ".db";

sqlite3* opened(const std::string& path, int flags) {
  sqlite3* connection = nullptr;
  if (sqlite3_open_v2(path.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK) return connection;
  const std::string why = sqlite3_errmsg(connection);
  sqlite3_close(connection);
  throw DatabaseError(path + ": " + why);
}

bool is_backup(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  return entry.is_regular_file() && name.starts_with(kPrefix) && name.ends_with(kSuffix);
}

}  // namespace

Backup::Backup(const std::string& source, const fs::path& target) : target_(target), part_(target) {
  part_ += ".part";
  std::error_code failed;
  fs::create_directories(target_.parent_path(), failed);
  if (!failed) fs::remove(part_, failed);
  if (failed) throw DatabaseError(part_.string() + ": " + failed.message());
  from_.reset(opened(source, SQLITE_OPEN_READWRITE));
  to_.reset(opened(part_.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  backup_.reset(sqlite3_backup_init(to_.get(), "main", from_.get(), "main"));
  if (!backup_) throw_database_error(to_.get(), part_.string());
}

Backup::~Backup() {
  backup_.reset();
  to_.reset();
  if (part_.empty()) return;
  std::error_code left;  // a file that cannot be removed is removed by the next backup, or reported then
  fs::remove(part_, left);
}

bool Backup::step() {
  const int code = sqlite3_backup_step(backup_.get(), kPagesOfStep);
  if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
  sqlite3_backup_finish(backup_.release());
  if (code != SQLITE_DONE) throw_database_error(to_.get(), part_.string());
  to_.reset();
  std::error_code failed;
  fs::rename(part_, target_, failed);
  if (failed) throw DatabaseError(target_.string() + ": " + failed.message());
  part_.clear();
  return true;
}

std::string backup_name(int64_t moment) {
  using namespace std::chrono;
  const sys_seconds time{seconds(moment)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[48];
  std::snprintf(text, sizeof text, "server-%04d%02u%02u-%02d%02d%02d.db", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

int prune_backups(const fs::path& folder, int kept) {
  std::vector<fs::path> backups;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (is_backup(entry)) backups.push_back(entry.path());
  }
  std::sort(backups.begin(), backups.end());
  int removed = 0;
  while (backups.size() - static_cast<size_t>(removed) > static_cast<size_t>(kept))
    fs::remove(backups[static_cast<size_t>(removed++)]);
  return removed;
}

}  // namespace workbench
