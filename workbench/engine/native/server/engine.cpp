// Forwards calls from outside to the parts of the server.
#include "server/engine.h"

#include <limits>
#include <stdexcept>
#include <utility>

#include "server/core.h"
#include "trading/trade_text.h"

namespace workbench {

Engine::Engine(const EngineOptions& options) : core_(std::make_unique<Core>(options)) {}

Engine::~Engine() = default;

// Configuration.

void Engine::put_symbol(const PluginSymbolRecord& symbol, bool put_back) {
  const Edit edit = put_back ? Edit::PutBack : Edit::Put;
  core_->edit([&](CommitBatch& batch) { return core_->configuration.put_symbol(symbol, edit, kNoPlugin, batch); });
}

int Engine::erase_symbol(const std::string& symbol) {
  int code = RET_OK;
  core_->configure(
      [&](CommitBatch& batch) { code = core_->configuration.erase_symbol(symbol, kNoPlugin, batch).code; });
  return code;
}

void Engine::put_holidays(const Holidays& holidays) {
  core_->edit([&](CommitBatch& batch) { return core_->configuration.put_holidays(holidays, kNoPlugin, batch); });
}

void Engine::set_time_zones(const TimeZones& zones, const std::string& common,
                            const std::unordered_map<std::string, std::string>& symbols) {
  SymbolZones::Zones made;
  for (const auto& [name, changes] : zones) made.emplace(name, std::make_shared<const TimeZone>(changes));
  const auto find = [&](const std::string& name) {
    const auto zone = made.find(name);
    if (zone == made.end()) throw std::runtime_error("unknown time zone " + name);
    return zone->second;
  };
  const ZoneSnapshot of_server = find(common);
  SymbolZones::Zones own;
  for (const auto& [symbol, name] : symbols) own.emplace(symbol, find(name));
  core_->configure([&](CommitBatch&) {
    core_->settings.put(of_server);
    core_->market.set_zones({of_server, std::move(own)});
  });
}

void Engine::put_group(const PluginGroupRecord& group) {
  core_->edit([&](CommitBatch& batch) { return core_->configuration.put_group(group, Edit::Put, kNoPlugin, batch); });
}

void Engine::put_common(const PluginConCommon& common) {
  core_->edit([&](CommitBatch& batch) { return core_->configuration.put_common(common, kNoPlugin, batch); });
}

void Engine::put_plugin_config(std::uint16_t plugin, const std::string& config_json) {
  core_->edit([&](CommitBatch& batch) {
    return core_->configuration.put_plugin_config(plugin, config_json, kNoPlugin, batch);
  });
}

void Engine::put_symbol_groups(const std::vector<PluginConSymbolGroup>& groups) {
  core_->edit([&](CommitBatch& batch) { return core_->configuration.put_symbol_groups(groups, kNoPlugin, batch); });
}

void Engine::put_managers(const std::vector<PluginConManager>& managers) {
  core_->edit([&](CommitBatch& batch) { return core_->configuration.put_managers(managers, kNoPlugin, batch); });
}

int Engine::erase_group(const std::string& name) {
  int code = RET_OK;
  core_->configure([&](CommitBatch& batch) { code = core_->configuration.erase_group(name, kNoPlugin, batch).code; });
  return code;
}

PluginConCommon Engine::common() const {
  return *core_->settings.common();
}

bool Engine::seed_account(const PluginAccountRecord& account, double balance, double credit) {
  int code = RET_OK;
  core_->configure([&](CommitBatch& batch) { code = core_->accounts.seed(account, balance, credit, batch); });
  if (code != RET_OK && code != RET_OK_NONE)
    throw std::runtime_error("account " + std::to_string(account.login) + ": " + code_text(code));
  return code == RET_OK;
}

// Life cycle.

void Engine::start() {
  core_->start();
}

void Engine::stop() {
  core_->stop();
}

bool Engine::running() const {
  return core_->running;
}

void Engine::advance(int64_t to_nanos) {
  core_->advance(to_nanos);
}

int64_t Engine::now_nanos() const {
  return core_->clock().now_nanos();
}

void Engine::set_maintenance(bool on) {
  core_->configure([&](CommitBatch&) { core_->maintenance.force(on); });
  core_->work_now();
}

// Requests. They capture by value, because inside a hook they outlive the call.

int Engine::inject_tick(const TickInfo& tick) {
  Core& core = *core_;
  const auto number = core.market.number(tick.symbol);
  if (!number) return core.market.refuse_unknown();
  const auto job = [&core, number = *number, bid = tick.bid, ask = tick.ask, volume = tick.volume,
                    sent = tick.ctm](CommitBatch& batch) {
    const int64_t now = core.server_nanos.load(std::memory_order_relaxed);
    return Outcome{core.market.take(number, bid, ask, volume, now, batch, sent), 0};
  };
  return core.request_queue.perform(job).code;
}

Outcome Engine::trade(TradeAction action, const PluginTradeRequestRecord& request) {
  return core_->request([&core = *core_, action, request](CommitBatch& batch) {
    const Accepted accepted = core.trading.accept(action, request);
    if (accepted.code != RET_OK) return Outcome{accepted.code, accepted.trade.order};
    return Outcome{core.trading.execute(accepted, batch), accepted.trade.order};
  });
}

int Engine::activate(int order, PluginTradeActivation activation, double level) {
  const auto job = [&core = *core_, order, activation, level](CommitBatch& batch) {
    return Outcome{core.trading.activate(order, activation, level, batch), order};
  };
  return core_->request_queue.perform(job).code;
}

int Engine::login(int login, const std::string& ip, PluginConnectionType type) {
  const auto job = [&core = *core_, login, ip, type](CommitBatch& batch) {
    return Outcome{core.accounts.login(login, ip, type, batch), 0};
  };
  return core_->request(job).code;
}

int Engine::logout(int login, const std::string& ip, PluginConnectionType type) {
  const auto job = [&core = *core_, login, ip, type](CommitBatch&) {
    return Outcome{core.accounts.logout(login, ip, type), 0};
  };
  return core_->request_queue.perform(job).code;
}

Outcome Engine::add_account(const PluginAccountRequestRecord& account) {
  return core_->request([&core = *core_, account](CommitBatch& batch) {
    const AcceptedAccount accepted = core.accounts.accept_add(account);
    if (accepted.code != RET_OK) return Outcome{accepted.code, 0};
    return Outcome{core.accounts.store_added(accepted, batch), accepted.account.login};
  });
}

int Engine::update_account(const PluginAccountRequestRecord& account) {
  const auto job = [&core = *core_, account](CommitBatch& batch) {
    const AcceptedAccount accepted = core.accounts.accept_update(account);
    return Outcome{accepted.code != RET_OK ? accepted.code : core.accounts.store_updated(accepted, batch), 0};
  };
  return core_->request(job).code;
}

int Engine::delete_account(int login) {
  const auto job = [&core = *core_, login](CommitBatch& batch) {
    const AcceptedAccount accepted = core.accounts.accept_delete(login);
    return Outcome{accepted.code != RET_OK ? accepted.code : core.accounts.store_deleted(accepted, batch), 0};
  };
  return core_->request(job).code;
}

int Engine::send_mail(const PluginMailRecord& mail) {
  const auto job = [&core = *core_, mail](CommitBatch& batch) {
    return Outcome{core.mailroom.send(mail, kNoPlugin, batch), 0};
  };
  return core_->request(job).code;
}

int Engine::publish_news(const PluginNewsRecord& news) {
  const auto job = [&core = *core_, news](CommitBatch& batch) {
    return Outcome{core.mailroom.publish(news, kNoPlugin, batch), 0};
  };
  return core_->request(job).code;
}

Outcome Engine::change_balance(int login, double amount, const std::string& comment) {
  const auto cmd = amount < 0.0 ? PluginTradeCommand::BalanceOut : PluginTradeCommand::BalanceIn;
  return move_money(login, cmd, amount, comment);
}

Outcome Engine::move_money(int login, PluginTradeCommand cmd, double amount, const std::string& comment) {
  return core_->request([&core = *core_, finance = Finance{login, amount, cmd, comment}](CommitBatch& batch) {
    Outcome outcome;
    outcome.code = core.accounts.book(finance, batch, outcome.order);
    return outcome;
  });
}

// Feed.

void Engine::set_feed(FeedTicks ticks, bool loop) {
  core_->player.set(std::move(ticks), loop, now_nanos());
  core_->request_queue.wake();
}

void Engine::play_feed(bool playing) {
  core_->player.play(playing);
  core_->request_queue.wake();
}

void Engine::set_feed_speed(double speed) {
  core_->player.set_speed(speed);
  core_->request_queue.wake();
}

FeedState Engine::feed_state() const {
  return core_->player.state();
}

// Queries.

std::vector<PluginAccountRecord> Engine::accounts() const {
  return core_->valuation.accounts();
}

std::vector<PluginTradeRecord> Engine::open_trades(int login) const {
  return core_->valuation.trades(Book::Open, login);
}

std::vector<PluginTradeRecord> Engine::closed_trades(int login) const {
  return core_->valuation.trades(Book::Closed, login);
}

std::vector<PluginTradeRecord> Engine::transactions(int login) const {
  return core_->valuation.trades(Book::Finance, login);
}

std::optional<PluginTradeRecord> Engine::find_trade(int order) const {
  for (const Book book : {Book::Open, Book::Closed, Book::Finance}) {
    if (auto trade = core_->store.trade(book, order)) return trade;
  }
  return {};
}

std::vector<PluginSymbolRecord> Engine::symbols() const {
  return core_->market.symbols();
}

std::vector<PluginGroupRecord> Engine::groups() const {
  return core_->store.groups();
}

std::vector<PluginMarginLevel> Engine::margins() const {
  std::vector<PluginMarginLevel> margins;
  for (PluginAccountRecord& account : core_->valuation.accounts()) margins.push_back(std::move(account.margin));
  return margins;
}

std::vector<PluginCandleRecord> Engine::candles(const std::string& symbol, const std::string& frame,
                                                int64_t from_seconds, int64_t to_seconds) const {
  return core_->market.candles(symbol, frame, from_seconds, to_seconds).value_or(std::vector<PluginCandleRecord>{});
}

Holidays Engine::holidays() const {
  return core_->market.holidays();
}

std::vector<PluginEquityRecord> Engine::equities(int64_t from_seconds, int64_t to_seconds, int login) const {
  return core_->equities.find(from_seconds, to_seconds, login);
}

std::vector<PluginConSymbolGroup> Engine::symbol_groups() const {
  return core_->settings.symbol_groups();
}

std::vector<PluginConManager> Engine::managers() const {
  return core_->settings.managers();
}

std::vector<PluginMailRecord> Engine::mails(int login) const {
  return core_->mailroom.mails(login, 0, std::numeric_limits<std::time_t>::max());
}

std::vector<PluginNewsRecord> Engine::news() const {
  return core_->mailroom.news(0, std::numeric_limits<std::time_t>::max());
}

std::map<std::string, std::vector<double>> Engine::worked_out(bool anew) const {
  const RequestQueue::EngineLock engine_lock(core_->request_queue);
  return anew ? core_->positions.worked_out_anew() : core_->positions.worked_out();
}

std::map<int, uint64_t> Engine::tick_refusals(const std::string& symbol) const {
  return core_->market.refusals(symbol).by_code;
}

std::map<std::string, uint64_t> Engine::tick_refusal_reasons(const std::string& symbol) const {
  const auto counts = core_->market.refusals(symbol).by_reason;
  std::map<std::string, uint64_t> reasons;
  for (size_t reason = 0; reason < counts.size(); ++reason) {
    if (counts[reason] != 0) reasons.emplace(kQuoteRefusalNames[reason], counts[reason]);
  }
  return reasons;
}

int Engine::custom_action(uint16_t plugin, const std::string& request_json, std::string& response_json) {
  return core_->host.custom_action(plugin, request_json, response_json);
}

PluginHost& Engine::host() {
  return core_->host;
}

Telemetry& Engine::telemetry() {
  return core_->telemetry;
}

Attribution& Engine::attribution() {
  return core_->attribution;
}

Notices& Engine::notices() {
  return core_->notices;
}

}  // namespace workbench
