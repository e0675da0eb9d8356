// Closer checks of single plugins: records on their own memory pages, and breakpoints before calls.
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

/// Returns whether a debugger is attached to this process.
bool debugger_is_attached() noexcept;

/// The checks that are active for one plugin. Thread-safe.
class CallWatch {
 public:
  explicit CallWatch(std::uint16_t plugin) noexcept : plugin_(plugin) {}

  /// Whether the server detects writes to read-only records and use of records after their call.
  std::atomic<bool> checking = false;

  bool active() const noexcept { return checking || break_before_ != 0; }
  /// Stops in the debugger before the next call of this callback, once. Callback::None cancels the stop.
  void break_before(Callback callback) noexcept { break_before_ = static_cast<std::uint16_t>(callback); }

  class Call;

 private:
  void stop_if_wanted(Callback callback) noexcept;

  std::uint16_t plugin_;
  std::atomic<std::uint16_t> break_before_ = 0;
};

/// One call. Its end seals the call's records, also after an exception.
class CallWatch::Call {
 public:
  Call(CallWatch& watch, Callback callback);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Returns the record to pass to the plugin in place of a read-only record.
  template <class R>
  const R& constant(const R& record) {
    if (R* const copy = put(record)) {
      RecordPages::get().protect(copy);
      return *copy;
    }
    return record;
  }
  /// Returns the record to pass to the plugin in place of a writable record; the end of the call copies changes back.
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
