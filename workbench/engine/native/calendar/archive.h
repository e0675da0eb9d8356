// Moves unused accounts with their history to a separate database file.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "base/server_context.h"
#include "storage/commit_batch.h"
#include "trading/trading.h"

namespace workbench {

// An account is archived when three conditions hold (convention; the periods are documented). Its group's
// archive_period is above 0, and this many days have passed since the account was registered, changed, signed in or had
// a trade or money booked. Its balance is not above archive_max_balance. It has no open trades.
//
// The file is a server database itself: opening it shows the accounts as they were. Accounts are written to it before
// they are removed from the server's database. After a machine failure in between, both files have them, and the next
// run moves them again.
class Archive {
 public:
  struct Moved {
    int accounts = 0;
    int trades = 0;
  };

  // With an empty `path` there is no archive file, and find() finds nothing.
  Archive(ServerContext& context, Trading& trading, std::string path)
      : context_(context), trading_(trading), path_(std::move(path)) {}

  // These methods need the engine lock.

  // Cancels pending orders that are older than their group's archive_pending_period (in days), where that is above 0.
  // Returns how many.
  int cancel_old_orders(int64_t now_seconds, CommitBatch& batch);
  // Finds the accounts to archive. Returns how many there are.
  size_t find(int64_t now_seconds);
  // Moves some of the accounts that find() found. Returns true when none is left. Throws DatabaseError.
  bool step(CommitBatch& batch, Moved& moved);

 private:
  bool idle(const PluginAccountRecord& account, int64_t now_seconds) const;

  ServerContext& context_;
  Trading& trading_;
  std::string path_;
  std::deque<int> logins_;
};

}  // namespace workbench
