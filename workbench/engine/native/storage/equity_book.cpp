// Writes and looks up account snapshots.
#include "storage/equity_book.h"

#include <limits>
#include <shared_mutex>

#include "storage/database.h"
#include "storage/schema.h"

namespace workbench {
namespace {

constexpr int kBusyMillis = 2'000;
constexpr size_t kPortion = 512;

std::string marks() {
  std::string sql = "?";
  for (size_t i = 1; i < columns<PluginEquityRecord>().size(); ++i) sql += ", ?";
  return sql;
}

}  // namespace

EquityBook::EquityBook(const std::string& path, const std::string& sync) : path_(path.empty() ? ":memory:" : path) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path_.c_str(), &opened, flags, nullptr);
  connection_.reset(opened);
  if (code != SQLITE_OK) throw_database_error(opened, path_ + ": cannot open the database");
  sqlite3_busy_timeout(opened, kBusyMillis);
  if (sync != "full")
    execute_sql(opened, path_, sync == "memory" ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = NORMAL");
  prepare_tables(opened, path_);
  put_ = std::make_unique<Statement>(
      opened, "INSERT OR REPLACE INTO equities(" + column_names<PluginEquityRecord>() + ") VALUES(" + marks() + ')');
  erase_ = std::make_unique<Statement>(opened, "DELETE FROM equities WHERE login = ?");
  const std::string found = "SELECT " + column_names<PluginEquityRecord>() + " FROM equities WHERE ";
  const std::string portion = " ORDER BY create_time, login LIMIT " + std::to_string(kPortion);
  find_ = std::make_unique<Statement>(opened, found + "(create_time, login) > (?, ?) AND create_time <= ?" + portion);
  find_login_ = std::make_unique<Statement>(
      opened, found + "(create_time, login) > (?, ?) AND create_time <= ? AND login = ?" + portion);
  sums_ = std::make_unique<Statement>(opened,
                                      "SELECT login, sum(max(margin_free, 0)) FROM equities WHERE create_time > ? AND "
                                      "create_time < ? GROUP BY login");
}

void EquityBook::put(const std::vector<PluginEquityRecord>& equities) {
  const std::scoped_lock lock(mutex_);
  execute_sql(connection_.get(), path_, "BEGIN IMMEDIATE");
  try {
    for (const PluginEquityRecord& equity : equities) {
      put_->bind_record(equity);
      put_->run();
    }
    execute_sql(connection_.get(), path_, "COMMIT");
  } catch (...) {
    if (sqlite3_get_autocommit(connection_.get()) == 0)
      sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

void EquityBook::erase(int login) {
  const std::scoped_lock lock(mutex_);
  erase_->bind(int64_t{login});
  erase_->run();
}

void EquityBook::read_portion(int64_t time, int64_t after, std::time_t to, int login,
                              std::vector<PluginEquityRecord>& found) const {
  const std::scoped_lock reading(reading_);
  const std::shared_lock lock(mutex_);
  Statement& find = login == 0 ? *find_ : *find_login_;
  const Statement::Use use(find);
  find.bind(time);
  find.bind(after);
  find.bind(int64_t{to});
  if (login != 0) find.bind(int64_t{login});
  while (find.step()) find.read_record(found.emplace_back());
}

std::vector<PluginEquityRecord> EquityBook::find(std::time_t from, std::time_t to, int login) const {
  std::vector<PluginEquityRecord> found;
  // The next portion begins after this snapshot.
  int64_t time = from;
  int64_t after = std::numeric_limits<int64_t>::min();
  for (size_t before = 0;; before = found.size()) {
    read_portion(time, after, to, login, found);
    if (found.size() - before < kPortion) return found;
    time = found.back().create_time;
    after = found.back().login;
  }
}

std::unordered_map<int, double> EquityBook::free_margin_sums(std::time_t after, std::time_t before) const {
  const std::scoped_lock reading(reading_);
  const std::shared_lock lock(mutex_);
  const Statement::Use use(*sums_);
  sums_->bind(int64_t{after});
  sums_->bind(int64_t{before});
  std::unordered_map<int, double> sums;
  while (sums_->step()) {
    const auto login = static_cast<int>(sums_->integer());
    sums[login] = sums_->real();
  }
  return sums;
}

}  // namespace workbench
