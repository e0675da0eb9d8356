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

/// Answer of a chain of hooks. Code RET_OK or RET_OK_CHANGE: go on; any other: refused by `plugin`.
struct HookOutcome {
  int code = RET_OK;
  bool changed = false;
  std::uint16_t plugin = kNoPlugin;  ///< that refused, or that wrote the first unusable text, or made the last change
  bool bad_text = false;

  // Not trivial, so that it is returned in memory, field by field. Returned in registers, its fields would be stored
  // one by one and read back as a word, which waits for the processor's store buffer.
  ~HookOutcome() {}  // NOLINT(modernize-use-equals-default)
};

/// Every plugin of one engine. Hooks and events may be called from any thread at the same time; no lock is held
/// while a plugin runs. A hook that throws counts as failed and the chain goes on as if it had answered RET_OK.
class PluginHost {
 public:
  static constexpr std::size_t kMaxPlugins = 1024;

  /// `server_nanos` is server time; it, the telemetry and the notices must outlive the host.
  PluginHost(Telemetry& telemetry, Notices& notices, const std::atomic<std::int64_t>& server_nanos);
  ~PluginHost();
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // Chains. They stop at the first refusal; a change is applied to the record before the next plugin sees it.
  HookOutcome trade_hook(Callback callback, PluginTradeRecord& trade, const PluginGroupRecord& group,
                         const PluginSymbolRecord& symbol, const PluginAccountRecord& account,
                         const PluginMarginLevel& margin);
  /// HookAccountAdd, HookAccountUpdate or HookAccountDelete.
  HookOutcome account_hook(Callback callback, PluginAccountRecord& account, const PluginMarginLevel& margin);
  /// HookAccountLogin or HookAccountLogout.
  HookOutcome login_hook(Callback callback, const PluginAccountRecord& account);
  /// Ask has_quote_hooks() first: this does not, for every quote comes by here.
  HookOutcome quote_hook(std::uint16_t symbol_number, const PluginSymbolRecord& symbol, TickInfo& tick);

  void trade_event(Callback callback, const PluginTradeRecord& trade);
  /// OnAccountAdd, OnAccountUpdate or OnAccountDelete.
  void account_event(Callback callback, const PluginAccountRecord& account);
  /// OnAccountLogin or OnAccountLogout.
  void connection_event(Callback callback, const std::string& ip, PluginConnectionType type,
                        const PluginAccountRecord& account);
  void password_event(const std::string& password, const PluginAccountRecord& account);
  void quote_event(std::uint16_t symbol_number, const PluginSymbolRecord& symbol, const TickInfo& tick);

  // Changes of the configuration and the margin's alarms.
  /// OnSymbolAdd, OnSymbolUpdate or OnSymbolDelete.
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
  /// OnAccountSync, OnSymbolSync and OnGroupSync: the server has started.
  void sync_events();

  // Whether any running plugin has the class, so that intake costs nothing without.
  bool has_trade_hooks() const noexcept { return has(Part::HookTrade); }
  bool has_account_hooks() const noexcept { return has(Part::HookAccount); }
  bool has_quote_hooks() const noexcept { return has(Part::HookQuote); }
  bool has_trade_events() const noexcept { return has(Part::EventTrade); }
  bool has_account_events() const noexcept { return has(Part::EventAccount); }
  bool has_quote_events() const noexcept { return has(Part::EventQuote); }
  bool has_symbol_changes() const noexcept { return has(Part::EventSymbolChange); }
  bool has_group_changes() const noexcept { return has(Part::EventGroupChange); }
  bool has_config_events() const noexcept { return has(Part::EventConfig); }
  bool has_margin_events() const noexcept { return has(Part::EventMargin); }

  /// Sends a manager's request (JSON) to the plugin's CustomAction; `response` becomes what it wrote. Returns its
  /// code, RET_ERR_NOTFOUND for no such running plugin, RET_INVALID_DATA when the request is no JSON.
  int custom_action(std::uint16_t plugin, const std::string& request, std::string& response);

  /// Whether calls of plugins that need a database are refused.
  void block_databases(bool blocked) noexcept { guard_.block_databases(blocked); }

