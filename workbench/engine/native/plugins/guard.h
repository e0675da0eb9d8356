// The guard around every call that crosses the border of a plugin: owner, time stamps, exceptions and a record.
#pragma once

#include <cxxabi.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/border_text.h"
#include "base/request_limits.h"
#include "base/stamp.h"
#include "plugins/database_methods.h"
#include "plugins/generated/recorded_server.h"
#include "plugins/plugin_entry.h"
#include "plugins/process_watch.h"
#include "plugins/trade_methods.h"
#include "process/own_process.h"
#include "telemetry/generated/callbacks.h"
#include "telemetry/notices.h"
#include "telemetry/telemetry.h"

namespace workbench {

struct RecordFault;

/// A call that runs on this thread now: the thread's owner is the plugin of its innermost frame.
struct CallFrame {
  CallFrame* outer;
  std::uint64_t call;          ///< number of the call
  std::uint64_t server_ticks;  ///< time spent in server calls made inside
  PluginEntry* plugin;
  telemetry::RunningSlot shown;  ///< what the thread's slot showed before; only set in a nested call
};

/// What a call is about, from the names of the contract.
constexpr CallFacts call_facts(Callback callback, std::int32_t login = 0, std::int32_t order = 0,
                               std::uint16_t symbol = 0) {
  return {two_words(login, order), static_cast<std::uint16_t>(callback), symbol,
          static_cast<std::uint8_t>(callback_kind(callback))};
}

/// The innermost running call of this thread, nullptr when no plugin code runs on it.
inline const CallFrame* current_call() noexcept {
  return thread_state.frame;
}

/// Words an exception whose C++ type says nothing (one of Python); "" when it is not of that kind.
using ExceptionWords = std::string (*)(const std::exception&);
void set_exception_words(ExceptionWords words) noexcept;

/// "Type: text" of the exception that left the last failed call of this thread; the type's name alone when it was no
/// std::exception.
const std::string& last_failure() noexcept;

/// Times and guards calls of one engine.
class CallGuard {
 public:
  CallGuard(Telemetry& telemetry, Notices& notices, const std::atomic<std::int64_t>& server_nanos) noexcept
      : telemetry_(telemetry), notices_(notices), server_nanos_(server_nanos) {}

  Telemetry& telemetry() noexcept { return telemetry_; }
  std::int64_t server_nanos() const noexcept { return server_nanos_.load(std::memory_order_relaxed); }

  // Diagnostics, at most one per second of server time for each kind, plugin and callback.
  void report_exception(PluginEntry& plugin, Callback callback, const std::string& what);
  void report_slow(PluginEntry& plugin, Callback callback, std::uint64_t took_ticks, std::uint64_t server_ticks);
  void report_change(PluginEntry& plugin, Callback callback, const std::string& what);
  void report_code(PluginEntry& plugin, Callback callback, int code);
  void report_after_destroy(PluginEntry& plugin, Callback callback);
  void report_maintenance(PluginEntry& plugin, Callback callback);
  void report_account_handler(PluginEntry& plugin, Callback callback, Callback handler);
  void report_thread_ended(PluginEntry& plugin, Callback callback);
  /// Once for each plugin, callback and argument: `argument` was `text`, which is not UTF-8.
  void report_text(PluginEntry& plugin, Callback callback, const std::string& argument, std::string_view text);
  /// The same for a text that the server refused.
  void report_refused_text(PluginEntry& plugin, Callback callback, const std::string& argument, const std::string& why);
  void report_record_fault(PluginEntry& plugin, const RecordFault& fault);

  /// While blocked, server calls that need a database answer RET_ERR_NOSERVICE (convention) and are reported.
  void block_databases(bool blocked) noexcept { databases_blocked_.store(blocked, std::memory_order_relaxed); }
  bool databases_blocked() const noexcept { return databases_blocked_.load(std::memory_order_relaxed); }

 private:
  /// `text` is the same each time, `detail` what this time was like, `thread` who did it.
  void report(ReportLimit& limit, const PluginEntry& plugin, std::string_view severity, std::string_view code,
              std::string text, CallingThread (*thread)() = nullptr, std::string detail = "");

