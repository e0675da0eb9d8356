// Limits of texts and times.
#include "base/request_limits.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <type_traits>

#include "base/clock.h"
#include "base/generated/reflection.h"
#include "base/plain_text.h"

namespace workbench {
namespace {

constexpr std::string_view kNoTime = "is not a time from 1970 to 2199";
constexpr std::string_view kNotFinite = "is not finite";
constexpr std::string_view kNoMoney = "is not an amount of at most 1e13";
constexpr std::string_view kNoPrice = "is not a price from 0 to 1e10";

// Stores the first fault of a record and ignores later ones.
class FaultFinder {
 public:
  void look(std::string_view field, std::string_view why) noexcept {
    if (!found_ && !why.empty()) found_ = {field, why};
  }
  void text(std::string_view field, std::string_view value, size_t most = kMostText) noexcept {
    if (!found_) look(field, text_fault(value, most));
  }
  void time(std::string_view field, int64_t seconds) noexcept { require(usable_time(seconds), field, kNoTime); }
  void money(std::string_view field, double value) noexcept { require(usable_money(value), field, kNoMoney); }
  void price(std::string_view field, double value) noexcept { require(usable_price(value), field, kNoPrice); }
  void require(bool good, std::string_view field, std::string_view why) noexcept {
    if (!good) look(field, why);
  }
  FieldFault found() const noexcept { return found_; }

 private:
  FieldFault found_;
};

template <class Record>
void look_at_texts(FaultFinder& finder, const Record& record, size_t most_comment) noexcept {
  finder.text("symbol", record.symbol);
  finder.text("comment", record.comment, most_comment);
  finder.text("gw_order", record.gw_order);
  finder.text("gw_source", record.gw_source);
  finder.text("gw_uuid", record.gw_uuid);
  finder.text("api_data", record.api_data);
}

template <class Record>
void look_at_times(FaultFinder& finder, const Record& record) noexcept {
  finder.time("open_time", record.open_time);
  finder.time("close_time", record.close_time);
  finder.time("expiration", record.expiration);
  finder.time("last_swap_time", record.last_swap_time);
  finder.time("update_time", record.update_time);
}

}  // namespace

bool usable_text(std::string_view text, size_t most) noexcept {
  return text.size() <= most && text.find('\0') == std::string_view::npos && bad_byte(text) == std::string_view::npos;
}

bool usable_time(int64_t seconds) noexcept {
  return seconds >= 0 && seconds < kLastNanos / kNanosPerSecond;
}

std::string_view text_fault(std::string_view text, size_t most) noexcept {
  if (text.size() > most) return most == kMostName ? "is longer than 255 bytes" : "is longer than 4,096 bytes";
  return usable_text(text, most) ? std::string_view() : "is not valid UTF-8 without zero bytes";
}

FieldFault find_fault(const PluginTradeRequestRecord& request) noexcept {
  FaultFinder finder;
  look_at_texts(finder, request, kMostText);
  look_at_times(finder, request);
  return finder.found();
}

FieldFault find_fault(const PluginTradeRecord& trade, size_t most_comment) noexcept {
  FaultFinder finder;
  look_at_texts(finder, trade, most_comment);
  look_at_times(finder, trade);
  finder.money("commission", trade.commission);
  finder.money("commission_agent", trade.commission_agent);
  finder.money("storage", trade.storage);
  finder.money("profit", trade.profit);
  finder.money("taxes", trade.taxes);
  finder.price("open_price", trade.open_price);
  finder.price("close_price", trade.close_price);
  finder.price("sl", trade.sl);
  finder.price("tp", trade.tp);
  visit_fields(trade, [&]<class Member>(std::string_view name, const Member& member) {
    if constexpr (std::is_same_v<Member, double>) finder.require(std::isfinite(member), name, kNotFinite);
  });
  return finder.found();
}

FieldFault find_fault(const PluginAccountRecord& account) noexcept {
  FaultFinder finder;
  finder.require(account.login > 0, "login", "is not above 0");
  finder.require(account.leverage >= 0, "leverage", "is below 0");
  visit_fields(account, [&]<class Member>(std::string_view name, const Member& member) {
    if constexpr (std::is_same_v<Member, std::string>) {
      finder.text(name, member);
    } else if constexpr (std::is_same_v<Member, std::time_t>) {
      finder.time(name, member);
    } else if constexpr (std::is_same_v<Member, double>) {
      finder.require(std::isfinite(member), name, kNotFinite);
    } else if constexpr (std::is_same_v<std::remove_extent_t<Member>, double>) {
      const bool finite =
          std::all_of(std::begin(member), std::end(member), [](double part) { return std::isfinite(part); });
      finder.require(finite, name, kNotFinite);
    }
  });
  return finder.found();
}

std::string with_note(std::string_view text, std::string_view note) {
  std::string whole(text);
  if (!whole.empty()) whole += ' ';
  return whole.append(note);
}

}  // namespace workbench
