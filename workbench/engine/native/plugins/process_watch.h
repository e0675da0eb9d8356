// Detects changes that plugin calls make to the process and to the server's threads, and restores the state after the
// call.
#pragma once

#include <cstdint>
#include <vector>

#include "process/own_process.h"
#include "process/process_state.h"
#include "telemetry/arithmetic.h"
#include "telemetry/generated/callbacks.h"
#include "telemetry/thread_state.h"

namespace workbench {

/// From now on this process belongs to one server, and the probe reports what plugins change in it. Call once per
/// process.
void watch_own_process();

/// Returns whether the calling thread runs code of a plugin or of a plugin's thread. Without the probe only calls are
/// known.
bool runs_plugin_code() noexcept;

/// The changes that one call left. `was_put_back` marks those that the server restored.
struct CallChanges {
  std::uint16_t plugin;  ///< kNoPlugin when unknown
  Callback callback;     ///< None then
  /// Whether an earlier call of another plugin may be the cause: the check that found the change does not run for every
  /// call.
  bool is_sampled;
  std::vector<ProcessChange> changes;
};
std::vector<CallChanges> take_call_changes();

/// Server descriptors that a plugin tried to close; they stay open.
struct KeptDescriptors {
  std::uint16_t plugin;
  Callback callback;  ///< None outside a call
  int lowest;
  int highest;
  std::uint64_t attempts;
};
/// Returns those since the last call.
std::vector<KeptDescriptors> take_kept_descriptors();

/// Returns the plugin whose thread last changed this part outside a call, since the last call of this function; -1 for
/// none.
int take_thread_change(std::uint32_t part) noexcept;

/// Restores the usual floating-point mode of the calling thread after calls without a detailed check. The call that
/// changed it is unknown, so the diagnostic names no plugin.
void restore_usual_arithmetic() noexcept;
/// Records the current state before the running call, as far as it can be read within microseconds.
void note_before_watched_call() noexcept;

namespace detail {

/// Returns whether a call needs the detailed check because it may have left a change. Reading the processor's settings
/// takes as long as the rest of a call, so one call for quotes in sixteen does it, and every one after such a check
/// found a change.
[[gnu::always_inline]] inline bool may_have_changed(ThreadState& thread, Callback callback) noexcept {
  const bool is_quote = callback == Callback::HookQuoteTick || callback == Callback::OnQuoteTick;
  const bool looks = !is_quote || (++thread.quotes & thread.unlooked_calls) == 0;
  // What the probe reported comes first: where exceptions of the processor are trapped, a sum may be one.
  return thread.touched != 0 || is_forked_child() || computes_unusually() ||
         (looks && arithmetic_control() != thread.arithmetic);
}

/// Compares and restores the state at the end of a call that no other plugin call encloses.
void look_after_call(std::uint16_t plugin, Callback callback) noexcept;

}  // namespace detail

}  // namespace workbench
