// Classes of a plugin, and limits of its reports.
#include "plugins/plugin_entry.h"

#include <algorithm>
#include <utility>

#include "plugins/call_watch.h"
#include "plugins/generated/watched_plugin.h"
#include "plugins/guard.h"
#include "plugins/legacy_layout.h"

namespace workbench {

namespace {

constexpr std::int64_t kReportInterval = 1'000'000'000;

}  // namespace

PluginInterfaces PluginInterfaces::of(PluginInterface* plugin) {
  PluginInterfaces interfaces;
  interfaces.plugin = plugin;
  // The classes are unrelated to PluginInterface, so only a cross-cast finds them.
  visit_interfaces(interfaces, [plugin](InterfaceKind, std::string_view, auto*& interface) {
    interface = dynamic_cast<std::remove_reference_t<decltype(interface)>>(plugin);
  });
  return interfaces;
}

PluginInterfaces PluginInterfaces::only(const std::function<bool(std::string_view)>& wanted) const {
  PluginInterfaces kept = *this;
  visit_interfaces(kept, [&wanted](InterfaceKind, std::string_view name, auto*& interface) {
    if (!wanted(name)) interface = nullptr;
  });
  return kept;
}

std::vector<std::string> PluginInterfaces::names() const {
  std::vector<std::string> names;
  visit_interfaces(*this, [&names](InterfaceKind, std::string_view name, const auto* interface) {
    if (interface != nullptr) names.emplace_back(name);
  });
  return names;
}

std::optional<std::uint64_t> ReportLimit::pass(std::int64_t server_nanos) noexcept {
  std::int64_t last = last_nanos_.load(std::memory_order_relaxed);
  const bool first = last == std::numeric_limits<std::int64_t>::min();
  // Server time may be set back; the old moment is then meaningless.
  const bool recent = !first && server_nanos >= last && server_nanos - last < kReportInterval;
  if (recent || !last_nanos_.compare_exchange_strong(last, server_nanos, std::memory_order_relaxed)) {
    held_back_.fetch_add(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  return held_back_.exchange(0, std::memory_order_relaxed);
}

bool ReportedOnce::first(std::uint16_t callback, std::string_view what) {
  const std::lock_guard lock(mutex_);
  return reported_.emplace(callback, what).second;
}

PluginEntry::PluginEntry(std::uint16_t number, std::string title)
    : index(number), name(std::move(title)), watch(std::make_unique<CallWatch>(number)) {}

PluginEntry::~PluginEntry() = default;

PluginInterfaces PluginEntry::called() {
  if (!watch->active() || interfaces.plugin == nullptr) return interfaces;
  if (watched == nullptr) watched = std::make_unique<WatchedPlugin>(*watch, interfaces);
  return watched->interfaces();
}

void PluginList::add(PluginEntry& entry) {
  visit_chains(entry.called(), *this, [&entry](InterfaceKind, auto* interface, auto& chain) {
    if (interface != nullptr) chain.push_back({interface, &entry});
  });
  running.push_back(&entry);
}

PluginEntry* PluginList::find(std::uint16_t index) const noexcept {
  const auto found =
      std::find_if(running.begin(), running.end(), [index](const PluginEntry* entry) { return entry->index == index; });
  return found == running.end() ? nullptr : *found;
}

std::uint16_t symbol_mark(const PluginList& list, const std::string& symbol) noexcept {
  const auto found = list.symbols->find(symbol);
  return found == list.symbols->end() ? 0 : static_cast<std::uint16_t>(found->second + 1);
}

}  // namespace workbench
