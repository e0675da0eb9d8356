// The weekly window and the work in it.
#include "calendar/maintenance.h"

#include <algorithm>
#include <filesystem>

#include "base/clock.h"
#include "base/server_settings.h"
#include "base/trading_day.h"
#include "storage/database.h"
#include "storage/statement.h"

namespace workbench {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kWeek = 7 * kSecondsPerDay;
constexpr int64_t kFirstSunday = 3 * kSecondsPerDay;  // 1970-01-04
constexpr int64_t kFreePartForRewriting = 4;
constexpr int kBusyMillis = 2'000;

// Starts of two consecutive windows in local time of the zone: the newest at or before the moment, and the next one.
struct Windows {
  int64_t newest = 0;
  int64_t next = 0;
};

Windows windows_around(const PluginConCommon& common, const TimeZone& zone, int64_t moment) noexcept {
  const int64_t first = kFirstSunday + common.maintenance_day * kSecondsPerDay + int64_t{common.maintenance_start} * 60;
  int64_t week = floor_div(zone.local(moment) - first, kWeek) + 1;
  while (zone.moment(first + week * kWeek) > moment) --week;
  return {zone.moment(first + week * kWeek), zone.moment(first + (week + 1) * kWeek)};
}

std::string archive_path(const std::string& database) {
  return database.empty() ? std::string() : (fs::path(database).parent_path() / "archive.db").string();
}

// "2026-03-02 08:00"
std::string minute_text(int64_t local) {
  const std::string text = moment_text(local);
  return text.substr(0, text.size() - 3);
}

class FileCare {
 public:
  explicit FileCare(const std::string& path) : path_(path) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(opened);
    if (code != SQLITE_OK) throw_database_error(opened, path);
    sqlite3_busy_timeout(opened, kBusyMillis);
  }
  void run(const char* sql) { Statement(connection_.get(), sql).run(); }
  int64_t number(const char* sql) {
    Statement statement(connection_.get(), sql);
    statement.step();
    return statement.integer();
  }

