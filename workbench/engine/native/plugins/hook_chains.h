// The rules of a chain: how the server calls hooks one after the other and notifies events.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/generated/reflection.h"
#include "plugins/diff.h"
#include "plugins/guard.h"
#include "plugins/host.h"

namespace workbench {

/// The diff of a quote, like DiffExchange but without tables, because a quote has only three numbers.
class QuoteExchange {
 public:
  explicit QuoteExchange(TickInfo& tick) noexcept : tick_(tick) { fill(); }

  PluginTickDiffRecord& diff() noexcept { return diff_; }
  void fill() noexcept { diff_ = {tick_.bid, tick_.ask, tick_.volume}; }
  bool untouched() const noexcept {
    // Compares bits, not values, with one branch: see DiffExchange.
    return ((bits(diff_.bid) ^ bits(tick_.bid)) | (bits(diff_.ask) ^ bits(tick_.ask)) |
            (bits(diff_.volume) ^ bits(tick_.volume))) == 0;
  }
  std::string_view changed() const noexcept {
    if (untouched()) return {};
    return bits(diff_.bid) != bits(tick_.bid) ? "bid" : bits(diff_.ask) != bits(tick_.ask) ? "ask" : "volume";
  }
  static std::string_view restore_fixed() noexcept { return {}; }
  std::string_view not_finite() const noexcept {
    if (!std::isfinite(diff_.bid)) return "bid";
    if (!std::isfinite(diff_.ask)) return "ask";
    return std::isfinite(diff_.volume) ? std::string_view() : "volume";
  }
  static std::string_view no_enumerator() noexcept { return {}; }
  static FieldFault bad_text() noexcept { return {}; }
  template <class Report>
  static void make_plain(const Report&) noexcept {}
  void apply() noexcept {
    tick_.bid = diff_.bid;
    tick_.ask = diff_.ask;
    tick_.volume = diff_.volume;
  }

 private:
  static std::uint64_t bits(double number) noexcept { return std::bit_cast<std::uint64_t>(number); }

