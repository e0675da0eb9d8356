// What a plugin derives, and how often it may be reported.
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

template <class Parts, class Visit>
void visit_parts(Parts& parts, Visit&& visit) {
  visit("HookTrade", parts.hook_trade);
  visit("HookAccount", parts.hook_account);
  visit("HookQuote", parts.hook_quote);
  visit("EventTrade", parts.event_trade);
  visit("EventAccount", parts.event_account);
  visit("EventQuote", parts.event_quote);
  visit("EventSymbol", parts.event_symbol);
  visit("EventGroup", parts.event_group);
  visit("EventSymbolChange", parts.event_symbol_change);
  visit("EventGroupChange", parts.event_group_change);
  visit("EventConfig", parts.event_config);
  visit("EventMargin", parts.event_margin);
}

}  // namespace

PluginParts PluginParts::of(PluginInterface* plugin) {
  PluginParts parts;
  parts.plugin = plugin;
  // The classes are unrelated to PluginInterface: only a cross-cast finds them.
  visit_parts(parts, [plugin](std::string_view, auto*& part) {
    part = dynamic_cast<std::remove_reference_t<decltype(part)>>(plugin);
  });
  return parts;
}

PluginParts PluginParts::only(const std::function<bool(std::string_view)>& wanted) const {
  PluginParts kept = *this;
  visit_parts(kept, [&wanted](std::string_view name, auto*& part) {
    if (!wanted(name)) part = nullptr;
  });
  return kept;
}

std::vector<std::string> PluginParts::names() const {
  std::vector<std::string> names;
  visit_parts(*this, [&names](std::string_view name, const auto* part) {
    if (part != nullptr) names.emplace_back(name);
  });
  return names;
}

std::optional<std::uint64_t> ReportLimit::pass(std::int64_t server_nanos) noexcept {
  std::int64_t last = last_nanos_.load(std::memory_order_relaxed);
  const bool first = last == std::numeric_limits<std::int64_t>::min();
  // Server time may be set back; then the old moment says nothing.
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

PluginParts PluginEntry::called() {
  if (!watch->active() || parts.plugin == nullptr) return parts;
  if (watched == nullptr) watched = std::make_unique<WatchedPlugin>(*watch, parts);
  return watched->parts();
}

void PluginList::add(PluginEntry& entry) {
  const PluginParts parts = entry.called();
  if (parts.hook_trade != nullptr) hook_trade.push_back({parts.hook_trade, &entry});
  if (parts.hook_account != nullptr) hook_account.push_back({parts.hook_account, &entry});
  if (parts.hook_quote != nullptr) hook_quote.push_back({parts.hook_quote, &entry});
  if (parts.event_trade != nullptr) event_trade.push_back({parts.event_trade, &entry});
  if (parts.event_account != nullptr) event_account.push_back({parts.event_account, &entry});
  if (parts.event_quote != nullptr) event_quote.push_back({parts.event_quote, &entry});
  if (parts.event_symbol_change != nullptr) event_symbol_change.push_back({parts.event_symbol_change, &entry});
  if (parts.event_group_change != nullptr) event_group_change.push_back({parts.event_group_change, &entry});
  if (parts.event_config != nullptr) event_config.push_back({parts.event_config, &entry});
  if (parts.event_margin != nullptr) event_margin.push_back({parts.event_margin, &entry});
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
