// Account requests and money operations.
#include "trading/accounts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "base/clock.h"
#include "base/generated/reflection.h"
#include "base/numbers.h"
#include "base/request_limits.h"
#include "base/server_settings.h"
#include "formulas/calculators.h"
#include "market/market.h"
#include "plugins/host.h"
#include "telemetry/notices.h"
#include "trading/finance.h"
#include "trading/trade_mark.h"
#include "trading/trade_text.h"
#include "trading/valuation.h"

namespace workbench {
namespace {

using Cmd = PluginTradeCommand;

// IPv4 address in host byte order, as the record stores it; 0 for any other address.
int packed_ip(const std::string& ip) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  char rest = 0;
  if (std::sscanf(ip.c_str(), "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &rest) != 4) return 0;
  if (a > 255 || b > 255 || c > 255 || d > 255) return 0;
  return static_cast<int>((a << 24U) | (b << 16U) | (c << 8U) | d);
}

void keep_money(PluginAccountRecord& account, const PluginAccountRecord& stored) {
  account.balance = stored.balance;
  account.credit = stored.credit;
  account.bonus = stored.bonus;
  account.prevbalance = stored.prevbalance;
  account.prevmonthbalance = stored.prevmonthbalance;
  account.prevequity = stored.prevequity;
  account.prevmonthequity = stored.prevmonthequity;
}

bool goes_on(int code) noexcept {
  return code == RET_OK || code == RET_OK_CHANGE;
}

}  // namespace

int64_t Accounts::now_seconds() const {
  return context_.server_nanos.load(std::memory_order_relaxed) / kNanosPerSecond;
}

int Accounts::refuse(std::string_view type, std::string_view what, int login, const HookOutcome& outcome) {
  context_.notices.journal("warning", type, outcome.plugin,
                           refused_text(what, login, context_.host.name(outcome.plugin), outcome.code));
  return outcome.code;
}

int Accounts::ask(Callback hook, std::string_view what, PluginAccountRecord& account) {
  const int login = account.login;
  const HookOutcome outcome = context_.host.account_hook(hook, account, account.margin);
  if (!goes_on(outcome.code)) return refuse("MANAGER", what, login, outcome);
  if (account.login != login) return RET_INVALID_DATA;
  if (!context_.store.group(account.group)) return RET_GROUP_NOT_FOUND;
  const FieldFault fault = find_fault(account);
  return fault ? refuse_field(what, login, outcome.plugin, fault) : RET_OK;
}

int Accounts::refuse_field(std::string_view what, int login, uint16_t plugin, const FieldFault& fault) const {
  const std::string name = plugin == kNoPlugin ? std::string() : context_.host.name(plugin);
  context_.notices.journal("warning", "MANAGER", plugin, refused_text(what, login, name, RET_INVALID_DATA, fault));
  return RET_INVALID_DATA;
}

int Accounts::check_new(int login) const {
  const Store& store = context_.store;
  if (store.account(login)) return RET_USR_LOGIN_EXIST;
  const bool used = store.trade_count(Book::Closed, login) > 0 || store.trade_count(Book::Finance, login) > 0;
  return used ? RET_USR_LOGIN_PROHIBITED : RET_OK;
}

AcceptedAccount Accounts::accept_add(const PluginAccountRequestRecord& request, uint16_t plugin) {
  AcceptedAccount answer{.account = request};
  PluginAccountRecord& account = answer.account;
  const GroupSnapshot group = context_.store.group(account.group);
  if (!group) return {.code = RET_GROUP_NOT_FOUND};
  if (account.login < 0) return {.code = RET_INVALID_DATA};
  if (account.login == 0) account.login = context_.logins.take();
  if (account.login == 0) return {.code = RET_USR_LOGIN_EXHAUSTED};
  if (const int code = check_new(account.login); code != RET_OK) return {.code = code};
  if (account.leverage == 0) account.leverage = group->default_leverage;
  keep_money(account, PluginAccountRecord{});
  account.regdate = account.update_time = now_seconds();
  account.lastdate = 0;
  if (const FieldFault fault = find_fault(account))
    return {.code = refuse_field("adding the account", account.login, plugin, fault)};
  account.margin = context_.valuation.margin(account);
  answer.code = ask(Callback::HookAccountAdd, "adding the account", account);
  keep_money(account, PluginAccountRecord{});
  return answer;
}

AcceptedAccount Accounts::accept_update(const PluginAccountRequestRecord& request, uint16_t plugin) {
  const auto stored = context_.store.account(request.login);
  if (!stored) return {.code = RET_USER_NOT_FOUND};
  AcceptedAccount answer{.account = request};
  PluginAccountRecord& account = answer.account;
  const GroupSnapshot group = context_.store.group(account.group);
  const GroupSnapshot old = context_.store.group(stored->group);
  if (!group) return {.code = RET_GROUP_NOT_FOUND};
  if (old && old->currency != group->currency) return {.code = RET_USR_DIFFERENT_CURRENCY};
  keep_money(account, *stored);
  account.regdate = stored->regdate;
  account.lastdate = stored->lastdate;
  account.last_ip = stored->last_ip;
  account.update_time = now_seconds();
  if (account.password.empty()) account.password = stored->password;
  if (account.password_investor.empty()) account.password_investor = stored->password_investor;
  if (const FieldFault fault = find_fault(account))
    return {.code = refuse_field("changing the account", account.login, plugin, fault)};
  account.margin = context_.valuation.margin(account);
  answer.code = ask(Callback::HookAccountUpdate, "changing the account", account);
  if (account.password != stored->password) answer.password = account.password;
  return answer;
}

AcceptedAccount Accounts::accept_delete(int login) {
  const auto stored = context_.valuation.account(login);
  if (!stored) return {.code = RET_USER_NOT_FOUND};
  if (context_.store.trade_count(Book::Open, login) > 0) return {.code = RET_USR_HAS_TRADES};
  AcceptedAccount answer{.account = *stored};
  answer.code = ask(Callback::HookAccountDelete, "removing the account", answer.account);
  answer.account = *stored;
  return answer;
}

void Accounts::show_count() {
  std::atomic_ref(context_.telemetry.header().accounts)
      .store(context_.store.account_count(), std::memory_order_relaxed);
}

int Accounts::store_added(const AcceptedAccount& accepted, CommitBatch& batch) {
  const PluginAccountRecord& account = accepted.account;
  if (const int code = check_new(account.login); code != RET_OK) return code;
  context_.logins.raise(account.login);
  batch.put(account);
  batch.after_commit([this, account] {
    show_count();
    context_.host.account_event(Callback::OnAccountAdd, account);
    context_.notices.journal("info", "MANAGER", kNoPlugin,
                             std::to_string(account.login) + ": account added to " + account.group);
  });
  return RET_OK;
}

int Accounts::store_updated(const AcceptedAccount& accepted, CommitBatch& batch) {
  const auto stored = context_.store.account(accepted.account.login);
  if (!stored) return RET_USER_NOT_FOUND;
  PluginAccountRecord account = accepted.account;
  // A money operation or a login may have been executed in between.
  keep_money(account, *stored);
  account.lastdate = stored->lastdate;
  account.last_ip = stored->last_ip;
  const std::vector<PluginTradeRecord> positions = follow_leverage(account, stored->leverage);
  const bool usable = std::all_of(positions.begin(), positions.end(),
                                  [](const PluginTradeRecord& one) { return std::isfinite(one.margin_initial); });
  if (!usable) return RET_INVALID_DATA;
  batch.put(account);
  for (const PluginTradeRecord& position : positions) batch.put(Book::Open, position);
  batch.after_commit([this, account, password = accepted.password] {
    if (!password.empty()) context_.host.password_event(password, account);
    context_.host.account_event(Callback::OnAccountUpdate, account);
    context_.notices.journal("info", "MANAGER", kNoPlugin, std::to_string(account.login) + ": account changed");
  });
  return RET_OK;
}

std::vector<PluginTradeRecord> Accounts::follow_leverage(const PluginAccountRecord& account, int32_t before) const {
  std::vector<PluginTradeRecord> changed;
  if (account.leverage == before || context_.settings.common()->leverage_at_opening != 0) return changed;
  const double factor = static_cast<double>(std::max(before, 1)) / std::max(account.leverage, 1);
  for (const TradeSnapshot& trade : context_.store.trade_snapshots(Book::Open, account.login)) {
    const SymbolSnapshot symbol = context_.market.symbol_snapshot(trade->symbol);
    if (is_market(trade->cmd) && symbol && takes_leverage(*symbol))
      changed.emplace_back(*trade).margin_initial *= factor;
  }
  return changed;
}

int Accounts::store_deleted(const AcceptedAccount& accepted, CommitBatch& batch) {
  const PluginAccountRecord& account = accepted.account;
  if (!context_.store.account(account.login)) return RET_USER_NOT_FOUND;
  if (context_.store.trade_count(Book::Open, account.login) > 0) return RET_USR_HAS_TRADES;
  batch.erase_account(account.login);
  batch.after_commit([this, account] {
    show_count();
    context_.host.account_event(Callback::OnAccountDelete, account);
    context_.notices.journal("info", "MANAGER", kNoPlugin, std::to_string(account.login) + ": account removed");
  });
  return RET_OK;
}

int Accounts::login(int login, const std::string& ip, PluginConnectionType type, CommitBatch& batch) {
  auto account = context_.valuation.account(login);
  if (!account) return RET_USER_NOT_FOUND;
  if (account->enable == 0) return RET_ACCOUNT_DISABLED;
  const HookOutcome outcome = context_.host.login_hook(Callback::HookAccountLogin, *account);
  if (!goes_on(outcome.code)) return refuse("CLIENT", "login", login, outcome);
  account->lastdate = now_seconds();
  account->last_ip = packed_ip(ip);
  batch.put(*account);
  batch.after_commit([this, account = *account, ip, type] {
    context_.host.connection_event(Callback::OnAccountLogin, ip, type, account);
    context_.notices.journal("info", "CLIENT", kNoPlugin, std::to_string(account.login) + ": login");
  });
  return RET_OK;
}

int Accounts::logout(int login, const std::string& ip, PluginConnectionType type) {
  const auto account = context_.valuation.account(login);
  if (!account) return RET_USER_NOT_FOUND;
  const HookOutcome outcome = context_.host.login_hook(Callback::HookAccountLogout, *account);
  if (!goes_on(outcome.code)) return refuse("CLIENT", "logout", login, outcome);
  context_.host.connection_event(Callback::OnAccountLogout, ip, type, *account);
  context_.notices.journal("info", "CLIENT", kNoPlugin, std::to_string(login) + ": logout");
  return RET_OK;
}

// Money.

int Accounts::check_finance(const Finance& finance) const {
  const double amount = std::isfinite(finance.amount) ? round_money(finance.amount) : 0.0;
  if (!is_finance(finance.cmd) || amount == 0.0 || !right_sign(finance.cmd, amount)) return RET_ERR_PARAMS;
  if (const std::string_view why = text_fault(finance.comment); !why.empty())
    return refuse_field(enum_name(finance.cmd), finance.login, finance.plugin, {"comment", why});
  const auto account = context_.store.account(finance.login);
  if (!account) return RET_USER_NOT_FOUND;
  if (!usable_money(round_money(money_of(*account, finance.cmd) + amount))) return RET_ERR_PARAMS;
  return amount > 0.0 ? RET_OK : check_taking(*account, finance);
}

int Accounts::check_taking(const PluginAccountRecord& account, const Finance& finance) const {
  const auto enough = [&](double available) {
    return round_money(available + finance.amount) < 0.0 ? RET_TRADE_NO_MONEY : RET_OK;
  };
  if (field_of(finance.cmd) == FinanceField::Credit) return enough(account.credit);
  const GroupSnapshot group = context_.store.group(account.group);
  const auto policy = static_cast<unsigned>(group ? group->bonus_usage_policy : PLUGIN_BONUS_USAGE_DEFAULT);
  if (field_of(finance.cmd) == FinanceField::Bonus) {
    const bool revocable = (policy & PLUGIN_BONUS_USAGE_ALLOW_REVOKE_WITH_OPEN_POSITIONS) != 0;
    if (!revocable && context_.store.trade_count(Book::Open, account.login) > 0) return RET_USR_HAS_TRADES;
    return enough(account.bonus);
  }
  if (finance.cmd != Cmd::BalanceOut) return RET_OK;
  const OpenTotals totals = context_.valuation.totals(account.login);
  if (totals.unvalued > 0) return RET_TRADE_OFFQUOTES;
  const double bonus = (policy & PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY) != 0 ? account.bonus : 0.0;
  const double reserve = group ? group->withdrawal_margin_reserve : 0.0;
  const double held = account.credit + bonus + (group ? group->credit : 0.0) + reserve;
  const double margin_free = context_.valuation.margin(account, group.get(), totals).margin_free - held;
  return enough(std::min(margin_free, account.balance - std::min(reserve, 0.0)));
}

PluginTradeRecord Accounts::finance_record(const Finance& finance) {
  PluginTradeRecord record{};
  record.order = context_.orders.take();
  record.login = finance.login;
  record.cmd = finance.cmd;
  record.open_time = record.close_time = record.update_time = now_seconds();
  record.state = PluginTradeState::ClosedNormal;
  record.reason = PluginTradeReason::Dealer;
  record.profit = round_money(finance.amount);
  record.comment = finance.comment;
  return record;
}

int Accounts::book(const Finance& finance, CommitBatch& batch, int& order) {
  if (const int code = check_finance(finance); code != RET_OK) return code;
  const PluginTradeRecord record = finance_record(finance);
  order = record.order;
  if (order == 0) return RET_TRADE_TOO_MANY_ORDERS;
  PluginAccountRecord account = *context_.store.account(finance.login);
  double& money = money_of(account, finance.cmd);
  money = round_money(money + record.profit);
  batch.put(Book::Finance, record);
  batch.put(account);
  batch.after_commit([this, record] {
    context_.host.trade_event(Callback::OnTradeAddDB, record);
    put_mark(context_, telemetry::MarkKind::Money, record, RET_OK);
    context_.notices.journal("info", "MANAGER", kNoPlugin, finance_text(record));
  });
  return RET_OK;
}

int Accounts::seed(PluginAccountRecord account, double balance, double credit, CommitBatch& batch) {
  if (check_new(account.login) != RET_OK || seeded_.contains(account.login)) {
    remember_seeded(account.login, batch);
    return RET_OK_NONE;
  }
  const GroupSnapshot group = context_.store.group(account.group);
  if (!group) return RET_GROUP_NOT_FOUND;
  if (account.leverage == 0) account.leverage = group->default_leverage;
  if (account.regdate == 0) account.regdate = now_seconds();
  keep_money(account, PluginAccountRecord{});
  const bool good = !find_fault(account) && std::isfinite(round_money(balance)) && std::isfinite(round_money(credit)) &&
                    balance >= 0.0 && credit >= 0.0;
  if (!good) return RET_INVALID_DATA;
  account.balance = round_money(balance);
  account.credit = round_money(credit);
  context_.logins.raise(account.login);
  batch.put(account);
  remember_seeded(account.login, batch);
  if (account.balance > 0.0)
    batch.put(Book::Finance, finance_record({account.login, balance, Cmd::BalanceIn, "opening balance"}));
  if (account.credit > 0.0)
    batch.put(Book::Finance, finance_record({account.login, credit, Cmd::CreditIn, "opening credit"}));
  show_count();
  return RET_OK;
}

void Accounts::remember_seeded(int login, CommitBatch& batch) {
  if (!seeded_.insert(login).second) return;
  batch.write_rows([login](Database& database) { database.put_seeded(login); });
  batch.changed([this, login] { seeded_.erase(login); });
}

}  // namespace workbench
