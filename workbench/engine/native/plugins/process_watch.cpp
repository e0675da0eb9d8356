// The probe reports each change before it is made. The previous state is saved at that time, so calls without a change
// need no comparison.
#include "plugins/process_watch.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "base/loaded_probe.h"
#include "plugins/guard.h"
#include "telemetry/arithmetic.h"

namespace workbench {

namespace {

constexpr std::size_t kParts = std::bit_width(static_cast<std::uint32_t>(probe::kAllParts));
/// Checked after each call of a checked plugin.
constexpr std::uint32_t kQuickParts =
    probe::kHandlers | probe::kSignalMask | probe::kLocale | probe::kArithmetic | probe::kDirectory;

struct Place {
  std::uint16_t plugin;
  Callback callback;
};

/// Data of a running call: the previous state of the parts that it is about to change, and who changed them last.
struct Before {
  std::atomic<bool> taken = false;
  ProcessSettings settings;
  std::array<Place, kParts> by{};
};
/// The maximum number of calls that may be changing something at the same time. Allocated in advance, because a signal
/// handler may make a change.
std::array<Before, 32> befores;
constinit thread_local Before* before_call __attribute__((tls_model("initial-exec"))) = nullptr;

std::mutex found_mutex;
std::vector<CallChanges> found_changes;
constexpr std::size_t kMostFound = 256;

struct KeptSlot {
  std::atomic<std::uint32_t> place;  ///< plugin and callback, plus one; 0 is free
  std::atomic<int> lowest;
  std::atomic<int> highest;
  std::atomic<std::uint64_t> attempts;
};
constinit std::array<KeptSlot, 64> kept_slots{};
constinit std::array<std::atomic<int>, kParts> thread_changes{};  ///< plugin, plus one
pid_t own_pid = 0;

std::size_t part_number(std::uint32_t part) noexcept {
  return static_cast<std::size_t>(std::countr_zero(part));
}

std::uint16_t plugin_of(std::uint32_t who) noexcept {
  const CallFrame* const frame = current_call();
  return frame != nullptr ? frame->plugin->index : static_cast<std::uint16_t>(who / probe::kCallbacks);
}

Callback callback_of(std::uint32_t who) noexcept {
  const std::uint32_t number = who % probe::kCallbacks;
  return number < kCallbackCount ? static_cast<Callback>(number) : Callback::None;
}

Before* begin_before() noexcept {
  for (Before& each : befores) {
    if (!each.taken.exchange(true, std::memory_order_acquire)) return &each;
  }
  return nullptr;
}

void end_before() noexcept {
  Before* const ended = std::exchange(before_call, nullptr);
  if (ended == nullptr) return;
  ended->settings = {};
  ended->taken.store(false, std::memory_order_release);
}

void note_parts(std::uint32_t parts, Place place) noexcept {
  if (before_call == nullptr) before_call = begin_before();
  if (before_call == nullptr) return;
  try {
    before_call->settings.add(parts);
  } catch (const std::exception&) {
    // There is no memory to save the state, so the call continues without a check.
    return;
  }
  for (std::uint32_t rest = parts; rest != 0; rest &= rest - 1) before_call->by[part_number(rest)] = place;
  this_thread().touched |= parts;
}

void before_change(probe::Part part, std::uint32_t who) noexcept {
  if (is_forked_child()) return;
  const ServerAllocates not_the_plugin;
  if (current_call() != nullptr) return note_parts(part, {plugin_of(who), callback_of(who)});
  thread_changes[part_number(part)].store(plugin_of(who) + 1, std::memory_order_relaxed);
}

bool keeps(int descriptor, std::uint32_t who) noexcept {
  // A forked process may close any descriptor; one that still shares this memory has a different process id.
  if (!is_own_descriptor(descriptor) || is_forked_child() || getpid() != own_pid) return false;
  const std::uint32_t place = (std::uint32_t{plugin_of(who)} << 16 | static_cast<std::uint16_t>(callback_of(who))) + 1;
  for (KeptSlot& slot : kept_slots) {
    std::uint32_t free = 0;
    const bool begins = slot.place.compare_exchange_strong(free, place);
    if (!begins && free != place) continue;
    if (begins || descriptor < slot.lowest) slot.lowest = descriptor;
    if (begins || descriptor > slot.highest) slot.highest = descriptor;
    ++slot.attempts;
    break;
  }
  return true;
}

void closes(int descriptor) noexcept {
  // Not in a forked process that shares this memory until it starts a program.
  if (is_own_descriptor(descriptor) && getpid() == own_pid) forget_descriptor(descriptor);
}

constexpr probe::ProcessWatcher kWatcher = {&before_change, &keeps, &closes};

/// Of the x87, which computes long double.
bool has_usual_legacy_control() noexcept {
#if defined(__x86_64__)
  std::uint16_t control = 0;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  return control == usual_arithmetic().__control_word;
#else
  return true;
#endif
}

void put_found(Place place, bool is_sampled, ProcessChange change) {
  const std::lock_guard lock(found_mutex);
  for (CallChanges& each : found_changes) {
    if (each.plugin != place.plugin || each.callback != place.callback || each.is_sampled != is_sampled) continue;
    if (each.changes.size() < kMostFound) each.changes.push_back(std::move(change));
    return;
  }
  found_changes.push_back({place.plugin, place.callback, is_sampled, {std::move(change)}});
}

void compare_arithmetic(Place place, bool is_sampled) {
  ProcessSettings usual;
  usual.set_arithmetic(usual_arithmetic());
  for (ProcessChange& change : usual.changes_to(ProcessSettings::now(probe::kArithmetic), probe::kArithmetic)) {
    this_thread().unlooked_calls = 0;
    put_found(place, is_sampled, std::move(change));
  }
}

void compare(std::uint16_t plugin, Callback callback) {
  const ProcessSettings none;
  const bool was_noted = before_call != nullptr && (before_call->settings.parts() & probe::kArithmetic) != 0;
  const ProcessSettings& noted = before_call == nullptr ? none : before_call->settings;
  for (std::uint32_t rest = noted.parts(); rest != 0; rest &= rest - 1) {
    const std::uint32_t part = rest & -rest;
    for (ProcessChange& change : noted.changes_to(ProcessSettings::now(part), part)) {
      const Place by = before_call->by[part_number(part)];
      put_found(by.callback == Callback::None ? Place{plugin, callback} : by, false, std::move(change));
    }
  }
  const ThreadState& thread = this_thread();
  if (was_noted || thread.arithmetic == 0) return;
  const bool is_quote = callback == Callback::HookQuoteTick || callback == Callback::OnQuoteTick;
  const bool is_sampled = is_quote && thread.unlooked_calls != 0 && !detail::computes_unusually();
  compare_arithmetic({plugin, callback}, is_sampled);
}

}  // namespace

void watch_own_process() {
  begin_own_process(&runs_plugin_code);
  own_pid = getpid();
  watch_changes(kWatcher);
}

bool runs_plugin_code() noexcept {
  return current_call() != nullptr || code_of_plugin_thread();
}

std::vector<CallChanges> take_call_changes() {
  const std::lock_guard lock(found_mutex);
  return std::exchange(found_changes, {});
}

std::vector<KeptDescriptors> take_kept_descriptors() {
  std::vector<KeptDescriptors> found;
  for (KeptSlot& slot : kept_slots) {
    const std::uint32_t place = slot.place - 1;
    const std::uint64_t attempts = slot.attempts.exchange(0);
    if (attempts == 0) continue;
    found.push_back({static_cast<std::uint16_t>(place >> 16), static_cast<Callback>(place & 0xFFFF), slot.lowest,
                     slot.highest, attempts});
  }
  return found;
}

int take_thread_change(std::uint32_t part) noexcept {
  return thread_changes[part_number(part)].exchange(0, std::memory_order_relaxed) - 1;
}

void restore_usual_arithmetic() noexcept {
  const std::uint32_t usual = this_thread().arithmetic;
  if (usual == 0 || (usual == detail::arithmetic_control() && has_usual_legacy_control())) return;
  const ServerAllocates not_the_plugin;
  try {
    compare_arithmetic({kNoPlugin, Callback::None}, true);
  } catch (const std::exception&) {
    // No memory to report it with.
    std::fesetenv(&usual_arithmetic());
  }
}

void note_before_watched_call() noexcept {
  const CallFrame* const frame = current_call();
  if (frame == nullptr || before_call != nullptr || is_forked_child()) return;
  const ServerAllocates not_the_plugin;
  // The probe's report determines who made a change; without a report it is the call that ends.
  note_parts(kQuickParts, {frame->plugin->index, Callback::None});
}

void detail::look_after_call(std::uint16_t plugin, Callback callback) noexcept {
  const ServerAllocates not_the_plugin;
  try {
    const telemetry::CallKind kind = callback_kind(callback);
    // The loader checks changes during the creation and destruction of a plugin.
    if (kind == telemetry::CallKind::Hook || kind == telemetry::CallKind::Event) compare(plugin, callback);
  } catch (const std::exception&) {
    // There is no memory for a report.
  }
  end_before();
  this_thread().touched = 0;
}

}  // namespace workbench