  Telemetry& telemetry_;
  Notices& notices_;
  const std::atomic<std::int64_t>& server_nanos_;
  std::atomic<bool> databases_blocked_ = false;
};

/// How a call ended. `failed`: an exception left it and was reported; the code is then RET_OK, of a server call
/// RET_ERROR.
struct CallEnd {
  int code = RET_OK;
  bool failed = false;
  std::uint64_t end_ticks = 0;  ///< 0 after a report: the end then lies too far back to be the start of the next call
};

namespace detail {
// The rare parts of a call, kept out of the way of the others.

/// Reports the exception being handled. Returns the code that stands for it.
int report_failure(CallGuard& guard, PluginEntry& plugin, std::uint16_t callback) noexcept;
/// Reports a hook or event over its budget. Returns CALL_SLOW, 0 for a call that has none.
std::uint8_t report_slow(CallGuard& guard, PluginEntry& plugin, std::uint16_t callback, std::uint64_t took_ticks,
                         std::uint64_t server_ticks) noexcept;
/// Remembers what the slot shows. Returns the depth of the nested call.
std::int32_t nest(const ThreadTrace& trace, CallFrame& frame) noexcept;
/// Reports a call whose thread is being cancelled or leaves by pthread_exit, and ends it. A thread of the server must
/// not end: the process aborts with a text that says so, the call still being shown.
void abandon(CallGuard& guard, ThreadTrace& trace, const CallFrame& frame) noexcept;
/// The account hook or event inside which this thread calls the server, if no trade method lies between them.
std::optional<Callback> account_handler(CallGuard& guard) noexcept;
/// At the end of a call that may have changed the process: puts back what it changed, unless a call of a plugin
/// surrounds it. A forked process ends here.
void look_at_process(const PluginEntry& plugin, std::uint16_t callback, const CallFrame& frame) noexcept;
/// Takes the time of a nested call to its outer one. Returns the number of the outer one.
std::uint64_t account_nested(const CallFrame& frame, std::uint8_t kind, std::uint64_t took_ticks) noexcept;

}  // namespace detail

/// Makes one call into a plugin, or out of it into the server: `body()` returns its code. Then `settle(end)` returns
/// the CallFlag bits that only the caller can know, and the record is written. `start_ticks` 0 takes a new stamp; in a
/// chain the end of the call before saves one. The good path takes no lock, allocates nothing and logs nothing.
template <class Body, class Settle>
[[gnu::always_inline]] inline CallEnd timed_call(CallGuard& guard, PluginEntry& plugin, const CallFacts& facts,
                                                 std::uint64_t start_ticks, const Body& body, const Settle& settle) {
  // First, so that its latency passes while the slot is written; it is no barrier for what follows.
  const std::uint64_t start = start_ticks != 0 ? start_ticks : stamp_start();
  ThreadState& thread = this_thread();
  ThreadTrace& trace = guard.telemetry().trace(thread);
  CallFrame* const outer = thread.frame;
  CallFrame frame;
  frame.outer = outer;
  frame.server_ticks = 0;
  frame.plugin = &plugin;
  const std::int32_t depth = outer == nullptr ? 1 : detail::nest(trace, frame);
  frame.call = trace.enter(start, guard.server_nanos(), plugin.index, facts, guard.telemetry().step(), depth);
  thread.frame = &frame;
  // Twice in the code, once for a call that failed: where the two met, the good path would keep its values in memory.
  const auto finish = [&](CallEnd end) __attribute__((always_inline)) {
    thread.frame = outer;
    const bool is_of_plugin = facts.kind != static_cast<std::uint8_t>(telemetry::CallKind::ServerCall);
    if (is_of_plugin && detail::may_have_changed(thread, frame.call, static_cast<Callback>(facts.callback)))
        [[unlikely]] {
      detail::look_at_process(plugin, facts.callback, frame);
    }
    const std::uint64_t took = end.end_ticks - start;
    std::uint8_t flags = settle(end);
    if (end.failed) flags |= telemetry::CALL_FAILED;
    if (took > plugin.budgets.ticks(facts.callback)) [[unlikely]] {
      flags |= detail::report_slow(guard, plugin, facts.callback, took, frame.server_ticks);
      end.end_ticks = 0;
    }
    if (outer == nullptr) [[likely]] {
      trace.write(0, took, facts, flags, end.code);
      trace.leave();
    } else {
      trace.write(detail::account_nested(frame, facts.kind, took), took, facts, flags, end.code);
      trace.leave_to(frame.shown);
    }
    return end;
  };
  int code = RET_OK;
  try {
    code = body();
  } catch (abi::__forced_unwind&) {
    detail::abandon(guard, trace, frame);
    throw;  // the thread is being cancelled or leaves by pthread_exit: swallowing that ends the process
  } catch (...) {
    const std::uint64_t end = stamp_end();
    return finish({detail::report_failure(guard, plugin, facts.callback), true, end});
  }
  return finish({code, false, stamp_end()});
}

/// The same for a call that nobody has anything to add to.
template <class Body>
CallEnd timed_call(CallGuard& guard, PluginEntry& plugin, const CallFacts& facts, const Body& body,
                   std::uint8_t flags = 0) {
  return timed_call(guard, plugin, facts, 0, body, [flags](const CallEnd&) { return flags; });
}

/// Records the server calls of one plugin: the Recorder of RecordedServer. An exception inside the server never
/// reaches the plugin: the answer is RET_ERROR.
class ServerCalls {
 public:
  ServerCalls(CallGuard& guard, PluginEntry& plugin) noexcept : guard_(guard), plugin_(plugin) {}

