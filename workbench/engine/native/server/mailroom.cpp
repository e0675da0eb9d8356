// Sends, publishes and looks up mail and news.
#include "server/mailroom.h"

#include <mutex>
#include <shared_mutex>
#include <utility>

#include "base/clock.h"
#include "base/record_text.h"
#include "telemetry/notices.h"

namespace workbench {
namespace {

using Read = std::shared_lock<WriterFirstMutex>;
using Write = std::unique_lock<WriterFirstMutex>;

const std::string& label(const PluginMailRecord& mail) noexcept {
  return mail.sender;
}

const std::string& label(const PluginNewsRecord& news) noexcept {
  return news.category;
}

template <class Record>
int check_texts(const Record& record) {
  if (label(record).size() > kMostName) return RET_INVALID_DATA;
  if (record.subject.empty() || record.subject.size() > Mailroom::kLongestSubject) return RET_INVALID_DATA;
  if (record.body.size() > Mailroom::kLongestText) return RET_INVALID_DATA;
  return unusable_field(record, Mailroom::kLongestText).empty() ? RET_OK : RET_INVALID_DATA;
}

// The journal shows sender and recipient but not the text, which is private.
std::string line_of(const PluginMailRecord& mail) {
  return "mail " + std::to_string(mail.id) + " to " + std::to_string(mail.to) + ": " + mail.subject;
}

std::string line_of(const PluginNewsRecord& news) {
  return "news " + std::to_string(news.id) + ": " + news.subject;
}

template <class Record>
Notice notice_of(NoticeKind kind, const Record& record, uint16_t plugin) {
  Notice notice;
  notice.kind = kind;
  notice.text = json_of(record);
  notice.plugin = plugin;
  notice.id = record.id;
  return notice;
}

template <class Record>
size_t bytes_of(const Record& record) noexcept {
  return record.subject.size() + record.body.size();
}

template <class Record>
std::vector<Record> within(const OrderedTable<std::shared_ptr<const Record>>& records, std::time_t from,
                           std::time_t to) {
  std::vector<Record> found;
  records.each([&](const std::shared_ptr<const Record>& record) {
    if (record->time >= from && record->time <= to) found.push_back(*record);
  });
  return found;
}

}  // namespace

void Mailroom::load(std::vector<PluginMailRecord> mails, std::vector<PluginNewsRecord> news) {
  const Write lock(mutex_);
  for (const PluginMailRecord& mail : mails) mails_.add(mail);
  for (const PluginNewsRecord& one : news) news_.add(one);
  mails_.trim();
  news_.trim();
}

template <class Record>
void Mailroom::Kept<Record>::add(const Record& record) {
  records.put(record.id, std::make_shared<const Record>(record));
  bytes += bytes_of(record);
  last = record.id;
}

template <class Record>
void Mailroom::Kept<Record>::take_last() {
  bytes -= bytes_of(*records.take(last));
  --last;
}

template <class Record>
void Mailroom::Kept<Record>::trim() {
  while (records.size() > kMostKept || bytes > kMostBytes) {
    bytes -= bytes_of(*records.take(records.first_key()));
  }
}

template <class Record>
OrderedTable<std::shared_ptr<const Record>> Mailroom::records_of(const Kept<Record>& kept) const {
  const Read lock(mutex_);
  return kept.records;
}

int Mailroom::check(const PluginMailRecord& mail) const {
  if (!context_.store.account(mail.to)) return RET_USER_NOT_FOUND;
  return check_texts(mail);
}

int Mailroom::check(const PluginNewsRecord& news) const {
  return check_texts(news);
}

std::time_t Mailroom::now() const {
  return context_.server_nanos.load(std::memory_order_relaxed) / kNanosPerSecond;
}

template <class Record>
void Mailroom::keep(Kept<Record>& kept, Record& record, CommitBatch& batch) {
  {
    const Write lock(mutex_);
    record.id = kept.last + 1;
    record.time = now();
    kept.add(record);
  }
  batch.write_rows([record](Database& database) { database.put(record); });
  batch.changed([this, &kept] {
    const Write lock(mutex_);
    kept.take_last();
  });
  // After the commit, because undoing a record must not have removed another one.
  batch.after_commit([this, &kept] {
    const Write lock(mutex_);
    kept.trim();
  });
}

int Mailroom::send(PluginMailRecord mail, uint16_t plugin, CommitBatch& batch) {
  if (const int code = check(mail); code != RET_OK) return code;
  keep(mails_, mail, batch);
  batch.after_commit([&notices = context_.notices, mail, plugin] {
    notices.put(notice_of(NoticeKind::Mail, mail, plugin));
    notices.journal("info", "MAIL", plugin, line_of(mail));
  });
  return RET_OK;
}

int Mailroom::publish(PluginNewsRecord news, uint16_t plugin, CommitBatch& batch) {
  if (const int code = check(news); code != RET_OK) return code;
  keep(news_, news, batch);
  batch.after_commit([&notices = context_.notices, news, plugin] {
    notices.put(notice_of(NoticeKind::News, news, plugin));
    notices.journal("info", "NEWS", plugin, line_of(news));
  });
  return RET_OK;
}

std::vector<PluginMailRecord> Mailroom::mails(int login, std::time_t from, std::time_t to) const {
  std::vector<PluginMailRecord> found = within(records_of(mails_), from, to);
  if (login != 0) std::erase_if(found, [login](const PluginMailRecord& mail) { return mail.to != login; });
  return found;
}

std::vector<PluginNewsRecord> Mailroom::news(std::time_t from, std::time_t to) const {
  return within(records_of(news_), from, to);
}

}  // namespace workbench
