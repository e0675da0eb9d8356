// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "telemetry/generated/telemetry_records.h"

namespace workbench {

enum class Callback : std::uint16_t {
    None = 0,  ///< No call.
    dlopen = 1,  ///< The linker maps the library and runs its initialisers.
    dlclose = 2,  ///< The linker runs the library's destructors and unmaps it.
    CreatePlugin = 3,  ///< Builds the plugin. params holds {"config": {...}}; data's use is not visible in public code.
    DestroyPlugin = 4,  ///< Destroys the object that CreatePlugin built. The demo plugin does delete static_cast<its class*>(plugin).
    GetPluginApiVersion = 5,  ///< Returns PLUGIN_VERSION_API. The server refuses a plugin unless it equals its own; called before CreatePlugin. Visibility default.
    GetPluginServerApiVersion = 6,  ///< Returns PluginServerInterface::GetApiVersion(). Must equal the server's; called before CreatePlugin.
    AboutPlugin = 7,  ///< Do not rely on it.
    HookTradeRequestOpen = 8,  ///< Called before an opening request enters the queue. RET_OK accepts it, RET_OK_CHANGE applies diff, and any other code refuses it.
    HookTradeProcessOpen = 9,  ///< Called while the server executes an opening request.
    HookTradeRequestClose = 10,  ///< Called before a closing request enters the queue.
    HookTradeProcessClose = 11,  ///< Called while the server executes a closing request.
    HookTradeProcessCommision = 12,  ///< Called while the server computes a commission (the name has one s after the i).
    HookAccountAdd = 13,  ///< Called before an account is created.
    HookAccountUpdate = 14,  ///< Called before an account is changed.
    HookAccountDelete = 15,  ///< Called before an account is removed.
    HookAccountLogin = 16,  ///< Called when an account signs in.
    HookAccountLogout = 17,  ///< Called when an account signs out.
    OnTradeRequestOpen = 18,  ///< An opening request was queued.
    OnTradeAddDB = 19,  ///< A trade was stored.
    OnTradeRequestClose = 20,  ///< A closing request was queued.
    OnTradeRequestUpdate = 21,  ///< A change request was queued.
    OnTradeUpdateDB = 22,  ///< A stored trade changed.
    OnTradeRequestDelete = 23,  ///< A deletion request was queued.
    OnTradeDeleteDB = 24,  ///< A stored trade was removed.
    OnTradeExecuteOpen = 25,  ///< An opening was executed (since plugin API 149).
    OnTradeExecuteClose = 26,  ///< A closing was executed (since plugin API 149).
    OnAccountAdd = 27,  ///< An account was created.
    OnAccountUpdate = 28,  ///< An account changed.
    OnAccountDelete = 29,  ///< An account was removed.
    OnAccountLogin = 30,  ///< An account signed in.
    OnAccountLogout = 31,  ///< An account signed out.
    OnAccountPasswordChange = 32,  ///< A password changed; the new one comes in clear.
    OnAccountSync = 33,  ///< Accounts were reloaded.
    getApiVersion = 34,  ///< Plugin API number the plugin was compiled against (inline, so it is baked into the plugin).
    plugin_name = 35,  ///< Short name; returned by value through a hidden pointer.
    plugin_description = 36,  ///< Description; returned by value through a hidden pointer.
    CustomAction = 37,  ///< Request from a manager addressed to the plugin; default returns RET_OK_NONE (1).
    TickSet = 38,  ///< Feed one quote into the server.
    LogsOut = 39,  ///< Write a line to the server log.
    GetLogs = 40,  ///< Read log lines of a period.
    GetAccountsByGroup = 41,  ///< Accounts of groups matching a mask.
    GetAccountByLogin = 42,  ///< One account.
    GetAccountBalanceByLogin = 43,  ///< Margin snapshot of one account.
    AddAccount = 44,  ///< Create an account.
    UpdateAccount = 45,  ///< Change an account.
    DeleteAccount = 46,  ///< Remove an account.
    GetMarginLevelByGroup = 47,  ///< Margin snapshots by group mask.
    GetAccountsEquitiesByGroup = 48,  ///< Equity history by group mask.
    GetAccountsEquitiesByLogin = 49,  ///< Equity history of one account.
    OpenTrade = 50,  ///< Open a trade or place an order.
    CloseTrade = 51,  ///< Close a trade.
    UpdateOpenTrade = 52,  ///< Change an open trade.
    UpdateCloseTrade = 53,  ///< Change a closed trade.
    SetTradeGatewayData = 54,  ///< Store gateway references of a trade; only flagged fields are written and no trade flow runs (since server API 106).
    CheckOpenTrade = 55,  ///< Validate an opening.
    CheckCloseTrade = 56,  ///< Validate a closing.
    GetOpenTradesByLogin = 57,  ///< Open trades of an account.
    GetPendingTradesByLogin = 58,  ///< Pending orders of an account.
    GetOpenTradesByMagic = 59,  ///< Open trades with a magic number.
    GetOpenTradeByOrder = 60,  ///< Open trade by ticket.
    GetOpenTradeByGwUUID = 61,  ///< Open trade by gateway id.
    GetCloseTradeByGwUUID = 62,  ///< Closed trade by gateway id.
    GetOpenTradeByGwOrder = 63,  ///< Open trade by gateway order.
    GetCloseTradeByGwOrder = 64,  ///< Closed trade by gateway order.
    GetOpenTradesByGroup = 65,  ///< Open trades by group mask and period.
    GetCloseTradesByLogin = 66,  ///< Closed trades of an account.
    GetCloseTradesByGroup = 67,  ///< Closed trades by group mask and period.
    GetPendingTradesByGroup = 68,  ///< Pending orders by group mask and period.
    GetAllOpenTrades = 69,  ///< Every open trade.
    BalanceIn = 70,  ///< Deposit money.
    BalanceOut = 71,  ///< Withdraw money.
    CreditIn = 72,  ///< Grant credit.
    CreditOut = 73,  ///< Take credit back.
    GetTransactionsByGroup = 74,  ///< Money operations by group mask and period.
    GetTransactionsByLogin = 75,  ///< Money operations of an account.
    GetSymbol = 76,  ///< One symbol.
    GetGroup = 77,  ///< One group.
    GetAllGroups = 78,  ///< Every group.
    CalculateCommission = 79,  ///< Compute the commission of a trade.
    CalculateSwap = 80,  ///< Compute the swap of a trade.
    CalculateProfit = 81,  ///< Compute the profit of a trade.
    CalculateMargin = 82,  ///< Compute the margin of a trade.
    CalculateConvertRateByCurrency = 83,  ///< Conversion rate between two currencies for a trade side.
    GetCandles = 84,  ///< Bars of a period and frame.
    SetCandles = 85,  ///< Write bars.
    DeleteCandlesAll = 86,  ///< Remove every bar of a symbol.
    DeleteCandlesPeriod = 87,  ///< Remove bars of a period.
    ImportCandleStores = 88,  ///< Bulk import of bars.
    SendToManager = 89,  ///< Push JSON to one manager.
    BroadcastToManagers = 90,  ///< Push JSON to all managers.
    SendToAccount = 91,  ///< Push JSON to one account.
    BroadcastToAccounts = 92,  ///< Push JSON to all accounts.
    SendState = 93,  ///< Publish the state of the plugin.
    HookQuoteTick = 94,  ///< Called for each quote that passed the server's own filter, before it is stored. RET_OK accepts it, RET_OK_CHANGE applies diff, and any other code drops the quote.
    OnQuoteTick = 95,  ///< A quote was stored. symbol already has it as its last bid and ask.
    OnSymbolAdd = 96,  ///< A symbol was added to the running server.
    OnSymbolUpdate = 97,  ///< The configuration of a symbol changed. symbol is the new state. A quote does not cause this event.
    OnSymbolDelete = 98,  ///< A symbol was removed. symbol is its last state.
    OnSymbolSync = 99,  ///< The server has started and has all symbols.
    OnGroupAdd = 100,  ///< A client group was added to the running server.
    OnGroupUpdate = 101,  ///< The configuration of a client group changed. group is the new state.
    OnGroupDelete = 102,  ///< A client group was removed. group is its last state.
    OnGroupSync = 103,  ///< The server has started and has all client groups.
    OnConfigUpdate = 104,  ///< The configuration changed. section: server, symbols, groups, symbol_groups, holidays, managers or plugins. key names the element, empty for a section as a whole. before and after are JSON: objects of the fields that differ, or arrays for a list. before is empty for an added element, after for a removed one. They contain no passwords or secrets.
    OnCommonUpdate = 105,  ///< Settings of the whole server changed. common has all of them.
    OnHolidaysUpdate = 106,  ///< The list of holidays changed. ServerExtension::GetHolidays returns the new one.
    OnTradeMarginCall = 107,  ///< An account fell to its margin call level. Called once, and again only after the account was above the level.
    OnTradeStopOut = 108,  ///< A stop out closed a trade. margin is the state that caused it, trade is the closed record. Called for each trade.
    SendMail = 109,  ///< Sends a letter to an account's mailbox. The server sets id and time. RET_USER_NOT_FOUND for an unknown account, RET_INVALID_DATA without a subject, for one above 1,024 bytes, a text above 65,536 bytes or bytes that are not UTF-8.
    GetMails = 110,  ///< Letters to an account (login 0: to all accounts) sent in a period (both ends included), oldest first. RET_USER_NOT_FOUND for an unknown account.
    AddNews = 111,  ///< Publishes a news item for all clients. The server sets id and time. RET_INVALID_DATA as for a letter.
    GetNews = 112,  ///< News of a period (both ends included), oldest first.
    GetCommon = 113,  ///< Settings of the whole server.
    UpdateCommon = 114,  ///< Changes the settings of the whole server, except liveupdate_mode. RET_INVALID_DATA for an invalid value.
    GetAllSymbols = 115,  ///< Every symbol with its last quote.
    AddSymbol = 116,  ///< Adds a symbol. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value, RET_SEC_NOT_FOUND if symbol groups exist and sec_index is not one of them.
    UpdateSymbol = 117,  ///< Changes a symbol, except its number, quote and candles. RET_SYMBOL_NOT_FOUND, or the codes of AddSymbol.
    DeleteSymbol = 118,  ///< Removes a symbol. RET_SYMBOL_NOT_FOUND, RET_SYMBOL_USE_BY_TRADE while it has open trades or pending orders.
    AddGroup = 119,  ///< Adds a client group. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value.
    UpdateGroup = 120,  ///< Changes a client group. RET_GROUP_NOT_FOUND, RET_INVALID_DATA, RET_USR_DIFFERENT_CURRENCY for another currency while accounts are in it.
    DeleteGroup = 121,  ///< Removes a client group. RET_GROUP_NOT_FOUND, RET_GROUP_USE_BY_USER while accounts are in it.
    GetHolidays = 122,  ///< Every holiday, in the configured order.
    SetHolidays = 123,  ///< Replaces the whole list of holidays. RET_INVALID_DATA for an impossible date, minutes outside of a day or missing symbols.
    GetSymbolGroups = 124,  ///< Every symbol group, in the configured order.
    SetSymbolGroups = 125,  ///< Replaces the whole list of symbol groups. RET_DUPLICATE_RECORD for a duplicate number or name, RET_INVALID_DATA for an empty name or a number below 0, RET_SEC_USE_BY_SYMBOL if a removed group has symbols.
    GetManagers = 126,  ///< Every manager, in the configured order.
    GetPluginConfig = 127,  ///< The plugin's own parameters as the text of a JSON object: those of its start, or of the last SetPluginConfig.
    SetPluginConfig = 128,  ///< Changes the plugin's own parameters in the configuration, for its next start. RET_INVALID_DATA unless config is the text of a JSON object.
    CancelTrade = 129,  ///< Cancels a pending order. RET_TRADE_INCORRECT_ORDER for an unknown number.
    CloseTradeBy = 130,  ///< Closes a trade by an opposite one of the same account and symbol. The remainder of the larger one stays open.
    DeleteTrade = 131,  ///< Deletes a closed trade or a finance record and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number.
    RestoreTrade = 132,  ///< Opens a closed trade again and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number.
};

inline constexpr std::size_t kCallbackCount = 133;

/// What a method of the server works on.
enum class Needs : std::uint8_t { Nothing, Databases, Trades };

struct CallbackInfo {
    std::string_view name;
    std::string_view class_name;
    telemetry::CallKind kind;
    Needs needs;
};

/// Indexed by the number of the callback.
inline constexpr std::array<CallbackInfo, kCallbackCount> kCallbacks{{
    {"None", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"dlopen", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"dlclose", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"CreatePlugin", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"DestroyPlugin", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"GetPluginApiVersion", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"GetPluginServerApiVersion", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"AboutPlugin", "", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"HookTradeRequestOpen", "HookTrade", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookTradeProcessOpen", "HookTrade", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookTradeRequestClose", "HookTrade", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookTradeProcessClose", "HookTrade", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookTradeProcessCommision", "HookTrade", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookAccountAdd", "HookAccount", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookAccountUpdate", "HookAccount", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookAccountDelete", "HookAccount", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookAccountLogin", "HookAccount", telemetry::CallKind::Hook, Needs::Nothing},
    {"HookAccountLogout", "HookAccount", telemetry::CallKind::Hook, Needs::Nothing},
    {"OnTradeRequestOpen", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeAddDB", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeRequestClose", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeRequestUpdate", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeUpdateDB", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeRequestDelete", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeDeleteDB", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeExecuteOpen", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeExecuteClose", "EventTrade", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountAdd", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountUpdate", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountDelete", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountLogin", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountLogout", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountPasswordChange", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"OnAccountSync", "EventAccount", telemetry::CallKind::Event, Needs::Nothing},
    {"getApiVersion", "PluginInterface", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"plugin_name", "PluginInterface", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"plugin_description", "PluginInterface", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"CustomAction", "PluginInterface", telemetry::CallKind::EntryPoint, Needs::Nothing},
    {"TickSet", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"LogsOut", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetLogs", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetAccountsByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetAccountByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetAccountBalanceByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"AddAccount", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"UpdateAccount", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"DeleteAccount", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetMarginLevelByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetAccountsEquitiesByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetAccountsEquitiesByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"OpenTrade", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"CloseTrade", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"UpdateOpenTrade", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"UpdateCloseTrade", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"SetTradeGatewayData", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"CheckOpenTrade", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"CheckCloseTrade", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetOpenTradesByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetPendingTradesByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetOpenTradesByMagic", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetOpenTradeByOrder", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetOpenTradeByGwUUID", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetCloseTradeByGwUUID", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetOpenTradeByGwOrder", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetCloseTradeByGwOrder", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetOpenTradesByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetCloseTradesByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetCloseTradesByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetPendingTradesByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetAllOpenTrades", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"BalanceIn", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"BalanceOut", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"CreditIn", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"CreditOut", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetTransactionsByGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetTransactionsByLogin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Trades},
    {"GetSymbol", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetGroup", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetAllGroups", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"CalculateCommission", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"CalculateSwap", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"CalculateProfit", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"CalculateMargin", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"CalculateConvertRateByCurrency", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetCandles", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"SetCandles", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"DeleteCandlesAll", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"DeleteCandlesPeriod", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"ImportCandleStores", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Databases},
    {"SendToManager", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"BroadcastToManagers", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"SendToAccount", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"BroadcastToAccounts", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"SendState", "PluginServerInterface", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"HookQuoteTick", "HookQuote", telemetry::CallKind::Hook, Needs::Nothing},
    {"OnQuoteTick", "EventQuote", telemetry::CallKind::Event, Needs::Nothing},
    {"OnSymbolAdd", "EventSymbolChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnSymbolUpdate", "EventSymbolChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnSymbolDelete", "EventSymbolChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnSymbolSync", "EventSymbolChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnGroupAdd", "EventGroupChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnGroupUpdate", "EventGroupChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnGroupDelete", "EventGroupChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnGroupSync", "EventGroupChange", telemetry::CallKind::Event, Needs::Nothing},
    {"OnConfigUpdate", "EventConfig", telemetry::CallKind::Event, Needs::Nothing},
    {"OnCommonUpdate", "EventConfig", telemetry::CallKind::Event, Needs::Nothing},
    {"OnHolidaysUpdate", "EventConfig", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeMarginCall", "EventMargin", telemetry::CallKind::Event, Needs::Nothing},
    {"OnTradeStopOut", "EventMargin", telemetry::CallKind::Event, Needs::Nothing},
    {"SendMail", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetMails", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Databases},
    {"AddNews", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetNews", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Databases},
    {"GetCommon", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"UpdateCommon", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetAllSymbols", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"AddSymbol", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"UpdateSymbol", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"DeleteSymbol", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"AddGroup", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"UpdateGroup", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"DeleteGroup", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetHolidays", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"SetHolidays", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetSymbolGroups", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"SetSymbolGroups", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetManagers", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"GetPluginConfig", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"SetPluginConfig", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Nothing},
    {"CancelTrade", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Trades},
    {"CloseTradeBy", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Trades},
    {"DeleteTrade", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Trades},
    {"RestoreTrade", "ServerExtension", telemetry::CallKind::ServerCall, Needs::Trades},
}};

constexpr const CallbackInfo& callback_info(Callback callback) {
    return kCallbacks[static_cast<std::size_t>(callback)];
}

/// Name of the function.
constexpr std::string_view callback_name(Callback callback) { return callback_info(callback).name; }

/// Name of the class with the method, empty for an entry point.
constexpr std::string_view callback_class(Callback callback) { return callback_info(callback).class_name; }

constexpr telemetry::CallKind callback_kind(Callback callback) { return callback_info(callback).kind; }

/// Whether the method works on the trade database. The platform holds the account database while it calls account hooks
/// and events, and takes it again for such a method: it deadlocks there (documented).
constexpr bool uses_trades(Callback method) { return callback_info(method).needs == Needs::Trades; }

/// Whether the method works on any database, and so has no answer while maintenance blocks them. Quotes, configuration,
/// conversion rates, the log and messages need none (convention).
constexpr bool uses_databases(Callback method) { return callback_info(method).needs != Needs::Nothing; }

/// Whether the platform holds the account database during the callback.
constexpr bool is_account_callback(Callback callback) {
    return callback_class(callback) == "HookAccount" || callback_class(callback) == "EventAccount";
}

}  // namespace workbench
