#include "telemetry/notices.h"

#include <array>
#include <chrono>
#include <utility>

#include "base/trading_day.h"

namespace workbench {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t wall_nanos() noexcept {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

std::time_t floor_seconds(std::int64_t nanos) noexcept {
  return nanos / kSecond - (nanos % kSecond < 0 ? 1 : 0);
}

PluginServerLog log_line(const Notice& line) {
  PluginServerLog log{};
  log.time = moment_text(floor_seconds(line.server_nanos));
  log.actor_type = line.code;
  log.actor_id = line.plugin == kNoPlugin ? "" : std::to_string(line.plugin);
  log.status = line.severity;
  log.source = line.plugin == kNoPlugin ? "server" : "plugin";
  log.detail = line.text;
  return log;
}

}  // namespace

void Notices::set_server_time(const std::atomic<std::int64_t>* server_nanos) noexcept {
  server_nanos_.store(server_nanos, std::memory_order_release);
}

void Notices::complete(Notice& notice) const noexcept {
  if (notice.nanos == 0) notice.nanos = wall_nanos();
  if (notice.server_nanos != 0) return;
  if (const auto* clock = server_nanos_.load(std::memory_order_acquire))
    notice.server_nanos = clock->load(std::memory_order_relaxed);
}

void Notices::append(Kept notice) {
  if (waiting_.size() == kMaxWaiting) {
    waiting_.pop_front();
    ++dropped_;
  }
  waiting_.push_back(std::move(notice));
}

void Notices::put(Notice notice) {
  complete(notice);
  const auto kept = std::make_shared<Notice>(std::move(notice));
  const std::lock_guard lock(mutex_);
  if (kept->kind == NoticeKind::Journal) {
    const std::int64_t line = journal_.last_key() + 1;
    journal_.put(line, kept);
    journal_.take(line - static_cast<std::int64_t>(kMaxJournal));
  }
  append(kept);
}

void Notices::journal(std::string_view level, std::string_view type, std::uint16_t plugin, std::string text) {
  Notice line;
  line.severity = level;
  line.code = type;
  line.plugin = plugin;
  line.text = std::move(text);
  put(std::move(line));
}

void Notices::diagnostic(std::string_view severity, std::string_view code, std::uint16_t plugin, std::string text,
                         CallingThread caller, std::string detail) {
  Notice finding;
  finding.kind = NoticeKind::Diagnostic;
  finding.severity = severity;
  finding.code = code;
  finding.plugin = plugin;
  finding.text = std::move(text);
  finding.caller = std::move(caller);
  finding.detail = std::move(detail);
  put(std::move(finding));
}

std::vector<Notice> Notices::take() {
  std::deque<Kept> taken;
  std::size_t dropped = 0;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(waiting_);
    dropped = std::exchange(dropped_, 0);
  }
  std::vector<Notice> facts;
  facts.reserve(taken.size() + 1);
  if (dropped > 0) {
    Notice loss;
    loss.severity = "warning";
    loss.code = "SYSTEM";
    loss.text = std::to_string(dropped) + " notices were dropped because the client process did not take them in time";
    complete(loss);
    facts.push_back(std::move(loss));
  }
  for (const Kept& notice : taken) facts.push_back(*notice);
  return facts;
}

OrderedTable<Notices::Kept, std::int64_t> Notices::journal_lines() const {
  const std::lock_guard lock(mutex_);
  return journal_;
}

std::vector<PluginServerLog> Notices::find(std::time_t from, std::time_t to, std::string_view type,
                                           std::string_view filter) const {
  std::vector<PluginServerLog> found;
  journal_lines().each([&](const Kept& line) {
    const std::time_t seconds = floor_seconds(line->server_nanos);
    if (seconds < from || seconds > to) return;
    if (!type.empty() && line->code != type) return;
    if (!filter.empty() && line->text.find(filter) == std::string::npos) return;
    found.push_back(log_line(*line));
  });
  return found;
}

}  // namespace workbench
