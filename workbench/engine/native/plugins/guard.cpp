// Reports of the guard, and the measurement of its cost.
#include "plugins/guard.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <typeinfo>
#include <utility>

#include "base/exception_words.h"
#include "base/generated/reflection.h"
#include "base/loaded_probe.h"
#include "base/per_thread.h"
#include "base/plain_text.h"
#include "process/loader_lock.h"
#include "process/record_pages.h"
#include "telemetry/throw_site.h"

namespace workbench {

namespace {

std::atomic<ExceptionWords> exception_words = nullptr;

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 ? text.get() : name;
}

std::string type_text() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "an exception of another language";
  // The prefix of types that std::throw_with_nested creates; the plugin's author knows the inner type.
  constexpr std::string_view kNested = "std::_Nested_exception<";
  const std::string name = demangled(type->name());
  return name.starts_with(kNested) ? name.substr(kNested.size(), name.size() - kNested.size() - 1) : name;
}

std::string millis_text(double nanos) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(3) << nanos / 1e6 << " ms";
  return text.str();
}

std::string code_text(int code) {
  const std::string_view name = return_code_name(code);
  return name.empty() ? std::to_string(code) : std::string(name) + " (" + std::to_string(code) + ")";
}

/// For a server that has lost one of its threads and would never answer again: ends the process with the reason.
[[noreturn]] void end_process(const std::string& why) noexcept {
  try {
    throw std::runtime_error(why);
  } catch (...) {
    // The handler of std::terminate finds the text in the current exception.
    std::terminate();
  }
}

}  // namespace

void set_exception_words(ExceptionWords words) noexcept {
  exception_words.store(words);
}

namespace {

constexpr int kMostCauses = 8;

struct LastFailure {
  std::string text;
};

/// The text of the current exception and of at most `causes` nested ones.
std::string with_causes(int causes) {
  try {
    throw;
  } catch (const std::exception& error) {
    const ExceptionWords words = exception_words.load();
    std::string text = words == nullptr ? "" : words(error);
    if (text.empty()) text = type_text() + ": " + words_of(error);
    const auto* const outer = dynamic_cast<const std::nested_exception*>(&error);
    if (outer == nullptr || outer->nested_ptr() == nullptr || causes == 0) return text;
    try {
      outer->rethrow_nested();
    } catch (...) {
      return text + ", caused by " + with_causes(causes - 1);
    }
  } catch (...) {
    return type_text();
  }
}

}  // namespace

const std::string& last_failure() noexcept {
  return PerThread<LastFailure>::get().text;
}

namespace {

struct ReportRule {
  std::string_view severity;
  std::string_view code;
  CallingThread (*thread)();  ///< who did it, nullptr where a stack says nothing
};

/// By CallReport.
constexpr std::array<ReportRule, kCallReports> kReportRules{{
    {"error", "exception", &throwing_thread},
    {"error", "exception", &calling_thread},
    {"warning", "slow", nullptr},
    {"warning", "change", nullptr},
    {"warning", "return-code", nullptr},
    {"error", "after-destroy", &calling_thread},
    {"error", "maintenance", &calling_thread},
    {"error", "account-handler", &calling_thread},
    {"error", "dangling", nullptr},
    {"error", "const-write", nullptr},
}};

}  // namespace

void CallGuard::report(CallReport kind, PluginEntry& plugin, Callback callback, const std::string& text,
                       std::string detail, std::optional<CallingThread> caller) {
  const auto number = static_cast<std::size_t>(kind);
  const auto held_back = plugin.reports[static_cast<std::size_t>(callback)][number].pass(server_nanos());
  if (!held_back) return;
  const ServerAllocates not_the_plugin;
  const ReportRule& rule = kReportRules[number];
  if (*held_back > 0) {
    detail += (detail.empty() ? "and " : "; and ") + std::to_string(*held_back) + " times more since the last report";
  }
  if (!caller) caller = rule.thread != nullptr ? rule.thread() : CallingThread{};
  notices_.diagnostic(rule.severity, rule.code, plugin.index, std::string(callback_name(callback)) + " " + text,
                      std::move(*caller), std::move(detail));
}

void CallGuard::report_slow(PluginEntry& plugin, Callback callback, std::uint64_t took_ticks,
                            std::uint64_t server_ticks) {
  const double tick = nanos_per_tick();
  const double budget = static_cast<double>(plugin.budgets.ticks(static_cast<std::uint16_t>(callback))) * tick;
  std::string detail = "took " + millis_text(static_cast<double>(took_ticks) * tick);
  if (server_ticks > 0)
    detail += "; " + millis_text(static_cast<double>(server_ticks) * tick) + " of it in server calls";
  report(CallReport::Slow, plugin, callback, "took longer than its budget of " + millis_text(budget),
         std::move(detail));
}

