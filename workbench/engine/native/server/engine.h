// The whole embedded server in one class: databases, market, trading, clock and plugin host.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "base/clock.h"
#include "base/time_zone.h"
#include "base/trade_action.h"
#include "market/feed.h"
#include "market/holidays.h"
#include "model/PluginConCommon.hpp"
#include "plugins/attribution.h"
#include "plugins/host.h"
#include "telemetry/notices.h"
#include "telemetry/telemetry.h"

namespace workbench {

// Offset changes by time zone name.
using TimeZones = std::unordered_map<std::string, std::vector<ZoneChange>>;

struct EngineOptions {
  std::string segment;  // path of the shared-memory file, "" = private memory
  ClockKind clock = ClockKind::Wall;
  // Feed and Virtual clocks: first moment, nanoseconds since the Unix epoch. 0 with the Feed clock: the time of the
  // first quote. Server time never goes back: with any clock, it continues after the last moment in the database.
  int64_t start_nanos = 0;
  double speed = 1.0;
  std::string database;         // SQLite file, "" = in memory
  std::string sync = "normal";  // full | normal | memory
  int64_t hook_budget_nanos = 5'000'000;
  size_t write_behind_rows = 20'000;  // sync = memory: maximum number of rows that wait
};

// Answer to a request. `order` is the ticket of a trade or finance record, or the login of an added account; 0 when
// there is none.
struct Outcome {
  int code = RET_OK;
  int order = 0;
};

// Every method may be called from any thread unless its comment restricts it. Codes are platform return codes.
class Engine {
 public:
  // Opens and reads the database. Throws std::runtime_error with a one-line message.
  explicit Engine(const EngineOptions& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Configuration: publishes a new snapshot that applies from the next request on. The record's `count` becomes the
  // symbol's number (in order of first arrival). Empty currencies of a six-letter name are taken from the name, and
  // `point` and `multiply` follow `digits`. A symbol without any session in its week is always open. Throws
  // std::runtime_error for an invalid record.
  // `put_back` undoes a removal: it restores the symbol's last quote.
  void put_symbol(const PluginSymbolRecord& symbol, bool put_back = false);
  // RET_OK, RET_SYMBOL_NOT_FOUND, or RET_SYMBOL_USE_BY_TRADE while a trade or pending order of it is open.
  int erase_symbol(const std::string& symbol);
  // Replaces the list of holidays. Throws std::runtime_error for an invalid holiday.
  void put_holidays(const std::vector<PluginConHoliday>& holidays);
  // Sets the time zone of end_of_day and maintenance (`common`), and of the sessions and holidays of the symbols; the
  // initial zone is UTC. `symbols` names the zones of symbols with their own zone. Throws std::runtime_error for a zone
  // that is not in `zones` or is invalid.
  void set_time_zones(const TimeZones& zones, const std::string& common,
                      const std::unordered_map<std::string, std::string>& symbols);
  void put_group(const PluginGroupRecord& group);
  // Sets the settings of the whole server. The server itself controls liveupdate_mode, so its value stays.
  void put_common(const PluginConCommon& common);
  // Replace the whole list, in the configured order.
  void put_symbol_groups(const std::vector<PluginConSymbolGroup>& groups);
  void put_managers(const std::vector<PluginConManager>& managers);
  // Sets the parameters of a plugin, the text of a JSON object. GetPluginConfig returns it, and OnConfigUpdate reports
  // the change.
  void put_plugin_config(std::uint16_t plugin, const std::string& config_json);
  // RET_OK, RET_GROUP_NOT_FOUND, or RET_GROUP_USE_BY_USER while accounts are in it.
  int erase_group(const std::string& name);
  PluginConCommon common() const;
  // Stores the account and writes the opening BalanceIn and CreditIn without calling hooks, if the login is unknown.
  // Returns whether it did. Throws std::runtime_error when the database cannot be written or the values are not usable.
  bool seed_account(const PluginAccountRecord& account, double balance, double credit);

  // Wall and Feed clocks: starts the engine thread. Virtual: marks the server as running; requests run on the calling
  // thread.
  void start();
  // Ends the engine thread after its current commit batch; waiting requests answer RET_ERR_SHUTDOWN. Has no effect when
  // the server does not run. start() and stop() throw std::logic_error inside a hook or event.
  void stop();
  bool running() const;
  // Virtual clock only (else std::logic_error): does all work that is due until then on the calling thread.
  void advance(int64_t to_nanos);
  int64_t now_nanos() const;
  // Begins or ends maintenance by hand; also ends scheduled maintenance. Under a virtual clock its work is done on
  // return.
  void set_maintenance(bool on);

  // Requests. While the engine thread runs they are queued to it, and the caller waits until the database has
  // committed. Under a virtual clock they run on the calling thread. Inside a hook or event they are accepted at once
  // and executed later.
  int inject_tick(const TickInfo& tick);
  Outcome trade(TradeAction action, const PluginTradeRequestRecord& request);
  // Triggers manually what a price or the time does to a trade (Trading::activate).
  int activate(int order, PluginTradeActivation activation, double level);
  int login(int login, const std::string& ip, PluginConnectionType type);
  int logout(int login, const std::string& ip, PluginConnectionType type);
  Outcome add_account(const PluginAccountRequestRecord& account);
  int update_account(const PluginAccountRequestRecord& account);
  int delete_account(int login);
  // BalanceIn for an amount above 0, else BalanceOut.
  Outcome change_balance(int login, double amount, const std::string& comment);
  // Any finance command; the sign of `amount` is the sign of the booking.
  Outcome move_money(int login, PluginTradeCommand cmd, double amount, const std::string& comment);
  // Mail to an account's mailbox and news for all clients, from the server itself (mailroom.h lists the codes).
  int send_mail(const PluginMailRecord& mail);
  int publish_news(const PluginNewsRecord& news);

  // Background feed.
  void set_feed(FeedTicks ticks, bool loop);
  void play_feed(bool playing);
  void set_feed_speed(double speed);  // throws std::invalid_argument unless finite and > 0
  FeedState feed_state() const;

  // Queries. Open trades carry their current profit.
  std::vector<PluginAccountRecord> accounts() const;
  std::vector<PluginTradeRecord> open_trades(int login /* 0 all */) const;
  std::vector<PluginTradeRecord> closed_trades(int login /* 0 all */) const;
  std::vector<PluginTradeRecord> transactions(int login /* 0 all */) const;
  std::optional<PluginTradeRecord> find_trade(int order) const;  // open, closed or finance record
  std::vector<PluginSymbolRecord> symbols() const;
  std::vector<PluginGroupRecord> groups() const;
  std::vector<PluginMarginLevel> margins() const;
  std::vector<PluginCandleRecord> candles(const std::string& symbol, const std::string& frame, int64_t from_seconds,
                                          int64_t to_seconds) const;
  std::vector<PluginConSymbolGroup> symbol_groups() const;
  std::vector<PluginConManager> managers() const;
  std::vector<PluginMailRecord> mails(int login /* 0 all */) const;
  std::vector<PluginNewsRecord> news() const;
  // Returns account snapshots at the ends of days from `from_seconds` to `to_seconds`, both included; `login` 0 for
  // all. Throws std::runtime_error when the database cannot be read.
  std::vector<PluginEquityRecord> equities(int64_t from_seconds, int64_t to_seconds, int login) const;
  std::vector<PluginConHoliday> holidays() const;
  // Returns the refused quotes of a symbol by code; "" stands for unknown symbols.
  std::map<int, uint64_t> tick_refusals(const std::string& symbol) const;
  // The same by name of the reason (docs/quotes.md).
  std::map<std::string, uint64_t> tick_refusal_reasons(const std::string& symbol) const;

  // Returns the content of the index of positions: numbers by account and trade. With `anew` it computes what the index
  // would contain after a restart.
  std::map<std::string, std::vector<double>> worked_out(bool anew) const;

  // Sends a request of a manager to one plugin; the answer is JSON text. RET_ERR_NOTFOUND for an unknown plugin.
  int custom_action(uint16_t plugin, const std::string& request_json, std::string& response_json);

  PluginHost& host();
  Telemetry& telemetry();
  Attribution& attribution();
  Notices& notices();

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace workbench
