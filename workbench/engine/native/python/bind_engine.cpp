// Class Engine: the whole server for Python. Methods that may wait or call a plugin release the GIL.
#include "python/bind_engine.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unordered_map.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <string>

#include "process/crash.h"
#include "python/bind_values.h"

namespace workbench::python {

namespace {

using FreeGil = nb::call_guard<nb::gil_scoped_release>;

template <class Call>
auto without_gil(const Call& call) {
  const nb::gil_scoped_release release;
  return call();
}

ClockKind clock_kind(const std::string& name) {
  if (name == "wall") return ClockKind::Wall;
  if (name == "feed") return ClockKind::Feed;
  if (name == "virtual") return ClockKind::Virtual;
  throw std::invalid_argument("clock must be wall, feed or virtual, not " + name);
}

nb::tuple pair_of(const Outcome& outcome) {
  return nb::make_tuple(outcome.code, outcome.order);
}

nb::object plugin_or_none(std::uint16_t plugin) {
  return plugin == kNoPlugin ? nb::none() : nb::object(nb::int_(plugin));
}

const char* kind_name(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::Journal:
      return "journal";
    case NoticeKind::Diagnostic:
      return "diagnostic";
    case NoticeKind::State:
      return "state";
    case NoticeKind::Message:
      return "message";
    case NoticeKind::Mail:
      return "mail";
    case NoticeKind::News:
      return "news";
    case NoticeKind::Configuration:
      return "configuration";
    case NoticeKind::MarginCall:
      return "margin call";
    case NoticeKind::DayEnd:
      return "day end";
    case NoticeKind::Maintenance:
      return "maintenance";
  }
  return "";
}

nb::dict notice_dict(const Notice& notice) {
  nb::dict fields;
  fields["kind"] = kind_name(notice.kind);
  fields["severity"] = notice.severity;
  fields["code"] = to_builtins(notice.code);
  fields["text"] = to_builtins(notice.text);
  fields["target"] = to_builtins(notice.target);
  fields["plugin"] = plugin_or_none(notice.plugin);
  fields["id"] = notice.id;
  fields["nanos"] = notice.nanos;
  fields["server_nanos"] = notice.server_nanos;
  fields["detail"] = to_builtins(notice.detail);
  fields["thread"] = to_builtins(notice.caller.name);
  fields["frames"] = nb::cast(notice.caller.frames);
  return fields;
}

nb::list take_notices(BoundEngine& engine) {
  engine.host().report_record_faults();
  nb::list facts;
  for (const Notice& notice : engine.notices().take()) facts.append(notice_dict(notice));
  return facts;
}

void make_engine(BoundEngine* self, const std::string& segment, const std::string& clock, std::int64_t start_nanos,
                 double speed, const std::string& database, const std::string& sync, std::int64_t hook_budget_nanos,
                 std::size_t write_behind_rows) {
  const EngineOptions options{segment, clock_kind(clock), start_nanos,      speed, database,
                              sync,    hook_budget_nanos, write_behind_rows};
  const nb::gil_scoped_release release;
  new (self) BoundEngine(options);
}

void bind_life(nb::class_<BoundEngine>& type) {
  type.def("__init__", &make_engine, nb::kw_only(), nb::arg("segment") = "", nb::arg("clock") = "wall",
           nb::arg("start_nanos") = 0, nb::arg("speed") = 1.0, nb::arg("database") = "", nb::arg("sync") = "normal",
           nb::arg("hook_budget_nanos") = 5'000'000, nb::arg("write_behind_rows") = 20'000,
           "Opens and reads the database. RuntimeError with a one-line message when that fails.");
  type.def("start", &BoundEngine::start, FreeGil());
  type.def("stop", &BoundEngine::stop, FreeGil());
  type.def("close", &BoundEngine::close, FreeGil(),
           "Stops the server and destroys every plugin; the databases stay open until the end of this object.");
  type.def_prop_ro("running", &BoundEngine::running);
  type.def("advance", &BoundEngine::advance, FreeGil(), nb::arg("to_nanos"),
           "Virtual clock only: does all work that is due until then on the calling thread.");
  type.def("set_maintenance", &BoundEngine::set_maintenance, FreeGil(), nb::arg("on"),
           "Begins or ends maintenance by hand; also ends scheduled maintenance.");
  type.def("now_nanos", &BoundEngine::now_nanos);
  type.def("take_notices", &take_notices, "Returns the notices since the last call, oldest first, as dicts.");
  type.def(
      "set_step", [](BoundEngine& self, std::uint16_t step) { self.telemetry().set_step(step); }, nb::arg("step"),
      "Sets the scenario step of calls from now on, 0 for none.");
  type.def(
      "install_crash_handler",
      [](BoundEngine& self, const std::string& maps_file) { install_crash_handler(self.telemetry(), maps_file); },
      nb::arg("maps_file") = "",
      "Makes fatal signals, uncaught exceptions and exit() write a fault report into the segment, and the memory map "
      "into a file.");
}

void bind_configuration(nb::class_<BoundEngine>& type) {
  type.def(
      "put_symbol",
      [](BoundEngine& self, nb::handle symbol, bool put_back) {
        const auto record = record_argument<PluginSymbolRecord>(symbol, "put_symbol", "symbol");
        without_gil([&] { self.put_symbol(record, put_back); });
      },
      nb::arg("symbol"), nb::arg("put_back") = false);
  type.def("erase_symbol", &Engine::erase_symbol, FreeGil(), nb::arg("symbol"), "Returns the return code.");
  type.def(
      "put_holidays",
      [](BoundEngine& self, nb::iterable holidays) {
        Holidays records;
        for (const nb::handle holiday : holidays)
          records.push_back(record_argument<PluginConHoliday>(holiday, "put_holidays", "holidays"));
        without_gil([&] { self.put_holidays(records); });
      },
      nb::arg("holidays"), "Replaces the list of holidays. RuntimeError for an invalid holiday.");
  type.def(
      "set_time_zones",
      [](BoundEngine& self, const std::unordered_map<std::string, std::vector<std::pair<int64_t, int64_t>>>& zones,
         const std::string& common, const std::unordered_map<std::string, std::string>& symbols) {
        TimeZones given;
        for (const auto& [name, changes] : zones) {
          std::vector<ZoneChange>& made = given[name];
          for (const auto& [from, offset] : changes) made.push_back({from, offset});
        }
        without_gil([&] { self.set_time_zones(given, common, symbols); });
      },
      nb::arg("zones"), nb::arg("common"), nb::arg("symbols"),
      "Sets the time zones. `zones`: by name, pairs of a moment and the offset from then on, in Unix seconds; "
      "`common`: "
      "the server's zone; `symbols`: zones of symbols.");
  type.def(
      "put_group",
      [](BoundEngine& self, nb::handle group) {
        const auto record = record_argument<PluginGroupRecord>(group, "put_group", "group");
        without_gil([&] { self.put_group(record); });
      },
      nb::arg("group"));
  type.def(
      "put_common",
      [](BoundEngine& self, nb::handle common) {
        const auto record = record_argument<PluginConCommon>(common, "put_common", "common");
        without_gil([&] { self.put_common(record); });
      },
      nb::arg("common"), "Sets the settings of the whole server; liveupdate_mode stays unchanged.");
  type.def("common", &BoundEngine::common, FreeGil());
  type.def(
      "put_plugin_config", &BoundEngine::put_plugin_config, FreeGil(), nb::arg("index"), nb::arg("config_json"),
      "Sets the parameters of a running plugin. Notifies plugins and the client process, unlike set_plugin_config.");
  type.def(
      "put_symbol_groups",
      [](BoundEngine& self, nb::handle groups) {
        std::vector<PluginConSymbolGroup> records;
        from_python(groups, records, {"put_symbol_groups", "groups"});
        without_gil([&] { self.put_symbol_groups(records); });
      },
      nb::arg("groups"), "Replaces the whole list.");
  type.def(
      "put_managers",
      [](BoundEngine& self, nb::handle managers) {
        std::vector<PluginConManager> records;
        from_python(managers, records, {"put_managers", "managers"});
        without_gil([&] { self.put_managers(records); });
      },
      nb::arg("managers"), "Replaces the whole list.");
  type.def("erase_group", &BoundEngine::erase_group, FreeGil(), nb::arg("name"),
           "Removes a group without accounts. Returns the return code.");
  type.def(
      "seed_account",
      [](BoundEngine& self, nb::handle account, double balance, double credit) {
        const auto record = record_argument<PluginAccountRecord>(account, "seed_account", "account");
        return without_gil([&] { return self.seed_account(record, balance, credit); });
      },
      nb::arg("account"), nb::arg("balance") = 0.0, nb::arg("credit") = 0.0,
      "Stores the account if its login is unknown. Returns whether it did.");
}

template <class Record, class Method>
void def_request(nb::class_<BoundEngine>& type, const char* name, const char* argument, const Method& method) {
  type.def(
      name,
      [name, argument, method](BoundEngine& self, nb::handle source) {
        const auto record = record_argument<Record>(source, name, argument);
        const auto answer = without_gil([&] { return (self.*method)(record); });
        if constexpr (std::is_same_v<decltype(answer), const Outcome>) {
          return pair_of(answer);
        } else {
          return answer;
        }
      },
      nb::arg(argument));
}

void def_trade(nb::class_<BoundEngine>& type, const char* name, TradeAction action) {
  type.def(
      name,
      [name, action](BoundEngine& self, nb::handle source) {
        const auto request = record_argument<PluginTradeRequestRecord>(source, name, "request");
        return pair_of(without_gil([&] { return self.trade(action, request); }));
      },
      nb::arg("request"), "Returns the return code and the order number.");
}

void bind_requests(nb::class_<BoundEngine>& type) {
  def_request<TickInfo>(type, "inject_tick", "tick", &Engine::inject_tick);
  def_trade(type, "open_trade", TradeAction::Open);
  def_trade(type, "close_trade", TradeAction::Close);
  def_trade(type, "close_trade_by", TradeAction::CloseBy);
  def_trade(type, "update_trade", TradeAction::Update);
  def_trade(type, "update_closed_trade", TradeAction::UpdateClosed);
  def_trade(type, "cancel_trade", TradeAction::Cancel);
  def_trade(type, "delete_trade", TradeAction::Delete);
  def_trade(type, "restore_trade", TradeAction::Restore);
  type.def(
      "activate_trade",
      [](BoundEngine& self, int order, int activation, double level) {
        return without_gil([&] { return self.activate(order, static_cast<PluginTradeActivation>(activation), level); });
      },
      nb::arg("order"), nb::arg("activation"), nb::arg("level") = 0.0);
  def_request<PluginAccountRequestRecord>(type, "add_account", "account", &Engine::add_account);
  def_request<PluginAccountRequestRecord>(type, "update_account", "account", &Engine::update_account);
  type.def("delete_account", &Engine::delete_account, FreeGil(), nb::arg("login"));
  const auto connection = [](int (Engine::*method)(int, const std::string&, PluginConnectionType)) {
    return [method](BoundEngine& self, int login, const std::string& ip, int kind) {
      return (self.*method)(login, ip, static_cast<PluginConnectionType>(kind));
    };
  };
  type.def("login", connection(&Engine::login), FreeGil(), nb::arg("login"), nb::arg("ip") = "127.0.0.1",
           nb::arg("type") = 1);
  type.def("logout", connection(&Engine::logout), FreeGil(), nb::arg("login"), nb::arg("ip") = "127.0.0.1",
           nb::arg("type") = 1);
  type.def(
      "change_balance",
      [](BoundEngine& self, int login, double amount, const std::string& comment) {
        return pair_of(without_gil([&] { return self.change_balance(login, amount, comment); }));
      },
      nb::arg("login"), nb::arg("amount"), nb::arg("comment") = "");
  type.def(
      "move_money",
      [](BoundEngine& self, int login, int cmd, double amount, const std::string& comment) {
        const auto command = static_cast<PluginTradeCommand>(cmd);
        return pair_of(without_gil([&] { return self.move_money(login, command, amount, comment); }));
      },
      nb::arg("login"), nb::arg("cmd"), nb::arg("amount"), nb::arg("comment") = "");
  type.def(
      "send_mail",
      [](BoundEngine& self, nb::handle mail) {
        const auto record = record_argument<PluginMailRecord>(mail, "send_mail", "mail");
        return without_gil([&] { return self.send_mail(record); });
      },
      nb::arg("mail"));
  type.def(
      "publish_news",
      [](BoundEngine& self, nb::handle news) {
        const auto record = record_argument<PluginNewsRecord>(news, "publish_news", "news");
        return without_gil([&] { return self.publish_news(record); });
      },
      nb::arg("news"));
  type.def(
      "custom_action",
      [](BoundEngine& self, std::uint16_t plugin, const std::string& request) {
        std::string response;
        const int code = without_gil([&] { return self.custom_action(plugin, request, response); });
        return nb::make_tuple(code, to_builtins(response));
      },
      nb::arg("plugin"), nb::arg("request_json"), "Returns the return code and the plugin's JSON response.");
}

void bind_feed(nb::module_& module, nb::class_<BoundEngine>& type) {
  nb::class_<BoundFeed>(module, "FeedTicks", "Recorded quotes, parsed for playback.")
      .def("__len__", [](const BoundFeed& self) { return self.ticks.size(); });
  module.def(
      "parse_ticks",
      [](nb::bytes text, const std::unordered_map<std::string, std::uint16_t>& symbols) {
        const std::string_view view(text.c_str(), text.size());
        return without_gil([&] { return BoundFeed{parse_ticks(view, symbols)}; });
      },
      nb::arg("text"), nb::arg("symbols"),
      "Parses the bytes of a tick file; `symbols` maps names to numbers. FeedError with the line number of a fault.");
  type.def(
      "set_feed", [](BoundEngine& self, const BoundFeed& feed, bool loop) { self.set_feed(feed.ticks, loop); },
      FreeGil(), nb::arg("ticks"), nb::arg("loop") = false);
  type.def("play_feed", &Engine::play_feed, FreeGil(), nb::arg("playing"));
  type.def("set_feed_speed", &Engine::set_feed_speed, FreeGil(), nb::arg("speed"));
  type.def(
      "feed_state",
      [](const BoundEngine& self) {
        const FeedState state = self.feed_state();
        return nb::make_tuple(state.playing, state.speed, state.position, state.length);
      },
      "Returns (playing, speed, position, length).");
}

template <class Method>
void def_reading(nb::class_<BoundEngine>& type, const char* name, const Method& method) {
  type.def(name,
           [method](const BoundEngine& self) { return bound_records(without_gil([&] { return (self.*method)(); })); });
}

template <class Method>
void def_trades(nb::class_<BoundEngine>& type, const char* name, const Method& method) {
  type.def(
      name,
      [method](const BoundEngine& self, int login) {
        return bound_records(without_gil([&] { return (self.*method)(login); }));
      },
      nb::arg("login") = 0, "Returns the records of one account, or of all with login 0.");
}

void bind_reading(nb::class_<BoundEngine>& type) {
  def_reading(type, "accounts", &Engine::accounts);
  def_reading(type, "symbols", &Engine::symbols);
  def_reading(type, "holidays", &Engine::holidays);
  def_reading(type, "groups", &Engine::groups);
  def_reading(type, "margins", &Engine::margins);
  def_reading(type, "symbol_groups", &Engine::symbol_groups);
  def_reading(type, "managers", &Engine::managers);
  def_reading(type, "news", &Engine::news);
  def_trades(type, "mails", &Engine::mails);
  def_trades(type, "open_trades", &Engine::open_trades);
  def_trades(type, "closed_trades", &Engine::closed_trades);
  def_trades(type, "transactions", &Engine::transactions);
  type.def(
      "find_trade",
      [](const BoundEngine& self, int order) -> nb::object {
        const auto trade = without_gil([&] { return self.find_trade(order); });
        return trade ? nb::cast(*trade, nb::rv_policy::copy) : nb::none();
      },
      nb::arg("order"), "Returns the open trade, closed trade or finance record with that number, or None.");
  type.def(
      "candles",
      [](const BoundEngine& self, const std::string& symbol, const std::string& frame, std::int64_t from,
         std::int64_t to) { return bound_records(without_gil([&] { return self.candles(symbol, frame, from, to); })); },
      nb::arg("symbol"), nb::arg("frame"), nb::arg("from_seconds"), nb::arg("to_seconds"));
  type.def("worked_out", &Engine::worked_out, FreeGil(), nb::arg("anew") = false,
           "Returns the content of the index of positions, or with `anew` its content after a restart, by account and "
           "trade.");
  type.def("tick_refusals", &Engine::tick_refusals, FreeGil(), nb::arg("symbol"),
           "Returns the refused quotes by return code; an empty name stands for unknown symbols.");
  type.def("tick_refusal_reasons", &Engine::tick_refusal_reasons, FreeGil(), nb::arg("symbol"),
           "Returns the refused quotes by name of the reason.");
  type.def(
      "equities",
      [](const BoundEngine& self, std::int64_t from, std::int64_t to, int login) {
        return bound_records(without_gil([&] { return self.equities(from, to, login); }));
      },
      nb::arg("from_seconds"), nb::arg("to_seconds"), nb::arg("login") = 0,
      "Returns the account snapshots at the ends of days, of one account or of all with login 0.");
}

}  // namespace

BoundEngine::~BoundEngine() {
  // The engine thread may be inside a Python plugin and wait for the GIL, which the thread that destroys this object
  // holds.
  const nb::gil_scoped_release release;
  close();
}

void BoundEngine::close() {
  stop();
  host().remove_all();
}

void bind_engine(nb::module_& module) {
  nb::class_<BoundEngine> type(module, "Engine", "The embedded server.");
  bind_life(type);
  bind_configuration(type);
  bind_requests(type);
  bind_feed(module, type);
  bind_reading(type);
  bind_plugins(module, type);
}

}  // namespace workbench::python
