// The chains of hooks and events.
#include "plugins/host.h"

#include <stdexcept>
#include <string>

#include "plugins/hook_chains.h"

namespace workbench {

namespace {

using TradeHook = int (HookTrade::*)(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                                     const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&);
using AccountHook = int (HookAccount::*)(const PluginAccountRecord&, const PluginMarginLevel&,
                                         PluginAccountDiffRecord&);
using LoginHook = int (HookAccount::*)(const PluginAccountRecord&);
using TradeEvent = void (EventTrade::*)(const PluginTradeRecord&);
using AccountEvent = void (EventAccount::*)(const PluginAccountRecord&);
using ConnectionEvent = void (EventAccount::*)(const std::string&, PluginConnectionType, const PluginAccountRecord&);

[[noreturn]] void wrong_callback(Callback callback, const char* wanted) {
  throw std::logic_error(std::string(callback_name(callback)) + " is not a valid " + wanted);
}

TradeHook trade_hook_of(Callback callback) {
  switch (callback) {
    case Callback::HookTradeRequestOpen:
      return &HookTrade::HookTradeRequestOpen;
    case Callback::HookTradeProcessOpen:
      return &HookTrade::HookTradeProcessOpen;
    case Callback::HookTradeRequestClose:
      return &HookTrade::HookTradeRequestClose;
    case Callback::HookTradeProcessClose:
      return &HookTrade::HookTradeProcessClose;
    case Callback::HookTradeProcessCommision:
      return &HookTrade::HookTradeProcessCommision;
    default:
      wrong_callback(callback, "trade hook");
  }
}

AccountHook account_hook_of(Callback callback) {
  switch (callback) {
    case Callback::HookAccountAdd:
      return &HookAccount::HookAccountAdd;
    case Callback::HookAccountUpdate:
      return &HookAccount::HookAccountUpdate;
    case Callback::HookAccountDelete:
      return &HookAccount::HookAccountDelete;
    default:
      wrong_callback(callback, "account hook with a diff");
  }
}

LoginHook login_hook_of(Callback callback) {
  switch (callback) {
    case Callback::HookAccountLogin:
      return &HookAccount::HookAccountLogin;
    case Callback::HookAccountLogout:
      return &HookAccount::HookAccountLogout;
    default:
      wrong_callback(callback, "login hook");
  }
}

TradeEvent trade_event_of(Callback callback) {
  switch (callback) {
    case Callback::OnTradeRequestOpen:
      return &EventTrade::OnTradeRequestOpen;
    case Callback::OnTradeAddDB:
      return &EventTrade::OnTradeAddDB;
    case Callback::OnTradeRequestClose:
      return &EventTrade::OnTradeRequestClose;
    case Callback::OnTradeRequestUpdate:
      return &EventTrade::OnTradeRequestUpdate;
    case Callback::OnTradeUpdateDB:
      return &EventTrade::OnTradeUpdateDB;
    case Callback::OnTradeRequestDelete:
      return &EventTrade::OnTradeRequestDelete;
    case Callback::OnTradeDeleteDB:
      return &EventTrade::OnTradeDeleteDB;
    case Callback::OnTradeExecuteOpen:
      return &EventTrade::OnTradeExecuteOpen;
    case Callback::OnTradeExecuteClose:
      return &EventTrade::OnTradeExecuteClose;
    default:
      wrong_callback(callback, "trade event");
  }
}

AccountEvent account_event_of(Callback callback) {
  switch (callback) {
    case Callback::OnAccountAdd:
      return &EventAccount::OnAccountAdd;
    case Callback::OnAccountUpdate:
      return &EventAccount::OnAccountUpdate;
    case Callback::OnAccountDelete:
      return &EventAccount::OnAccountDelete;
    default:
      wrong_callback(callback, "account event");
  }
}

ConnectionEvent connection_event_of(Callback callback) {
  switch (callback) {
    case Callback::OnAccountLogin:
      return &EventAccount::OnAccountLogin;
    case Callback::OnAccountLogout:
      return &EventAccount::OnAccountLogout;
    default:
      wrong_callback(callback, "connection event");
  }
}

std::uint16_t symbol_mark(const PluginSymbolRecord& symbol) noexcept {
  return symbol.symbol.empty() ? 0 : static_cast<std::uint16_t>(symbol.count + 1);
}

}  // namespace

HookOutcome PluginHost::trade_hook(Callback callback, PluginTradeRecord& trade, const PluginGroupRecord& group,
                                   const PluginSymbolRecord& symbol, const PluginAccountRecord& account,
                                   const PluginMarginLevel& margin) {
  const TradeHook hook = trade_hook_of(callback);
  if (!has(InterfaceKind::HookTrade)) return {};
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, trade.login, trade.order, symbol_mark(symbol));
  DiffExchange<PluginTradeRecord, PluginTradeDiffRecord> exchange(trade);
  return ask<false>(guard_, scope.list().hook_trade, facts, exchange, [&](HookTrade& target, auto& held) {
    return (target.*hook)(trade, group, symbol, account, margin, held.diff());
  });
}