  /// Whether records that plugins get from now on are watched for writes and for use after their call. Plugins of
  /// legacy layouts get converted copies, which are not.
  void set_checking(bool checking);
  /// Stops in the debugger before the plugin's next call of this callback, once. False when no debugger is attached.
  bool break_before(std::uint16_t index, Callback callback);
  /// Tells what was noted of records since the last call; the thread that takes the notices calls it.
  void report_record_faults();

  /// Gives each plugin its own server, which the host wraps so that its calls are recorded.
  void set_server(std::function<ServerFaces(std::uint16_t plugin)> make_server);

  /// Number that call records carry for a symbol; trade calls find it by name. Any thread.
  void set_symbol_number(const std::string& symbol, std::uint16_t number);

  // Life of a plugin.

  /// Takes an index, stable for the life of this host, before any code of the plugin runs. Throws PluginError when
  /// all are taken.
  std::uint16_t reserve(const std::string& name);
  std::string name(std::uint16_t index) const;
  void rename(std::uint16_t index, const std::string& name);
  /// What the plugin gets as its server; valid as long as the host.
  PluginServerInterface* server(std::uint16_t index);
  /// Runs `body`, code of the plugin outside hooks and events, timed and guarded. Throws PluginError when an
  /// exception leaves it, after reporting it.
  void entry_call(std::uint16_t index, Callback callback, const std::function<void()>& body);
  /// Calls CreatePlugin and puts the plugin last in the order. `config_json` becomes params["config"], `data_json`
  /// the data the plugin kept; both JSON objects or "". `layout` names the legacy layout that the library was built
  /// for, "" for the server's own. Throws PluginError.
  void create(std::uint16_t index, const std::shared_ptr<Module>& module, const std::string& config_json,
              const std::string& data_json, std::int64_t budget_nanos, const std::string& layout = "");
  /// Puts a plugin last in the order that is already there; `destroy` ends it.
  void adopt(std::uint16_t index, const PluginParts& parts, std::function<void()> destroy, std::int64_t budget_nanos);
  /// Stops calls, waits until no thread is in the plugin, calls DestroyPlugin. Returns the data (JSON) that the
  /// server keeps for it. Throws PluginError when it is still running after `wait_millis`: it is then not destroyed.
  std::string remove(std::uint16_t index, int wait_millis = 5000);
  /// Removes every plugin, last in the order first; those that cannot be removed are reported and left.
  void remove_all();
  /// Indices in the new order, highest priority first; running plugins not named keep their order behind them.
  void set_order(const std::vector<std::uint16_t>& order);
  std::vector<std::uint16_t> order() const;
  /// What AboutPlugin of the library of a plugin writes, "" when it has none. Throws PluginError when it throws.
  std::string about(std::uint16_t index, const Module& module);
  /// What a running plugin's plugin_name and plugin_description say. Throws PluginError when one of them throws.
  std::pair<std::string, std::string> introduction(std::uint16_t index);
  /// Names of the hook and event classes the plugin derives from.
  std::vector<std::string> interfaces(std::uint16_t index) const;
  /// What every callback of a plugin may take, and those by number that may take something else; 0 for any time.
  void set_budgets(std::uint16_t index, std::int64_t nanos, const std::map<std::uint16_t, std::int64_t>& by_callback);
  /// The plugin's parameters, the text of a JSON object or "": kept for who asks, the plugin itself is not told.
  void set_config(std::uint16_t index, const std::string& config_json);
  std::string config(std::uint16_t index) const;

 private:
  /// Replaces what is not UTF-8 in a text that a plugin answered, and reports that.
  void make_plain(PluginEntry& plugin, Callback callback, const std::string& argument, std::string& text);
  bool has(Part part) const noexcept {
    return counts_[static_cast<std::size_t>(part)].load(std::memory_order_relaxed) != 0;
  }
  PluginEntry& entry(std::uint16_t index) const;
  void publish();  // change_mutex_ is held
  bool take_from_order(std::uint16_t index);

  CallGuard guard_;
  Notices& notices_;
  mutable std::mutex change_mutex_;
  std::vector<std::unique_ptr<PluginEntry>> entries_;
  std::vector<std::uint16_t> order_;
  std::shared_ptr<const SymbolNumbers> symbols_;
  std::array<std::atomic<std::uint32_t>, kParts> counts_{};
  std::function<ServerFaces(std::uint16_t)> make_server_;
  std::atomic<bool> checking_ = false;
  EpochReaders readers_;
};

}  // namespace workbench