  TickInfo& tick_;
  PluginTickDiffRecord diff_;
};

/// Takes the place of the diff for hooks without one; nothing can be changed.
struct NoExchange {
  static void fill() noexcept {}
  static bool untouched() noexcept { return true; }
  static std::string_view changed() noexcept { return {}; }
  static std::string_view restore_fixed() noexcept { return {}; }
  static std::string_view not_finite() noexcept { return {}; }
  static std::string_view no_enumerator() noexcept { return {}; }
  static FieldFault bad_text() noexcept { return {}; }
  template <class Report>
  static void make_plain(const Report&) noexcept {}
  static void apply() noexcept {}
};

/// Returns whether a code is neither an acceptance nor a refusal code.
inline bool is_ambiguous(int code) {
  return code == RET_OK_NONE || return_code_name(code).empty();
}

namespace detail {
/// Processes the diff of a hook, unless the hook returned RET_OK and changed nothing. Returns whether the record
/// changed, and stores that in the outcome.
template <class Exchange>
[[gnu::noinline]] bool settle_change(CallGuard& guard, PluginEntry& plugin, Callback callback, int code, bool failed,
                                     Exchange& exchange, HookOutcome& outcome) {
  if (failed) {
    exchange.fill();
    return false;
  }
  if (const std::string_view fixed = exchange.restore_fixed(); !fixed.empty()) {
    guard.report(CallReport::Change, plugin, callback,
                 "changed " + std::string(fixed) + ", which is read-only; the server ignored the change");
  }
  const std::string_view changed = exchange.changed();
  if (code == RET_OK) {
    if (changed.empty()) return false;
    guard.report(CallReport::Change, plugin, callback,
                 "changed " + std::string(changed) + " but returned RET_OK; return RET_OK_CHANGE to apply it");
    exchange.fill();
    return false;
  }
  if (changed.empty()) {
    guard.report(CallReport::Change, plugin, callback, "returned RET_OK_CHANGE but changed nothing");
    return false;
  }
  if (const std::string_view bad = exchange.not_finite(); !bad.empty()) {
    guard.report(CallReport::Change, plugin, callback,
                 "set " + std::string(bad) + " to a number that is not finite; the server refused the change");
    exchange.fill();
    return false;
  }
  if (const std::string_view bad = exchange.no_enumerator(); !bad.empty()) {
    guard.report(CallReport::Change, plugin, callback,
                 "set " + std::string(bad) + " to an invalid value; the server refused the change");
    exchange.fill();
    return false;
  }
  exchange.make_plain([&](std::string_view field, std::string_view text) {
    guard.report_text(plugin, callback, "diff." + std::string(field), text);
  });
  // The first plugin that wrote an unusable text stays in the outcome.
  if (!outcome.bad_text) outcome.plugin = plugin.index;
  if (const FieldFault bad = exchange.bad_text()) {
    // The change is applied anyway, so that the caller sees the server's answer to such a record.
    guard.report(
        CallReport::Change, plugin, callback,
        "set " + std::string(bad.field) + " to a text that " + std::string(bad.why) + "; the server refuses it");
    outcome.bad_text = true;
  }
  exchange.apply();
  outcome.changed = true;
  return true;
}

/// Reports a change by a hook that refused.
template <class Exchange>
[[gnu::noinline]] void settle_refusal(CallGuard& guard, PluginEntry& plugin, Callback callback, Exchange& exchange) {
  const std::string_view changed = exchange.changed();
  if (changed.empty()) return;
  guard.report(CallReport::Change, plugin, callback,
               "changed " + std::string(changed) + " and refused; after a refusal no change is applied");
}
}  // namespace detail

/// Calls the hooks of a chain in order. `invoke(target, exchange)` makes the call. With `chain_stamps` the end time of
/// one call is the start time of the next; suitable when processing the diff takes almost no time.
template <bool chain_stamps, class T, class Exchange, class Invoke>
[[gnu::always_inline]] inline HookOutcome ask(CallGuard& guard, const Chain<T>& chain, const CallFacts& facts,
                                              Exchange& exchange, const Invoke& invoke) {
  const auto callback = static_cast<Callback>(facts.callback);
  HookOutcome outcome;
  std::uint64_t start = 0;
  for (const Link<T>& link : chain) {
    const auto settle = [&](const CallEnd& end) -> std::uint8_t {
      if (end.code == RET_OK && !end.failed && exchange.untouched()) [[likely]]
        return 0;
      if (end.code != RET_OK && end.code != RET_OK_CHANGE) {
        detail::settle_refusal(guard, *link.entry, callback, exchange);
        return telemetry::CALL_REFUSED;
      }
      if (!detail::settle_change(guard, *link.entry, callback, end.code, end.failed, exchange, outcome)) return 0;
      return telemetry::CALL_CHANGED;
    };
    const CallEnd end = timed_call(
        guard, *link.entry, facts, start, [&] { return invoke(*link.target, exchange); }, settle);
    if (end.code != RET_OK && end.code != RET_OK_CHANGE) {
      if (is_ambiguous(end.code)) guard.report_code(*link.entry, callback, end.code);
      return {end.code, outcome.changed, link.entry->index};
    }
    start = chain_stamps && end.code == RET_OK && !end.failed ? end.end_ticks : 0;
  }
  // In this case nothing else has been written into the outcome. Reading it back as a whole would make its small fields
  // wait for the processor's store buffer.
  if (!outcome.changed) [[likely]]
    return {};
  outcome.code = RET_OK_CHANGE;
  return outcome;
}

/// Notifies every plugin of a chain. `invoke(target)` makes the call.
template <class T, class Invoke>
[[gnu::always_inline]] inline void notify(CallGuard& guard, const Chain<T>& chain, const CallFacts& facts,
                                          const Invoke& invoke) {
  std::uint64_t start = 0;
  for (const Link<T>& link : chain) {
    const auto body = [&] {
      invoke(*link.target);
      return static_cast<int>(RET_OK);
    };
    const CallEnd end =
        timed_call(guard, *link.entry, facts, start, body, [](const CallEnd&) -> std::uint8_t { return 0; });
    start = end.failed ? 0 : end.end_ticks;
  }
}

}  // namespace workbench
