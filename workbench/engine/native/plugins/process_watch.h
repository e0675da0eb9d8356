// What calls of plugins change of the process and of the server's threads: noted when it happens, put back after the
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

/// From now on this process is a server's alone, and the probe tells what plugins change in it. Once in a process.
void watch_own_process();

/// Whether code of a plugin runs on the calling thread, or code that one of its threads runs. Without the probe only
/// calls are known.
bool runs_plugin_code() noexcept;

/// What one call left changed. It has been put back where `was_put_back` says so.
struct CallChanges {
  std::uint16_t plugin;
  Callback callback;
  /// Whether it may have been an earlier call of another plugin: found by a look that not every call has.
  bool is_sampled;
  std::vector<ProcessChange> changes;
};
std::vector<CallChanges> take_call_changes();

/// Descriptors of the server that a plugin tried to close; they are open as before.
struct KeptDescriptors {
  std::uint16_t plugin;
  Callback callback;  ///< None outside a call
  int lowest;
  int highest;
  std::uint64_t attempts;
};
/// Those since the last call.
std::vector<KeptDescriptors> take_kept_descriptors();

/// The plugin whose thread was last to change this part outside a call, since the last call; -1 for none.
int take_thread_change(std::uint32_t part) noexcept;

/// The running call is compared with what is now, in all that can be looked at within microseconds.
void note_before_watched_call() noexcept;

namespace detail {

/// A call that may have left something changed is looked at in detail. Reading the processor's setting takes as long as
/// the rest of a call: calls for quotes have it done once in a while, unless it has found something before.
[[gnu::always_inline]] inline bool may_have_changed(const ThreadState& thread, std::uint64_t call,
                                                    Callback callback) noexcept {
  const bool is_quote = callback == Callback::HookQuoteTick || callback == Callback::OnQuoteTick;
  const bool looks = !is_quote || (call & thread.unlooked_calls) == 0;
  return (thread.touched != 0) | is_forked_child() | rounds_unusually() ||
         (looks && arithmetic_control() != thread.arithmetic);
}

/// Compares and puts back at the end of a call that no other call of a plugin surrounds.
void look_after_call(std::uint16_t plugin, Callback callback) noexcept;

}  // namespace detail

}  // namespace workbench
