// Closer checks of plugins: records on their own memory pages, stops for a debugger.
#include <algorithm>

#include "plugins/call_watch.h"
#include "plugins/host.h"

namespace workbench {

void PluginHost::set_checking(bool checking) {
  const std::lock_guard lock(change_mutex_);
  if (checking) RecordPages::get();
  checking_ = checking;
  for (const auto& entry : entries_) entry->watch->checking = checking;
  publish();
}

bool PluginHost::break_before(std::uint16_t index, Callback callback) {
  PluginEntry& plugin = entry(index);
  if (callback != Callback::None && !debugger_is_attached()) return false;
  const std::lock_guard lock(change_mutex_);
  plugin.watch->break_before(callback);
  publish();
  return true;
}

void PluginHost::report_record_faults() {
  if (!checking_.load(std::memory_order_relaxed) || !RecordPages::get().has_faults()) return;
  for (const RecordFault& fault : RecordPages::get().take_faults()) {
    guard_.report_record_fault(entry(fault.user.plugin), fault);
  }
}

}  // namespace workbench
