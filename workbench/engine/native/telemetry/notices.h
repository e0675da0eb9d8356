// Notices for the client process: journal lines, diagnostics, published states and messages.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/ordered_table.h"
#include "model/PluginServerLog.hpp"
#include "telemetry/calling_thread.h"

namespace workbench {

/// Stands for "the server itself" in place of a plugin's index.
inline constexpr std::uint16_t kNoPlugin = 0xFFFF;

enum class NoticeKind : std::uint8_t {
  Journal,
  Diagnostic,
  State,
  Message,
  Mail,
  News,
  Configuration,
  MarginCall,
  DayEnd,
  Maintenance
};

/// One notice. A field that does not apply is 0 or "".
struct Notice {
  NoticeKind kind = NoticeKind::Journal;
  std::string severity = "info";  ///< info, warning or error
  std::string code;               ///< diagnostic code, journal type, section of the configuration, step of maintenance
  std::string text;               ///< a sentence; JSON for all but journal and diagnostics
  std::string target;             ///< of a message: manager, managers, account, accounts; key in the section
  std::uint16_t plugin = kNoPlugin;
  std::int32_t id = 0;            ///< of a message: the manager or account, 0 for all; of mail and news: its number;
                                  ///< of a margin call: the account; of maintenance: number of moved records
  std::int64_t nanos = 0;         ///< wall clock, nanoseconds since the Unix epoch; filled in by put() when 0
  std::int64_t server_nanos = 0;  ///< server time, nanoseconds since the Unix epoch; filled in by put() when 0
  std::string detail;             ///< of a diagnostic: this occurrence, where the text is the same each time
  CallingThread caller;           ///< of a diagnostic: where it occurred; empty where that is not useful
};

/// Stores notices until they are taken, and the newest journal lines for GetLogs. Thread-safe; never used on the fast
/// path of a tick or a hook.
class Notices {
 public:
  static constexpr std::size_t kMaxWaiting = 100'000;
  static constexpr std::size_t kMaxJournal = 100'000;

  Notices() = default;
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;

  /// Sets the source of server time; without it notices carry server time 0. `server_nanos` must outlive this object or
  /// be replaced by nullptr.
  void set_server_time(const std::atomic<std::int64_t>* server_nanos) noexcept;

  /// Adds a notice. When more than kMaxWaiting notices wait, the oldest is dropped; take() then reports how many.
  void put(Notice notice);

  /// Adds a line of the server log, for the client process and for find(). `type` is the source of the line, by which
  /// GetLogs filters.
  void journal(std::string_view level, std::string_view type, std::uint16_t plugin, std::string text);

  /// Adds a diagnostic. `severity`: info, warning or error.
  void diagnostic(std::string_view severity, std::string_view code, std::uint16_t plugin, std::string text,
                  CallingThread caller = {}, std::string detail = "");

  /// Returns the notices since the last call, oldest first.
  std::vector<Notice> take();

  /// Returns journal lines with `from` <= server time <= `to` (Unix seconds), of this type ("" for all) and containing
  /// `filter` ("" for all), oldest first.
  std::vector<PluginServerLog> find(std::time_t from, std::time_t to, std::string_view type,
                                    std::string_view filter) const;

 private:
  void complete(Notice& notice) const noexcept;
  using Kept = std::shared_ptr<const Notice>;

  void append(Kept notice);  // mutex_ is held
  OrderedTable<Kept, std::int64_t> journal_lines() const;

  mutable std::mutex mutex_;
  std::deque<Kept> waiting_;
  OrderedTable<Kept, std::int64_t> journal_;  ///< the newest lines, numbered from 1 on
  std::size_t dropped_ = 0;
  std::atomic<const std::atomic<std::int64_t>*> server_nanos_ = nullptr;
};

}  // namespace workbench