HookOutcome PluginHost::account_hook(Callback callback, PluginAccountRecord& account, const PluginMarginLevel& margin) {
  const AccountHook hook = account_hook_of(callback);
  if (!has(InterfaceKind::HookAccount)) return {};
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, account.login);
  // The login of a stored account is its key.
  const std::string_view fixed = callback == Callback::HookAccountAdd ? "" : "login";
  DiffExchange<PluginAccountRecord, PluginAccountDiffRecord> exchange(account, fixed);
  return ask<false>(guard_, scope.list().hook_account, facts, exchange,
                    [&](HookAccount& target, auto& held) { return (target.*hook)(account, margin, held.diff()); });
}

HookOutcome PluginHost::login_hook(Callback callback, const PluginAccountRecord& account) {
  const LoginHook hook = login_hook_of(callback);
  if (!has(InterfaceKind::HookAccount)) return {};
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, account.login);
  NoExchange nothing;
  return ask<true>(guard_, scope.list().hook_account, facts, nothing,
                   [&](HookAccount& target, auto&) { return (target.*hook)(account); });
}

HookOutcome PluginHost::quote_hook(std::uint16_t symbol_number, const PluginSymbolRecord& symbol, TickInfo& tick) {
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(Callback::HookQuoteTick, 0, 0, static_cast<std::uint16_t>(symbol_number + 1));
  QuoteExchange exchange(tick);
  return ask<true>(guard_, scope.list().hook_quote, facts, exchange, [&](HookQuote& target, QuoteExchange& held) {
    return target.HookQuoteTick(symbol, tick, held.diff());
  });
}

void PluginHost::trade_event(Callback callback, const PluginTradeRecord& trade) {
  const TradeEvent event = trade_event_of(callback);
  if (!has(InterfaceKind::EventTrade)) return;
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, trade.login, trade.order, symbol_mark(scope.list(), trade.symbol));
  notify(guard_, scope.list().event_trade, facts, [&](EventTrade& target) { (target.*event)(trade); });
}

void PluginHost::account_event(Callback callback, const PluginAccountRecord& account) {
  const AccountEvent event = account_event_of(callback);
  if (!has(InterfaceKind::EventAccount)) return;
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, account.login);
  notify(guard_, scope.list().event_account, facts, [&](EventAccount& target) { (target.*event)(account); });
}

void PluginHost::connection_event(Callback callback, const std::string& ip, PluginConnectionType type,
                                  const PluginAccountRecord& account) {
  const ConnectionEvent event = connection_event_of(callback);
  if (!has(InterfaceKind::EventAccount)) return;
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, account.login);
  notify(guard_, scope.list().event_account, facts, [&](EventAccount& target) { (target.*event)(ip, type, account); });
}

void PluginHost::password_event(const std::string& password, const PluginAccountRecord& account) {
  if (!has(InterfaceKind::EventAccount)) return;
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(Callback::OnAccountPasswordChange, account.login);
  notify(guard_, scope.list().event_account, facts,
         [&](EventAccount& target) { target.OnAccountPasswordChange(password, account); });
}

void PluginHost::quote_event(std::uint16_t symbol_number, const PluginSymbolRecord& symbol, const TickInfo& tick) {
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(Callback::OnQuoteTick, 0, 0, static_cast<std::uint16_t>(symbol_number + 1));
  notify(guard_, scope.list().event_quote, facts, [&](EventQuote& target) { target.OnQuoteTick(symbol, tick); });
}

}  // namespace workbench
