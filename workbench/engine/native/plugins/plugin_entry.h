// The host's data for one plugin, and the list of running plugins by class.
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
#include "plugins/generated/plugin_interfaces.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

/// A plugin that cannot be created, called or destroyed; what() is one sentence.
class PluginError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A plugin that cannot be destroyed because a thread is still inside it.
class PluginStillRunning : public PluginError {
 public:
  using PluginError::PluginError;
};

/// Passes one report per second of server time and counts the others. Thread-safe.
class ReportLimit {
 public:
  /// Returns the number of reports suppressed since the last one, or nullopt when this one is suppressed too.
  std::optional<std::uint64_t> pass(std::int64_t server_nanos) noexcept;

 private:
  std::atomic<std::int64_t> last_nanos_ = std::numeric_limits<std::int64_t>::min();
  std::atomic<std::uint64_t> held_back_ = 0;
};

/// What the guard reports about a call. The table in guard.cpp gives each kind its severity and code.
enum class CallReport : std::uint8_t {
  Exception,
  ThreadEnded,
  Slow,
  Change,
  ReturnCode,
  AfterDestroy,
  Maintenance,
  AccountHandler,
  Dangling,
  ConstWrite
};
inline constexpr std::size_t kCallReports = 10;

/// Limits for the guard's reports about one callback of one plugin, by CallReport.
using ReportLimits = std::array<ReportLimit, kCallReports>;

/// Remembers what was already reported, so that it is reported only once. Thread-safe; for rare reports.
class ReportedOnce {
 public:
  /// Returns whether this is the first report.
  bool first(std::uint16_t callback, std::string_view what);

 private:
  std::mutex mutex_;
  std::set<std::pair<std::uint16_t, std::string>> reported_;
};

/// Time budgets of a plugin's callbacks. Thread-safe.
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

/// The server objects of one plugin, by class.
struct ServerFaces {
  std::unique_ptr<PluginServerInterface> base;
  std::unique_ptr<ServerExtension> extension;
};

/// Data of one plugin, from before its first instruction to the end of the engine. The host never frees an entry before
/// its own end, so a thread that a plugin left behind calls a server that refuses and not freed memory.
struct PluginEntry {
  PluginEntry(std::uint16_t number, std::string title);
  ~PluginEntry();

  /// The objects to call: the plugin's own, or those of the wrapper while the plugin is watched.
  PluginInterfaces called();

  std::uint16_t index;
  std::string name;
  PluginInterfaces interfaces;
  bool running = false;                 ///< in the list of plugins; guarded by the host
  std::atomic<bool> destroyed = false;  ///< DestroyPlugin has returned
  Budgets budgets;
  std::function<void()> destroy;
  std::shared_ptr<void> library;                   ///< keeps the code mapped while the plugin exists
  std::unique_ptr<rapidjson::Document> documents;  ///< {"params": ..., "data": ...}: they outlive the plugin
  std::string config;  ///< its parameters, the text of a JSON object or ""; guarded by the host
  ServerFaces engine_server;
  std::unique_ptr<ServerCalls> calls;
  std::unique_ptr<PluginServerInterface> server;  ///< what the plugin receives: engine_server, recorded
  std::unique_ptr<LegacyPlugin> legacy;           ///< the adapter between both for a plugin of a legacy layout
  std::unique_ptr<CallWatch> watch;
  std::unique_ptr<WatchedPlugin> watched;  ///< created when the plugin is first watched; guarded by the host
  std::array<ReportLimits, kCallbackCount> reports;
  ReportedOnce texts;  ///< arguments with invalid text
};

/// A plugin in a chain.
template <class T>
struct Link {
  T* target;
  PluginEntry* entry;
};

/// The plugins of one class, in priority order. The first few are stored inline, which saves a load.
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
struct PluginList : InterfaceChains<Chain> {
  std::vector<PluginEntry*> running;
  std::shared_ptr<const SymbolNumbers> symbols;

  void add(PluginEntry& entry);
  PluginEntry* find(std::uint16_t index) const noexcept;
};

/// The value that names a symbol in call records: its number + 1, 0 for an unknown symbol.
std::uint16_t symbol_mark(const PluginList& list, const std::string& symbol) noexcept;

}  // namespace workbench
