// The server's internal mail and news. The database holds all of them; memory holds the newest for readers.
#pragma once

#include <ctime>
#include <memory>
#include <vector>

#include "base/ordered_table.h"
#include "base/server_context.h"
#include "base/writer_first_mutex.h"
#include "model/PluginMailRecord.hpp"
#include "model/PluginNewsRecord.hpp"
#include "storage/commit_batch.h"

namespace workbench {

// Any thread may read and check; other methods need the engine lock. Length limits are a convention.
class Mailroom {
 public:
  static constexpr size_t kLongestSubject = 1'024;
  static constexpr size_t kLongestText = 65'536;
  // Applies to mails and news separately. Beyond this number the oldest are removed from memory and stay in the
  // database.
  static constexpr size_t kMostKept = Contents::kMostLetters;
  static constexpr size_t kMostBytes = size_t{64} << 20;

  explicit Mailroom(ServerContext& context) : context_(context) {}

  // Loads the content of the database, ascending by number, before anything is sent.
  void load(std::vector<PluginMailRecord> mails, std::vector<PluginNewsRecord> news);

  // RET_USER_NOT_FOUND, or RET_INVALID_DATA for a missing subject, a subject or text that is too long, or invalid
  // UTF-8.
  int check(const PluginMailRecord& mail) const;
  int check(const PluginNewsRecord& news) const;
  // Returns the same codes. Assigns number and time. Notifies and journals the mail after the commit.
  int send(PluginMailRecord mail, uint16_t plugin, CommitBatch& batch);
  int publish(PluginNewsRecord news, uint16_t plugin, CommitBatch& batch);

  // From `from` to `to`, both included, oldest first. Login 0 stands for every account.
  std::vector<PluginMailRecord> mails(int login, std::time_t from, std::time_t to) const;
  std::vector<PluginNewsRecord> news(std::time_t from, std::time_t to) const;

 private:
  std::time_t now() const;
  template <class Record>
  struct Kept {
    OrderedTable<std::shared_ptr<const Record>> records;
    size_t bytes = 0;  // total length of their texts
    int last = 0;      // last assigned number

    void add(const Record& record);
    void take_last();
    void trim();
  };
  // Returns a copy that can be read without the lock.
  template <class Record>
  OrderedTable<std::shared_ptr<const Record>> records_of(const Kept<Record>& kept) const;
  // Stores the record under the next number; undoing the batch removes it.
  template <class Record>
  void keep(Kept<Record>& kept, Record& record, CommitBatch& batch);

  ServerContext& context_;
  mutable WriterFirstMutex mutex_;
  Kept<PluginMailRecord> mails_;
  Kept<PluginNewsRecord> news_;
};

}  // namespace workbench