void CallGuard::report_code(PluginEntry& plugin, Callback callback, int code) {
  const std::string why = code == RET_OK_NONE ? ", which is ambiguous from a hook" : ", which is not a return code";
  report(CallReport::ReturnCode, plugin, callback,
         "returned " + code_text(code) + why +
             "; the server treated it as a refusal. Return RET_OK, RET_OK_CHANGE or the code of the refusal");
}

void CallGuard::report_text(PluginEntry& plugin, Callback callback, const std::string& argument,
                            std::string_view text) {
  const ServerAllocates not_the_plugin;
  if (!plugin.texts.first(static_cast<std::uint16_t>(callback), argument)) return;
  const std::size_t at = bad_byte(text);
  std::ostringstream words;
  words << callback_name(callback) << ": " << argument << " is not valid UTF-8 at byte " << at << " (0x" << std::hex
        << std::uppercase << std::setw(2) << std::setfill('0') << static_cast<int>(static_cast<unsigned char>(text[at]))
        << "); the server replaced the invalid bytes";
  notices_.diagnostic("warning", "text", plugin.index, words.str());
}

void CallGuard::report_refused_text(PluginEntry& plugin, Callback callback, const std::string& argument,
                                    const std::string& why) {
  const ServerAllocates not_the_plugin;
  if (!plugin.texts.first(static_cast<std::uint16_t>(callback), argument + " refused")) return;
  notices_.diagnostic("error", "text", plugin.index,
                      std::string(callback_name(callback)) + ": " + argument + " " + why +
                          "; the server refused the call with RET_INVALID_DATA");
}

void CallGuard::report_record_fault(PluginEntry& plugin, const RecordFault& fault) {
  const auto callback = static_cast<Callback>(fault.user.callback);
  const std::string record(fault.kind->name);
  const std::string_view field = fault.kind->field_at(fault.offset);
  const std::string where = field.empty() ? "" : " (" + std::string(field) + ")";
  CallingThread caller{std::string(fault.thread.data()) + " (" + std::to_string(fault.tid) + ")",
                       {fault.frames.begin(), fault.frames.begin() + static_cast<std::ptrdiff_t>(fault.count)}};
  if (fault.dangling) {
    const std::string what = fault.write ? " was written to" : " was read";
    report(CallReport::Dangling, plugin, callback, "had ended when its " + record + what + where, "",
           std::move(caller));
    return;
  }
  report(CallReport::ConstWrite, plugin, callback, "wrote to a read-only " + record + where, "", std::move(caller));
}

namespace {

/// Unlocks the dynamic linker if the exception that ends the innermost running call left it locked. Returns whether it
/// did.
bool release_linker(Callback callback) noexcept {
  const bool of_linker = callback == Callback::dlopen || callback == Callback::dlclose;
  if (of_linker && !loader_lock::is_known()) {
    end_process(std::string(callback_name(callback)) + " threw " + PerThread<LastFailure>::get().text +
                "; the dynamic linker stays locked");
  }
  // A constructor may make a server call, and a library that is opened inside a call may make a nested one.
  const bool in_linker = callback_kind(callback) == telemetry::CallKind::ServerCall ||
                         (current_call() != nullptr && current_call()->outer != nullptr);
  if (in_linker || !loader_lock::is_held()) return false;
  loader_lock::release();
  return !of_linker;
}

}  // namespace

int detail::report_failure(CallGuard& guard, PluginEntry& plugin, std::uint16_t number) noexcept {
  const ServerAllocates not_the_plugin;
  const KeptThrowSite where;
  const auto callback = static_cast<Callback>(number);
  std::string& failure = PerThread<LastFailure>::get().text;
  failure = replaced(with_causes(kMostCauses));
  if (release_linker(callback)) {
    failure +=
        "; it left a static constructor or destructor through dlopen or dlclose, and the server unlocked the "
        "dynamic linker";
  }
  const bool of_server = callback_kind(callback) == telemetry::CallKind::ServerCall;
  guard.report(CallReport::Exception, plugin, callback,
               (of_server ? "failed inside the server with " : "threw ") + failure);
  return of_server ? RET_ERROR : RET_OK;
}

