// What is around each call of a plugin that is watched more closely than others: records on pages of their own, and a
// stop for a debugger.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "process/record_pages.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

struct PluginEntry;

/// Whether some debugger has attached to this process.
bool debugger_is_attached() noexcept;

/// How one plugin is watched. Any thread.
class CallWatch {
 public:
  explicit CallWatch(std::uint16_t plugin) noexcept : plugin_(plugin) {}

  /// Whether its records are watched for writes and for use after their call.
  std::atomic<bool> checking = false;

  bool active() const noexcept { return checking || break_before_ != 0; }
  /// Stops in the debugger before the next call of this callback, once; Callback::None takes that back.
  void break_before(Callback callback) noexcept { break_before_ = static_cast<std::uint16_t>(callback); }

  class Call;

 private:
  void stop_if_wanted(Callback callback) noexcept;

  std::uint16_t plugin_;
  std::atomic<std::uint16_t> break_before_ = 0;
};

/// One call. Its records are sealed when it is over, however it ends.
class CallWatch::Call {
 public:
  Call(CallWatch& watch, Callback callback);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// What the plugin gets for a record that it may only read.
  template <class R>
  const R& constant(const R& record) {
    if (R* const copy = put(record)) {
      RecordPages::get().protect(copy);
      return *copy;
    }
    return record;
  }
  /// What it gets for a record that it may change; changes are taken over at the end.
  template <class R>
  R& changing(R& record) {
    R* const copy = put(record);
    if (copy == nullptr) return record;
    take_back_ = [&record, copy] { record = *copy; };
    return *copy;
  }

 private:
  template <class R>
  R* put(const R& record) {
    if (!checking_ || count_ == held_.size()) return nullptr;
    R* const copy = RecordPages::get().put(record, user_);
    if (copy != nullptr) held_[count_++] = copy;
    return copy;
  }

  bool checking_;
  RecordUser user_;
  std::size_t count_ = 0;
  std::array<const void*, 8> held_{};
  std::function<void()> take_back_;
};

}  // namespace workbench
