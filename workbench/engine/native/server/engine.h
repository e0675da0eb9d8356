// The whole embedded server behind one class: databases, market, trading, clock and plugin host.
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

// Changes of offsets by name of a time zone.
using TimeZones = std::unordered_map<std::string, std::vector<ZoneChange>>;

struct EngineOptions {
  std::string segment;  // path of the shared-memory file, "" = private memory
  ClockKind clock = ClockKind::Wall;
  // Feed and Virtual clocks: first moment, nanoseconds since the Unix epoch; Feed with 0: the first quote's. Server
  // time never goes back: a database that was written up to a later moment decides, by any clock.
  int64_t start_nanos = 0;
  double speed = 1.0;
  std::string database;         // SQLite file, "" = in memory
  std::string sync = "normal";  // full | normal | memory
  int64_t hook_budget_nanos = 5'000'000;
  size_t write_behind_rows = 20'000;  // sync = memory: rows that are written together at the latest
};

// Answer to a request. `order` is the ticket of a trade or finance record, or the login of an added account; 0 when
// none was given.
struct Outcome {
  int code = RET_OK;
  int order = 0;
};

// Every method may be called from any thread unless it says otherwise. Codes are platform return codes.
class Engine {
 public:
  // Opens the database and reads it. Throws std::runtime_error with one clear line.
  explicit Engine(const EngineOptions& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Configuration: a new snapshot, effective for the next request. The record's `count` becomes the symbol's number (in
  // order of first arrival); empty currencies of a six-letter name are taken from the name, `point` and `multiply`
  // follow `digits`. A symbol whose week has no session at all is always open. Throws std::runtime_error for a record
  // that cannot be used.
  // `put_back` undoes a removal: the symbol has its last quote again.
  void put_symbol(const PluginSymbolRecord& symbol, bool put_back = false);
  // RET_OK, RET_SYMBOL_NOT_FOUND, or RET_SYMBOL_USE_BY_TRADE while a trade or pending order of it is open.
  int erase_symbol(const std::string& symbol);
  // Replaces the list of holidays. Throws std::runtime_error for one that is none.
  void put_holidays(const std::vector<PluginConHoliday>& holidays);
  // By which clocks end_of_day and maintenance are meant, and sessions and holidays of the symbols; UTC at first.
  // `symbols` names the zones of those that have one of their own. Throws std::runtime_error for a zone that is not in
  // `zones` or that is none.
  void set_time_zones(const TimeZones& zones, const std::string& common,
                      const std::unordered_map<std::string, std::string>& symbols);
  void put_group(const PluginGroupRecord& group);
  // Settings of the whole server; liveupdate_mode is the server's own and stays.
  void put_common(const PluginConCommon& common);
  // Lists as a whole, in the configured order.
  void put_symbol_groups(const std::vector<PluginConSymbolGroup>& groups);
  void put_managers(const std::vector<PluginConManager>& managers);
  // Parameters of a plugin, the text of a JSON object: what GetPluginConfig answers and OnConfigUpdate tells.
  void put_plugin_config(std::uint16_t plugin, const std::string& config_json);
  // RET_OK, RET_GROUP_NOT_FOUND, or RET_GROUP_USE_BY_USER while accounts are in it.
  int erase_group(const std::string& name);
  PluginConCommon common() const;
  // Only when the login is unknown: stores the account and writes the opening BalanceIn and CreditIn, without asking
  // plugins. Returns whether it did. Throws std::runtime_error when the database cannot be written or the values are
  // not usable.
  bool seed_account(const PluginAccountRecord& account, double balance, double credit);

  // Wall and Feed clocks: starts the engine thread. Virtual: marks the server running; requests run on their caller.
  void start();
  // Ends the engine thread after its batch; waiting requests answer RET_ERR_SHUTDOWN. Harmless when not running.
  // start() and stop() throw std::logic_error from inside a hook or event.
  void stop();
  bool running() const;
  // Virtual clock only (else std::logic_error): does everything due until then on the calling thread.
  void advance(int64_t to_nanos);
  int64_t now_nanos() const;
  // Begins maintenance by hand or ends it, also a scheduled one. Under a virtual clock its work is done on return.
  void set_maintenance(bool on);

  // Requests. With the engine thread running they are queued to it and the caller waits until the database has
  // committed; under a virtual clock they run on the caller. From inside a hook or event they are accepted at once and
  // executed later.
  int inject_tick(const TickInfo& tick);
  Outcome trade(TradeAction action, const PluginTradeRequestRecord& request);
  // What a price or the time does to a trade by itself, by hand (Trading::activate).
  int activate(int order, PluginTradeActivation activation, double level);
  int login(int login, const std::string& ip, PluginConnectionType type);
  int logout(int login, const std::string& ip, PluginConnectionType type);
  Outcome add_account(const PluginAccountRequestRecord& account);
  int update_account(const PluginAccountRequestRecord& account);
  int delete_account(int login);
  // BalanceIn for an amount above 0, else BalanceOut.
  Outcome change_balance(int login, double amount, const std::string& comment);
  // Any finance command; the sign of `amount` is that of the booking.
  Outcome move_money(int login, PluginTradeCommand cmd, double amount, const std::string& comment);
  // A letter to an account's mailbox, a piece of news for all clients; from the server itself (mailroom.h has the
  // codes).
  int send_mail(const PluginMailRecord& mail);
  int publish_news(const PluginNewsRecord& news);

  // Background feed.
  void set_feed(FeedTicks ticks, bool loop);
  void play_feed(bool playing);
  void set_feed_speed(double speed);  // throws std::invalid_argument unless finite and > 0
  FeedState feed_state() const;

  // Reading. Open trades carry the profit of this moment.
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
  // Snapshots of accounts at the ends of days, both ends included; `login` 0 for all. Throws std::runtime_error when
  // the database cannot be read.
  std::vector<PluginEquityRecord> equities(int64_t from_seconds, int64_t to_seconds, int login) const;
  std::vector<PluginConHoliday> holidays() const;
  // Quotes of a symbol that were refused, by code; for "" those of unknown symbols.
  std::map<int, uint64_t> tick_refusals(const std::string& symbol) const;
  // The same by the name of the reason (docs/quotes.md).
  std::map<std::string, uint64_t> tick_refusal_reasons(const std::string& symbol) const;

  // What the index of positions holds, or with `anew` what it would hold after a start: numbers by account and trade.
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