std::uint8_t detail::report_slow(CallGuard& guard, PluginEntry& plugin, std::uint16_t number, std::uint64_t took_ticks,
                                 std::uint64_t server_ticks) noexcept {
  const auto callback = static_cast<Callback>(number);
  const telemetry::CallKind kind = callback_kind(callback);
  // Creating a plugin has no budget, and the duration of a server call is not caused by the plugin.
  if (kind != telemetry::CallKind::Hook && kind != telemetry::CallKind::Event) return 0;
  guard.report_slow(plugin, callback, took_ticks, server_ticks);
  return telemetry::CALL_SLOW;
}

std::int32_t detail::nest(const ThreadTrace& trace, CallFrame& frame) noexcept {
  frame.shown = trace.shown();
  return frame.shown.depth + 1;
}

void detail::abandon(CallGuard& guard, ThreadTrace& trace, const CallFrame& frame) noexcept {
  const auto callback = static_cast<Callback>(trace.shown().callback);
  const bool of_server = callback_kind(callback) == telemetry::CallKind::ServerCall;
  if (!of_server && frame.outer == nullptr) {
    end_process(std::string(callback_name(callback)) + " ends a thread of the server by pthread_exit");
  }
  if (!of_server) {
    guard.report(CallReport::ThreadEnded, *frame.plugin, callback,
                 "did not return because its thread ended (pthread_exit or cancellation)");
  }
  thread_state.frame = frame.outer;
  frame.outer == nullptr ? trace.leave() : trace.leave_to(frame.shown);
}

std::optional<Callback> detail::account_handler(CallGuard& guard) noexcept {
  const ThreadTrace& trace = guard.telemetry().trace();
  // There are more threads than slots, so the calls of this thread are unknown.
  if (trace.number() == ThreadTrace::kUntraced) return std::nullopt;
  auto callback = static_cast<Callback>(trace.shown().callback);
  for (const CallFrame* frame = current_call(); frame != nullptr; frame = frame->outer) {
    if (is_account_callback(callback)) return callback;
    if (uses_trades(callback)) return std::nullopt;
    callback = static_cast<Callback>(frame->shown.callback);
  }
  return std::nullopt;
}

void detail::look_at_process(const PluginEntry& plugin, std::uint16_t number, const CallFrame& frame) noexcept {
  const auto callback = static_cast<Callback>(number);
  if (is_forked_child()) end_forked_child(plugin.index, callback);
  const bool is_outermost = frame.outer == nullptr || (frame.outer->outer == nullptr &&
                                                       callback_kind(static_cast<Callback>(frame.shown.callback)) ==
                                                           telemetry::CallKind::ServerCall);
  if (is_outermost) look_after_call(plugin.index, callback);
}

std::uint64_t detail::account_nested(const CallFrame& frame, std::uint8_t kind, std::uint64_t took_ticks) noexcept {
  if (kind == static_cast<std::uint8_t>(telemetry::CallKind::ServerCall)) frame.outer->server_ticks += took_ticks;
  return frame.outer->call;
}

namespace {

// Called through a volatile pointer, so that the compiler cannot see the function.
class EmptyHook final : public HookQuote {};

double nanos_per_call(int calls, const auto& body) {
  // Interrupted runs, and runs that touch memory for the first time, take longer: the shortest run shows the cost of
  // the code.
  double best = std::numeric_limits<double>::max();
  for (int batch = 0; batch < 400; ++batch) {
    const std::uint64_t start = stamp_start();
    for (int call = 0; call < calls; ++call) body();
    best = std::min(best, static_cast<double>(stamp_end() - start) / calls);
  }
  return best * nanos_per_tick();
}

double measure_overhead() {
  constexpr int kCalls = 50;
  Telemetry telemetry("");
  Notices notices;
  const std::atomic<std::int64_t> server_nanos = 0;
  CallGuard guard(telemetry, notices, server_nanos);
  PluginEntry plugin(0, "overhead");
  EmptyHook empty;
  HookQuote* volatile hidden = &empty;
  HookQuote* const hook = hidden;
  const PluginSymbolRecord symbol{};
  const TickInfo tick{};
  PluginTickDiffRecord diff{};
  const double bare = nanos_per_call(kCalls, [&] { hook->HookQuoteTick(symbol, tick, diff); });
  const CallFacts facts = call_facts(Callback::HookQuoteTick);
  const double guarded = nanos_per_call(
      kCalls, [&] { timed_call(guard, plugin, facts, [&] { return hook->HookQuoteTick(symbol, tick, diff); }); });
  return std::max(0.0, guarded - bare);
}

}  // namespace

double own_overhead_nanos() {
  static const double overhead = measure_overhead();
  return overhead;
}

}  // namespace workbench
