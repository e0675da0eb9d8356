// The guard around every call into or out of a plugin. It sets the owner, takes time stamps, catches exceptions and
// writes the call record.
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
#include "plugins/generated/recorded_server.h"
#include "plugins/plugin_entry.h"
#include "plugins/process_watch.h"
#include "process/own_process.h"
#include "telemetry/generated/callbacks.h"
#include "telemetry/notices.h"
#include "telemetry/telemetry.h"

namespace workbench {

struct RecordFault;

/// A call that currently runs on this thread. The plugin of the innermost frame is the thread's owner.
struct CallFrame {
  CallFrame* outer;
  std::uint64_t call;          ///< number of the call
  std::uint64_t server_ticks;  ///< time spent in nested server calls
  PluginEntry* plugin;
  telemetry::RunningSlot shown;  ///< the previous content of the thread's slot; set in nested calls only
};

/// Builds the facts of a call by the names of the contract.
constexpr CallFacts call_facts(Callback callback, std::int32_t login = 0, std::int32_t order = 0,
                               std::uint16_t symbol = 0) {
  return {two_words(login, order), static_cast<std::uint16_t>(callback), symbol,
          static_cast<std::uint8_t>(callback_kind(callback))};
}

/// Returns the innermost running call of this thread, or nullptr when no plugin code runs on it.
inline const CallFrame* current_call() noexcept {
  return thread_state.frame;
}

/// Returns the text of an exception whose C++ type is not meaningful (a Python exception), "" for other exceptions.
using ExceptionWords = std::string (*)(const std::exception&);
void set_exception_words(ExceptionWords words) noexcept;

/// "Type: text" of the exception that left the last failed call of this thread; the type's name alone when the
/// exception does not derive from std::exception.
const std::string& last_failure() noexcept;

/// Guards and times the calls of one engine.
class CallGuard {
 public:
  CallGuard(Telemetry& telemetry, Notices& notices, const std::atomic<std::int64_t>& server_nanos) noexcept
      : telemetry_(telemetry), notices_(notices), server_nanos_(server_nanos) {}

  Telemetry& telemetry() noexcept { return telemetry_; }
  std::int64_t server_nanos() const noexcept { return server_nanos_.load(std::memory_order_relaxed); }

  /// Reports the callback's name followed by `text`, which is constant for the kind of report; `detail` describes this
  /// occurrence, `caller` the thread where the kind does not determine it. At most one diagnostic per second of server
  /// time for each kind, plugin and callback; the next one says how many were left out.
  void report(CallReport kind, PluginEntry& plugin, Callback callback, const std::string& text, std::string detail = "",
              std::optional<CallingThread> caller = std::nullopt);
  void report_slow(PluginEntry& plugin, Callback callback, std::uint64_t took_ticks, std::uint64_t server_ticks);
  void report_code(PluginEntry& plugin, Callback callback, int code);
  /// Reports, once for each plugin, callback and argument, that `argument` had the value `text`, which is not valid
  /// UTF-8.
  void report_text(PluginEntry& plugin, Callback callback, const std::string& argument, std::string_view text);
  /// The same for a text that the server refused.
  void report_refused_text(PluginEntry& plugin, Callback callback, const std::string& argument, const std::string& why);
  void report_record_fault(PluginEntry& plugin, const RecordFault& fault);

  /// While blocked, server calls that need a database answer RET_ERR_NOSERVICE (convention), and the guard reports
  /// them.
  void block_databases(bool blocked) noexcept { databases_blocked_.store(blocked, std::memory_order_relaxed); }
  bool databases_blocked() const noexcept { return databases_blocked_.load(std::memory_order_relaxed); }

