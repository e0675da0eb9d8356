// Accounts that nobody uses any more: moved with their history to a database file of their own.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "base/server_context.h"
#include "storage/commit_batch.h"
#include "trading/trading.h"

namespace workbench {

// An account is archived when its group's archive_period is above 0 and so many days have passed since it was
// registered, changed, signed in or had a trade or money booked, its balance is not above archive_max_balance, and it
// has nothing open (convention; the periods are documented). The file is a server database itself: opening it reads the
// accounts as they were. It is written before they leave the server's own, so that a machine that fails in between has
// them in both and moves them again.
class Archive {
 public:
  struct Moved {
    int accounts = 0;
    int trades = 0;
  };

  // `path` "": there is no file to move them to, nothing is found.
  Archive(ServerContext& context, Trading& trading, std::string path)
      : context_(context), trading_(trading), path_(std::move(path)) {}

  // With the engine lock held.

  // Cancels pending orders older than their group's archive_pending_period, in days, where that is above 0; how many.
  int cancel_old_orders(int64_t now_seconds, CommitBatch& batch);
  // Looks for accounts to be moved; how many there are.
  size_t find(int64_t now_seconds);
  // Moves some of those that were found; true when none is left. Throws DatabaseError.
  bool step(CommitBatch& batch, Moved& moved);

 private:
  bool idle(const PluginAccountRecord& account, int64_t now_seconds) const;

  ServerContext& context_;
  Trading& trading_;
  std::string path_;
  std::deque<int> logins_;
};

}  // namespace workbench
