// The server's internal mail and its news: all in the database, the newest in memory to be read by anyone.
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

// Reading and checking from any thread; the others need the engine lock. Limits of length are a convention.
class Mailroom {
 public:
  static constexpr size_t kLongestSubject = 1'024;
  static constexpr size_t kLongestText = 65'536;
  // Mails and news each: beyond either the oldest are let go from memory and stay in the database.
  static constexpr size_t kMostKept = Contents::kMostLetters;
  static constexpr size_t kMostBytes = size_t{64} << 20;

  explicit Mailroom(ServerContext& context) : context_(context) {}

  // What the database holds, ascending by number; before anything is sent.
  void load(std::vector<PluginMailRecord> mails, std::vector<PluginNewsRecord> news);

  // RET_USER_NOT_FOUND; RET_INVALID_DATA without a subject, for one or a text too long, or bytes that are no UTF-8.
  int check(const PluginMailRecord& mail) const;
  int check(const PluginNewsRecord& news) const;
  // The same codes. Number and time are given here; told, and in the journal, once it is on disk.
  int send(PluginMailRecord mail, uint16_t plugin, CommitBatch& batch);
  int publish(PluginNewsRecord news, uint16_t plugin, CommitBatch& batch);

  // Both ends included, oldest first. Login 0 is every account.
  std::vector<PluginMailRecord> mails(int login, std::time_t from, std::time_t to) const;
  std::vector<PluginNewsRecord> news(std::time_t from, std::time_t to) const;

 private:
  std::time_t now() const;
  template <class Record>
  struct Kept {
    OrderedTable<std::shared_ptr<const Record>> records;
    size_t bytes = 0;  // of their texts
    int last = 0;      // number

    void add(const Record& record);
    void take_last();
    void trim();
  };
  // A copy, to be read without the lock.
  template <class Record>
  OrderedTable<std::shared_ptr<const Record>> records_of(const Kept<Record>& kept) const;
  // Keeps the record under the next number, until the batch is undone.
  template <class Record>
  void keep(Kept<Record>& kept, Record& record, CommitBatch& batch);

  ServerContext& context_;
  mutable WriterFirstMutex mutex_;
  Kept<PluginMailRecord> mails_;
  Kept<PluginNewsRecord> news_;
};

}  // namespace workbench
