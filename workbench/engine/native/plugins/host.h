// Plugins in priority order and the chains of calls into them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"
#include "plugins/epoch.h"
#include "plugins/guard.h"
#include "plugins/module.h"
#include "plugins/plugin_entry.h"
#include "telemetry/generated/callbacks.h"
#include "telemetry/notices.h"
#include "telemetry/telemetry.h"

namespace workbench {

/// Result of a chain of hooks. Code RET_OK or RET_OK_CHANGE: continue. Any other code: `plugin` refused.
struct HookOutcome {
  int code = RET_OK;
  bool changed = false;
  std::uint16_t plugin = kNoPlugin;  ///< that refused, or wrote the first unusable text, or made the last change
  bool bad_text = false;

  // Not trivial, so that the compiler returns it in memory, field by field. If it were returned in registers, its
  // fields would be stored one by one and read back as a word, which waits for the processor's store buffer.
  ~HookOutcome() {}  // NOLINT(modernize-use-equals-default)
};

/// The plugins of one engine. Hooks and events may be called from any thread at the same time; no lock is held while a
/// plugin runs. A hook that throws counts as failed, and the chain continues as if it had returned RET_OK.
class PluginHost {
 public:
  static constexpr std::size_t kMaxPlugins = 1024;

  /// `server_nanos` is server time. It, the telemetry and the notices must outlive the host.
  PluginHost(Telemetry& telemetry, Notices& notices, const std::atomic<std::int64_t>& server_nanos);
  ~PluginHost();
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // Chains. A chain stops at the first refusal, and applies each change to the record before it calls the next plugin.
  HookOutcome trade_hook(Callback callback, PluginTradeRecord& trade, const PluginGroupRecord& group,
                         const PluginSymbolRecord& symbol, const PluginAccountRecord& account,
                         const PluginMarginLevel& margin);
  /// HookAccountAdd, HookAccountUpdate or HookAccountDelete.
  HookOutcome account_hook(Callback callback, PluginAccountRecord& account, const PluginMarginLevel& margin);
  /// HookAccountLogin or HookAccountLogout.
  HookOutcome login_hook(Callback callback, const PluginAccountRecord& account);
  /// Call has(InterfaceKind::HookQuote) first. This method does not check it, because every quote passes through here.
  HookOutcome quote_hook(std::uint16_t symbol_number, const PluginSymbolRecord& symbol, TickInfo& tick);

  void trade_event(Callback callback, const PluginTradeRecord& trade);
  /// OnAccountAdd, OnAccountUpdate or OnAccountDelete.
  void account_event(Callback callback, const PluginAccountRecord& account);
  /// OnAccountLogin or OnAccountLogout.
  void connection_event(Callback callback, const std::string& ip, PluginConnectionType type,
                        const PluginAccountRecord& account);
  void password_event(const std::string& password, const PluginAccountRecord& account);
  void quote_event(std::uint16_t symbol_number, const PluginSymbolRecord& symbol, const TickInfo& tick);

  // Changes of the configuration, and margin alarms.
  // OnSymbolAdd, OnSymbolUpdate or OnSymbolDelete.
  void symbol_event(Callback callback, const PluginSymbolRecord& symbol);
  /// OnGroupAdd, OnGroupUpdate or OnGroupDelete.
  void group_event(Callback callback, const PluginGroupRecord& group);
  void config_event(const std::string& section, const std::string& key, const std::string& before,
                    const std::string& after);
  void common_event(const PluginConCommon& common);
  void holidays_event();
  void margin_call_event(const PluginAccountRecord& account, const PluginMarginLevel& margin);
  void stop_out_event(const PluginAccountRecord& account, const PluginMarginLevel& margin,
                      const PluginTradeRecord& trade);
  /// OnAccountSync, OnSymbolSync and OnGroupSync after the start of the server.
  void sync_events();

  // Returns whether any running plugin has the class, so that the intake has no cost without one.
  bool has(InterfaceKind kind) const noexcept {
    return counts_[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed) != 0;
  }

  /// Sends a manager's request (JSON) to the plugin's CustomAction, which writes `response`. Returns its code,
  /// RET_ERR_NOTFOUND when no such plugin runs, or RET_INVALID_DATA when the request is not valid JSON.
  int custom_action(std::uint16_t plugin, const std::string& request, std::string& response);

  /// Sets whether the host refuses plugin calls that need a database.
  void block_databases(bool blocked) noexcept { guard_.block_databases(blocked); }

