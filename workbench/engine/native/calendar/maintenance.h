// Maintenance: the server blocks the databases while it optimises, backs up and archives.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/server_context.h"
#include "base/timed_work.h"
#include "calendar/archive.h"
#include "storage/backup.h"
#include "storage/disk_writer.h"

namespace workbench {

// Maintenance begins with the weekly window of the settings, or when it is forced. It ends with the window, or when it
// is no longer forced, but not before its work is done (convention). Meanwhile liveupdate_mode is 1, and the server
// refuses quotes, logins and trade requests. Plugin calls that need a database answer RET_ERR_NOSERVICE, and the server
// reports them. The work has three stages, each in steps between which the server answers requests. First it
// checkpoints the write-ahead log, renews the statistics, and rewrites the file when a quarter of it is free. Then it
// makes a backup. Then it archives idle accounts. A server that starts inside its window begins maintenance at once.
class Maintenance final : public TimedWork {
 public:
  // `database` is the path of the server's file, "" for a database in memory, which needs no maintenance.
  Maintenance(ServerContext& context, Trading& trading, Storage& storage, const std::string& database);

  // These methods need the engine lock.

  void begin();
  void plan();
  void force(bool on);

  int64_t next_nanos() const noexcept override { return next_nanos_; }
  void run(int64_t moment_nanos, CommitBatch& batch) override;

 private:
  enum class Step { Optimise, Backup, Archive, Done };

  int64_t now_seconds() const noexcept;
  void block(bool blocked);
  void enter(const std::string& until);
  void leave();
  void work(CommitBatch& batch);
  void work_step(CommitBatch& batch);
  void optimise();
  void back_up();
  void archive(CommitBatch& batch);
  void end_step() noexcept;
  // Reports a step with its text; `moved` is the number of moved records.
  void report(std::string_view step, const std::string& text, int64_t moved = 0);

  ServerContext& context_;
  Storage& storage_;
  std::string database_;
  Archive archive_;
  bool begun_ = false;
  bool forced_ = false;
  int64_t window_start_ = -1;  // of the newest window that was entered
  int64_t window_end_ = 0;
  Step step_ = Step::Done;
  std::string backup_name_;
  std::unique_ptr<Backup> backup_;
  std::optional<Archive::Moved> moved_;
  int64_t next_nanos_ = kNever;
};

}  // namespace workbench
