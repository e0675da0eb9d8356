// Reads tick files and iterates over their quotes.
#include "market/feed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/clock.h"

namespace workbench {
namespace {

constexpr std::string_view kHeader = "time_millis,symbol,bid,ask,volume";
constexpr int64_t kWeekNanos = int64_t{7} * 24 * 60 * kNanosPerMinute;
constexpr int64_t kLastMillis = kLastNanos / kNanosPerMilli;

std::string_view take_line(std::string_view& text) noexcept {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::array<std::string_view, 5> split(std::string_view line, size_t number) {
  std::array<std::string_view, 5> fields;
  for (size_t i = 0; i < fields.size(); ++i) {
    const size_t comma = line.find(',');
    const bool last = i + 1 == fields.size();
    if (last != (comma == std::string_view::npos))
      throw FeedError(number, "expected 5 fields: " + std::string(kHeader));
    fields[i] = line.substr(0, comma);
    if (!last) line.remove_prefix(comma + 1);
  }
  return fields;
}

template <class Value>
Value parse(std::string_view text, const char* field, size_t number) {
  Value value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw FeedError(number, std::string(field) + ": \"" + std::string(text.substr(0, 40)) + "\" is not a number");
  }
  return value;
}

FeedTick parse_tick(std::string_view line, size_t number, const std::unordered_map<std::string, uint16_t>& symbols) {
  const auto fields = split(line, number);
  FeedTick tick;
  tick.time_millis = parse<int64_t>(fields[0], "time_millis", number);
  if (tick.time_millis < 0 || tick.time_millis > kLastMillis)
    throw FeedError(number, "time_millis: not between 1970 and 2200");
  const auto symbol = symbols.find(std::string(fields[1]));
  if (symbol == symbols.end())
    throw FeedError(number, "symbol: \"" + std::string(fields[1].substr(0, 40)) + "\" is not configured");
  tick.symbol = symbol->second;
  tick.bid = parse<double>(fields[2], "bid", number);
  tick.ask = parse<double>(fields[3], "ask", number);
  tick.volume = parse<float>(fields[4], "volume", number);
  if (!std::isfinite(tick.bid) || tick.bid <= 0.0) throw FeedError(number, "bid: not a price above 0");
  if (!std::isfinite(tick.ask) || tick.ask < tick.bid) throw FeedError(number, "ask: not a price at or above bid");
  if (!std::isfinite(tick.volume) || tick.volume < 0.0F) throw FeedError(number, "volume: below 0 or not a number");
  return tick;
}

}  // namespace

FeedError::FeedError(size_t line, const std::string& message)
    : std::runtime_error("line " + std::to_string(line) + ": " + message), line_(line) {}

FeedTicks parse_ticks(std::string_view text, const std::unordered_map<std::string, uint16_t>& symbols) {
  FeedTicks ticks;
  ticks.reserve(text.size() / 40);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (take_line(text) != kHeader) throw FeedError(1, "the header must be " + std::string(kHeader));
  for (size_t number = 2; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.empty() && text.empty()) break;
    const FeedTick tick = parse_tick(line, number, symbols);
    if (!ticks.empty() && tick.time_millis < ticks.back().time_millis)
      throw FeedError(number, "time_millis: earlier than the line before");
    ticks.push_back(tick);
  }
  return ticks;
}

void Feed::set(FeedTicks ticks, bool loop, int64_t from_nanos, bool resume) {
  ticks_ = std::move(ticks);
  loop_ = loop;
  shift_nanos_ = 0;
  position_ = 0;
  lap_nanos_ = 0;
  if (ticks_.empty()) return;
  const int64_t first = nanos(ticks_.front());
  lap_nanos_ = ((nanos(ticks_.back()) - first) / kWeekNanos + 1) * kWeekNanos;
  const bool laps = loop || resume;
  if (laps && from_nanos > first) shift_nanos_ = (from_nanos - first) / lap_nanos_ * lap_nanos_;
  const auto early = [&](const FeedTick& tick) { return nanos(tick) + shift_nanos_ < from_nanos; };
  position_ = static_cast<size_t>(std::find_if_not(ticks_.begin(), ticks_.end(), early) - ticks_.begin());
  if (!laps || position_ < ticks_.size() || shift_nanos_ > kLastNanos - lap_nanos_) return;
  position_ = 0;
  shift_nanos_ += lap_nanos_;
}

std::optional<int64_t> Feed::first_nanos() const noexcept {
  if (ticks_.empty()) return std::nullopt;
  return nanos(ticks_.front());
}

}  // namespace workbench