  /// Sets whether the host checks records for writes and for use after their call, from now on. Plugins of legacy
  /// layouts receive converted copies, which are not checked.
  void set_checking(bool checking);
  /// Stops in the debugger before the plugin's next call of this callback, once. Returns false when no debugger is
  /// attached.
  bool break_before(std::uint16_t index, Callback callback);
  /// Reports the record faults since the last call. The thread that takes the notices calls it.
  void report_record_faults();

  /// Sets the factory that makes a server object for each plugin. The host wraps the object to record the calls.
  void set_server(std::function<ServerFaces(std::uint16_t plugin)> make_server);

  /// Sets the number that call records contain for a symbol; trade calls look it up by name. Thread-safe.
  void set_symbol_number(const std::string& symbol, std::uint16_t number);

  // Life cycle of a plugin.

  /// Reserves an index, stable for the life of this host, before any code of the plugin runs. Throws PluginError when
  /// all indices are in use.
  std::uint16_t reserve(const std::string& name);
  std::string name(std::uint16_t index) const;
  void rename(std::uint16_t index, const std::string& name);
  /// The server object that the plugin receives; valid as long as the host.
  PluginServerInterface* server(std::uint16_t index);
  /// Runs `body`, plugin code outside hooks and events, timed and guarded. Throws PluginError after it reports an
  /// exception of `body`.
  void entry_call(std::uint16_t index, Callback callback, const std::function<void()>& body);
  /// Calls CreatePlugin and appends the plugin to the order. `config_json` becomes params["config"], and `data_json` is
  /// the data that the plugin saved; each is a JSON object or "". `layout` names the legacy layout of the library, ""
  /// for the server's own. Throws PluginError.
  void create(std::uint16_t index, const std::shared_ptr<Module>& module, const std::string& config_json,
              const std::string& data_json, std::int64_t budget_nanos, const std::string& layout = "");
  /// Appends an existing plugin object to the order; `destroy` destroys it.
  void adopt(std::uint16_t index, const PluginInterfaces& interfaces, std::function<void()> destroy,
             std::int64_t budget_nanos);
  /// Stops calls, waits until no thread is in the plugin, and calls DestroyPlugin. Returns the data (JSON) that the
  /// server saves for the plugin. Throws PluginError when the plugin still runs after `wait_millis`; the host then does
  /// not destroy it.
  std::string remove(std::uint16_t index, int wait_millis = 5000);
  /// Removes every plugin, the last in the order first. Reports and skips plugins that it cannot remove.
  void remove_all();
  /// Sets the order to these indices, highest priority first. Other running plugins follow in their previous order.
  void set_order(const std::vector<std::uint16_t>& order);
  std::vector<std::uint16_t> order() const;
  /// Returns the output of the library's AboutPlugin, "" when there is none. Throws PluginError when it throws.
  std::string about(std::uint16_t index, const Module& module);
  /// Returns plugin_name and plugin_description of a running plugin. Throws PluginError when one of them throws.
  std::pair<std::string, std::string> introduction(std::uint16_t index);
  /// Names of the hook and event classes the plugin derives from.
  std::vector<std::string> interfaces(std::uint16_t index) const;
  /// Sets the time budget of all callbacks of a plugin, and the exceptions by callback number; 0 for no limit.
  void set_budgets(std::uint16_t index, std::int64_t nanos, const std::map<std::uint16_t, std::int64_t>& by_callback);
  /// Stores the plugin's parameters, the text of a JSON object or "". Does not notify the plugin.
  void set_config(std::uint16_t index, const std::string& config_json);
  std::string config(std::uint16_t index) const;

 private:
  /// Replaces invalid UTF-8 in a text that a plugin returned, and reports it.
  void make_plain(PluginEntry& plugin, Callback callback, const std::string& argument, std::string& text);
  PluginEntry& entry(std::uint16_t index) const;
  void publish();  // change_mutex_ is held
  bool take_from_order(std::uint16_t index);

  CallGuard guard_;
  Notices& notices_;
  mutable std::mutex change_mutex_;
  std::vector<std::unique_ptr<PluginEntry>> entries_;
  std::vector<std::uint16_t> order_;
  std::shared_ptr<const SymbolNumbers> symbols_;
  std::array<std::atomic<std::uint32_t>, kInterfaceKinds> counts_{};
  std::function<ServerFaces(std::uint16_t)> make_server_;
  std::atomic<bool> checking_ = false;
  EpochReaders readers_;
};

}  // namespace workbench
