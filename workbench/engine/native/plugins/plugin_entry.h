// One plugin as the host keeps it, and the list of running plugins by class.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

/// A plugin that cannot be built, called or destroyed; what() is one sentence.
class PluginError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A plugin that cannot be destroyed because a thread is still inside it.
class PluginStillRunning : public PluginError {
 public:
  using PluginError::PluginError;
};

/// Classes that a plugin may derive beside PluginInterface.
enum class Part : std::uint8_t {
  HookTrade,
  HookAccount,
  HookQuote,
  EventTrade,
  EventAccount,
  EventQuote,
  EventSymbol,
  EventGroup,
  EventSymbolChange,
  EventGroupChange,
  EventConfig,
  EventMargin
};
inline constexpr std::size_t kParts = 12;

/// One plugin object seen as each class it derives; nullptr for those it does not.
struct PluginParts {
  PluginInterface* plugin = nullptr;
  HookTrade* hook_trade = nullptr;
  HookAccount* hook_account = nullptr;
  HookQuote* hook_quote = nullptr;
  EventTrade* event_trade = nullptr;
  EventAccount* event_account = nullptr;
  EventQuote* event_quote = nullptr;
  EventSymbol* event_symbol = nullptr;
  EventGroup* event_group = nullptr;
  EventSymbolChange* event_symbol_change = nullptr;
  EventGroupChange* event_group_change = nullptr;
  EventConfig* event_config = nullptr;
  EventMargin* event_margin = nullptr;

  /// Cross-casts to every class.
  static PluginParts of(PluginInterface* plugin);
  /// The same, keeping only the classes for which `wanted(name)` holds.
  PluginParts only(const std::function<bool(std::string_view)>& wanted) const;
  std::vector<std::string> names() const;
};

/// Lets one report through per second of server time and counts the others. Any thread.
class ReportLimit {
 public:
  /// Number of reports held back since the last one, nullopt when this one is held back too.
  std::optional<std::uint64_t> pass(std::int64_t server_nanos) noexcept;

 private:
  std::atomic<std::int64_t> last_nanos_ = std::numeric_limits<std::int64_t>::min();
  std::atomic<std::uint64_t> held_back_ = 0;
};

/// What the guard may have to say about one callback of one plugin.
struct ReportLimits {
  ReportLimit exception, slow, change, code, maintenance, account_handler, records;
};

/// What was reported once and is not reported again. Any thread; for what is rare.
class ReportedOnce {
 public:
  /// Whether this is the first time.
  bool first(std::uint16_t callback, std::string_view what);

 private:
  std::mutex mutex_;
  std::set<std::pair<std::uint16_t, std::string>> reported_;
};

/// What each callback of a plugin may take. Any thread.
class Budgets {
 public:
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

  Budgets() noexcept { set_all(kNone); }
  std::uint64_t ticks(std::uint16_t callback) const noexcept {
    return ticks_[callback].load(std::memory_order_relaxed);
  }
  void set(std::uint16_t callback, std::uint64_t ticks) noexcept {
    ticks_[callback].store(ticks, std::memory_order_relaxed);
  }
  void set_all(std::uint64_t ticks) noexcept {
    for (auto& of_callback : ticks_) of_callback.store(ticks, std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, kCallbackCount> ticks_;
};

class CallWatch;
class LegacyPlugin;
class ServerCalls;
class WatchedPlugin;

/// What the server is to one plugin, by class.
struct ServerFaces {
  std::unique_ptr<PluginServerInterface> base;
  std::unique_ptr<ServerExtension> extension;
};

/// A plugin from its first instruction to the end of the engine: entries are never freed before the host, so a
/// thread that a plugin left behind finds a server that refuses, not freed memory.
struct PluginEntry {
  PluginEntry(std::uint16_t number, std::string title);
  ~PluginEntry();

  /// What is called for the plugin: itself, or what stands in for it while it is watched.
  PluginParts called();

  std::uint16_t index;
  std::string name;
  PluginParts parts;
  bool running = false;                 ///< in the list of plugins; guarded by the host
  std::atomic<bool> destroyed = false;  ///< DestroyPlugin has returned
  Budgets budgets;
  std::function<void()> destroy;
  std::shared_ptr<void> library;                   ///< keeps the code mapped while the plugin lives
  std::unique_ptr<rapidjson::Document> documents;  ///< {"params": ..., "data": ...}: they outlive the plugin
  std::string config;  ///< its parameters, the text of a JSON object or ""; guarded by the host
  ServerFaces engine_server;
  std::unique_ptr<ServerCalls> calls;
  std::unique_ptr<PluginServerInterface> server;  ///< what the plugin gets: engine_server, recorded
  std::unique_ptr<LegacyPlugin> legacy;           ///< what stands between both when it was built for a legacy layout
  std::unique_ptr<CallWatch> watch;
  std::unique_ptr<WatchedPlugin> watched;  ///< made when it is watched for the first time; guarded by the host
  std::array<ReportLimits, kCallbackCount> reports;
  ReportedOnce texts;  ///< arguments with bad text
};

/// A plugin in a chain.
template <class T>
struct Link {
  T* target;
  PluginEntry* entry;
};

/// The plugins that have one class, in priority order. The first few lie in place: reaching them costs no load more.
template <class T>
class Chain {
 public:
  void push_back(Link<T> link) {
    if (size_ == kNear) far_.assign(near_.begin(), near_.end());
    if (size_ < kNear) near_[size_] = link;
    if (size_ >= kNear) far_.push_back(link);
    ++size_;
  }
  std::size_t size() const noexcept { return size_; }
  const Link<T>* begin() const noexcept { return size_ <= kNear ? near_.data() : far_.data(); }
  const Link<T>* end() const noexcept { return begin() + size_; }

 private:
  static constexpr std::size_t kNear = 4;

  std::size_t size_ = 0;
  std::array<Link<T>, kNear> near_{};
  std::vector<Link<T>> far_;
};

using SymbolNumbers = std::unordered_map<std::string, std::uint16_t>;

/// Running plugins in priority order, by class. Immutable once published.
struct PluginList {
  Chain<HookTrade> hook_trade;
  Chain<HookAccount> hook_account;
  Chain<HookQuote> hook_quote;
  Chain<EventTrade> event_trade;
  Chain<EventAccount> event_account;
  Chain<EventQuote> event_quote;
  Chain<EventSymbolChange> event_symbol_change;
  Chain<EventGroupChange> event_group_change;
  Chain<EventConfig> event_config;
  Chain<EventMargin> event_margin;
  std::vector<PluginEntry*> running;
  std::shared_ptr<const SymbolNumbers> symbols;

  void add(PluginEntry& entry);
  PluginEntry* find(std::uint16_t index) const noexcept;
};

/// How call records name a symbol: its number and one, 0 for none that is known.
std::uint16_t symbol_mark(const PluginList& list, const std::string& symbol) noexcept;

}  // namespace workbench