  /// An argument of a call with its texts made UTF-8.
  template <class T>
  BorderText<T> text(Callback callback, std::string_view name, const T& given) {
    return {given, [&](std::string_view field, std::string_view bad) { report(callback, name, field, bad); }};
  }

  /// The same for one that the plugin lets the server write to.
  template <class T>
  void make_plain(Callback callback, std::string_view name, T& given) {
    any_text(given, "", [&](std::string_view field, std::string& text) {
      if (bad_byte(text) == std::string_view::npos) return false;
      report(callback, name, field, text);
      replace_bad(text);
      return false;
    });
  }

  /// The code, after a diagnostic when it says that a text among the arguments cannot be used.
  template <class T>
  int explained(Callback callback, int code, std::string_view name, const T& given) {
    if (code == RET_INVALID_DATA) [[unlikely]] {
      any_text(given, "", [&](std::string_view field, const std::string& text) {
        const std::string_view why = text_fault(text);
        if (why.empty()) return false;
        guard_.report_refused_text(plugin_, callback, argument(name, field), std::string(why));
        return true;
      });
    }
    return code;
  }

  template <class Body>
  int call(Callback callback, std::int32_t login, std::int32_t order, Body&& body) {
    if (plugin_.destroyed.load(std::memory_order_acquire)) [[unlikely]] {
      guard_.report_after_destroy(plugin_, callback);
      return RET_ERR_SHUTDOWN;
    }
    if (is_forked_child()) [[unlikely]]
      end_forked_child(plugin_.index, callback);
    const std::uint8_t flags = current_call() == nullptr ? telemetry::CALL_FOREIGN_THREAD : 0;
    const CallFacts facts = call_facts(callback, login, order);
    if (guard_.databases_blocked() && uses_databases(callback)) [[unlikely]] {
      guard_.report_maintenance(plugin_, callback);
      return timed_call(
                 guard_, plugin_, facts, [] { return RET_ERR_NOSERVICE; }, flags)
          .code;
    }
    if (uses_trades(callback) && current_call() != nullptr) {
      // Carried out all the same (convention): a server that stands still teaches less than a diagnostic.
      if (const auto handler = detail::account_handler(guard_))
        guard_.report_account_handler(plugin_, callback, *handler);
    }
    return timed_call(guard_, plugin_, facts, body, flags).code;
  }

 private:
  static std::string argument(std::string_view name, std::string_view field) {
    return std::string(name) + (field.empty() ? "" : "." + std::string(field));
  }
  void report(Callback callback, std::string_view name, std::string_view field, std::string_view bad) {
    guard_.report_text(plugin_, callback, argument(name, field), bad);
  }

  CallGuard& guard_;
  PluginEntry& plugin_;
};

/// Own cost of one guarded and recorded call above a plain virtual call, nanoseconds; measured on the first call.
double own_overhead_nanos();

}  // namespace workbench