 private:
  Telemetry& telemetry_;
  Notices& notices_;
  const std::atomic<std::int64_t>& server_nanos_;
  std::atomic<bool> databases_blocked_ = false;
};

/// The result of a call. `failed`: an exception left the call and was reported. The code is then RET_OK, or RET_ERROR
/// for a server call.
struct CallEnd {
  int code = RET_OK;
  bool failed = false;
  std::uint64_t end_ticks = 0;  ///< 0 after a report: the end is then too old to be the start of the next call
};

namespace detail {
// The rare parts of a call, separate from the fast path.

/// Reports the current exception. Returns the code that replaces the result.
int report_failure(CallGuard& guard, PluginEntry& plugin, std::uint16_t callback) noexcept;
/// Reports a hook or event that exceeds its budget. Returns CALL_SLOW, or 0 for a call without a budget.
std::uint8_t report_slow(CallGuard& guard, PluginEntry& plugin, std::uint16_t callback, std::uint64_t took_ticks,
                         std::uint64_t server_ticks) noexcept;
/// Saves the content of the slot. Returns the depth of the nested call.
std::int32_t nest(const ThreadTrace& trace, CallFrame& frame) noexcept;
/// Reports a call whose thread is being cancelled or ends by pthread_exit, and aborts the process. A thread of the
/// server must not end. The abort text says so, and the segment still shows the call.
void abandon(CallGuard& guard, ThreadTrace& trace, const CallFrame& frame) noexcept;
/// Returns the account hook or event in which this thread calls the server, unless a trade method lies between them.
std::optional<Callback> account_handler(CallGuard& guard) noexcept;
/// Runs at the end of a call that may have changed the process. Restores what the call changed, unless another plugin
/// call encloses it. Ends a forked process.
void look_at_process(const PluginEntry& plugin, std::uint16_t callback, const CallFrame& frame) noexcept;
/// Adds the time of a nested call to its outer call. Returns the number of the outer call.
std::uint64_t account_nested(const CallFrame& frame, std::uint8_t kind, std::uint64_t took_ticks) noexcept;

}  // namespace detail

/// Makes one call into a plugin, or from it into the server. `body()` returns the code. Then `settle(end)` returns the
/// CallFlag bits that only the caller knows, and the guard writes the record. `start_ticks` 0 takes a new stamp; in a
/// chain the end of the previous call saves one. The fast path takes no lock, allocates nothing and logs nothing.
template <class Body, class Settle>
[[gnu::always_inline]] inline CallEnd timed_call(CallGuard& guard, PluginEntry& plugin, const CallFacts& facts,
                                                 std::uint64_t start_ticks, const Body& body, const Settle& settle) {
  // First, so that its latency overlaps with writing the slot; it is no barrier for the following code.
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
  // Inlined twice, once for a failed call. A shared copy would make the fast path keep its values in memory.
  const auto finish = [&](CallEnd end) __attribute__((always_inline)) {
    thread.frame = outer;
    const bool is_of_plugin = facts.kind != static_cast<std::uint8_t>(telemetry::CallKind::ServerCall);
    if (is_of_plugin && detail::may_have_changed(thread, static_cast<Callback>(facts.callback))) [[unlikely]] {
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
    throw;  // the thread is being cancelled or ends by pthread_exit; swallowing this would end the process
  } catch (...) {
    const std::uint64_t end = stamp_end();
    return finish({detail::report_failure(guard, plugin, facts.callback), true, end});
  }
  return finish({code, false, stamp_end()});
}

/// The same for a call without additional flags.
template <class Body>
CallEnd timed_call(CallGuard& guard, PluginEntry& plugin, const CallFacts& facts, const Body& body,
                   std::uint8_t flags = 0) {
  return timed_call(guard, plugin, facts, 0, body, [flags](const CallEnd&) { return flags; });
}

/// Records the server calls of one plugin; it is the Recorder of RecordedServer. Exceptions inside the server never
/// reach the plugin: the call returns RET_ERROR.
class ServerCalls {
 public:
  ServerCalls(CallGuard& guard, PluginEntry& plugin) noexcept : guard_(guard), plugin_(plugin) {}

  /// An argument of a call with its texts in valid UTF-8.
  template <class T>
  BorderText<T> text(Callback callback, std::string_view name, const T& given) {
    return {given, [&](std::string_view field, std::string_view bad) { report(callback, name, field, bad); }};
  }

  /// The same for an argument that the server writes to.
  template <class T>
  void make_plain(Callback callback, std::string_view name, T& given) {
    any_text(given, "", [&](std::string_view field, std::string& text) {
      if (bad_byte(text) == std::string_view::npos) return false;
      report(callback, name, field, text);
      replace_bad(text);
      return false;
    });
  }

  /// Returns the code, after a diagnostic when the code means that a text among the arguments is unusable.
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
      guard_.report(CallReport::AfterDestroy, plugin_, callback, "was called after DestroyPlugin had returned");
      return RET_ERR_SHUTDOWN;
    }
    if (is_forked_child()) [[unlikely]]
      end_forked_child(plugin_.index, callback);
    const std::uint8_t flags = current_call() == nullptr ? telemetry::CALL_FOREIGN_THREAD : 0;
    const CallFacts facts = call_facts(callback, login, order);
    if (guard_.databases_blocked() && uses_databases(callback)) [[unlikely]] {
      guard_.report(CallReport::Maintenance, plugin_, callback, "was called while maintenance blocks the databases");
      return timed_call(
                 guard_, plugin_, facts, [] { return RET_ERR_NOSERVICE; }, flags)
          .code;
    }
    if (uses_trades(callback) && current_call() != nullptr) {
      // The server carries out the call anyway (convention), because a diagnostic is more useful than a deadlock.
      if (const auto handler = detail::account_handler(guard_))
        guard_.report(CallReport::AccountHandler, plugin_, callback,
                      "was called inside " + std::string(callback_name(*handler)));
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

/// Overhead of one guarded and recorded call compared with a plain virtual call, in nanoseconds; measured on the first
/// call.
double own_overhead_nanos();

}  // namespace workbench