 private:
  struct Close {
    void operator()(sqlite3* connection) const noexcept { sqlite3_close(connection); }
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace

Maintenance::Maintenance(ServerContext& context, Trading& trading, Storage& storage, const std::string& database)
    : context_(context), storage_(storage), database_(database), archive_(context, trading, archive_path(database)) {}

// Schedule.

int64_t Maintenance::now_seconds() const noexcept {
  return context_.server_nanos.load(std::memory_order_relaxed) / kNanosPerSecond;
}

void Maintenance::begin() {
  begun_ = true;
  plan();
}

void Maintenance::plan() {
  if (!begun_) return;
  const CommonSnapshot common = context_.settings.common();
  const int64_t now = now_seconds();
  int64_t next = kNever / kNanosPerSecond;
  if (step_ != Step::Done) {
    next = now;
  } else if (context_.settings.blocked()) {
    if (!forced_) next = std::max(window_end_, now);
  } else if (common->maintenance_day >= 0 && common->maintenance_minutes > 0) {
    const Windows windows = windows_around(*common, *context_.settings.zone(), now);
    const bool inside =
        now < windows.newest + int64_t{common->maintenance_minutes} * 60 && windows.newest > window_start_;
    next = inside ? now : windows.next;
  }
  next_nanos_ = next >= kNever / kNanosPerSecond ? kNever : next * kNanosPerSecond;
}

void Maintenance::force(bool on) {
  forced_ = on;
  if (on && !context_.settings.blocked()) enter("it is ended by hand");
  // A manual end also ends a scheduled window.
  if (!on) window_end_ = std::min(window_end_, now_seconds());
  plan();
}

void Maintenance::run(int64_t, CommitBatch& batch) {
  if (step_ != Step::Done) {
    work(batch);
  } else if (context_.settings.blocked()) {
    leave();
  } else {
    const CommonSnapshot common = context_.settings.common();
    const ZoneSnapshot zone = context_.settings.zone();
    window_start_ = windows_around(*common, *zone, now_seconds()).newest;
    window_end_ = window_start_ + int64_t{common->maintenance_minutes} * 60;
    enter(minute_text(zone->local(window_end_)));
  }
  plan();
}

void Maintenance::block(bool blocked) {
  context_.settings.block(blocked);
  context_.market.shut(blocked);
  context_.host.block_databases(blocked);
}

void Maintenance::enter(const std::string& until) {
  block(true);
  step_ = database_.empty() ? Step::Done : Step::Optimise;
  report("begins", ": databases are blocked until " + until);
}

void Maintenance::leave() {
  block(false);
  report("ends", ": databases are open");
}

// Work.

void Maintenance::report(std::string_view step, const std::string& text, int64_t moved) {
  std::string line = "maintenance " + std::string(step) + text;
  Notice notice;
  notice.kind = NoticeKind::Maintenance;
  notice.code = step;
  notice.text = line;
  notice.id = static_cast<std::int32_t>(moved);
  context_.notices.put(std::move(notice));
  context_.notices.journal("info", "SYSTEM", kNoPlugin, std::move(line));
}

void Maintenance::end_step() noexcept {
  backup_.reset();
  moved_.reset();
  step_ = static_cast<Step>(static_cast<int>(step_) + 1);
}

// Reports and skips a step that fails: the next step may succeed, and the server must open again.
void Maintenance::work(CommitBatch& batch) {
  try {
    work_step(batch);
  } catch (const std::exception& error) {
    const std::string what = std::string("maintenance failed: ") + error.what();
    context_.notices.journal("error", "SYSTEM", kNoPlugin, what);
    context_.notices.diagnostic("error", "storage", kNoPlugin, what);
    end_step();
  }
}

void Maintenance::work_step(CommitBatch& batch) {
  switch (step_) {
    case Step::Optimise:
      return optimise();
    case Step::Backup:
      return back_up();
    case Step::Archive:
      return archive(batch);
    case Step::Done:
      return;
  }
}

void Maintenance::optimise() {
  if (!storage_.save({})) throw DatabaseError("the pending changes cannot be written");
  FileCare file(database_);
  const int64_t pages = file.number("PRAGMA page_count");
  const int64_t free = file.number("PRAGMA freelist_count");
  const bool rewritten = free * kFreePartForRewriting >= pages;
  if (rewritten) file.run("VACUUM");
  file.run("PRAGMA optimize");
  file.run("PRAGMA wal_checkpoint(TRUNCATE)");
  end_step();
  report("optimised",
         std::string(" the databases") + (rewritten ? ", " + std::to_string(free) + " free pages released" : ""));
}

void Maintenance::back_up() {
  const int kept = context_.settings.common()->backups_kept;
  if (kept == 0) return end_step();
  const fs::path folder = fs::path(database_).parent_path() / "backups";
  if (!backup_) {
    backup_name_ = backup_name(now_seconds());
    backup_ = std::make_unique<Backup>(database_, folder / backup_name_);
  }
  if (!backup_->step()) return;
  end_step();
  const int removed = prune_backups(folder, kept);
  report("backed up",
         " to " + backup_name_ + (removed > 0 ? ", " + std::to_string(removed) + " old backups removed" : ""));
}

void Maintenance::archive(CommitBatch& batch) {
  if (!moved_) {
    const int cancelled = archive_.cancel_old_orders(now_seconds(), batch);
    if (cancelled > 0) {
      batch.after_commit([this, cancelled] {
        report("cancelled", " " + std::to_string(cancelled) + " old pending orders", cancelled);
      });
    }
    archive_.find(now_seconds());
    moved_.emplace();
  }
  if (!archive_.step(batch, *moved_)) return;
  const Archive::Moved moved = *moved_;
  end_step();
  if (moved.accounts == 0) return;
  batch.after_commit([this, moved] {
    report("archived",
           " " + std::to_string(moved.accounts) + " accounts with " + std::to_string(moved.trades) + " trades",
           static_cast<int64_t>(moved.accounts));
  });
}

}  // namespace workbench
