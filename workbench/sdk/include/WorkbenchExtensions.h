// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>
#include <vector>

#include "model/Enums.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/TickInfo.hpp"
#include "model/PluginTickDiffRecord.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginConCommon.hpp"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginMarginLevel.hpp"
#include "model/PluginTradeRecord.hpp"
#include "model/PluginMailRecord.hpp"
#include "model/PluginNewsRecord.hpp"
#include "model/PluginConHoliday.hpp"
#include "model/PluginConSymbolGroup.hpp"
#include "model/PluginConManager.hpp"

/// ScaleTrade workbench extensions.
inline constexpr int WORKBENCH_EXTENSION_VERSION = 1;

/// Called before something happens, by plugin priority. RET_OK accepts it, RET_OK_CHANGE applies diff, and any
/// other code refuses it and becomes the answer. diff holds the record's values at the start. The arguments are
/// valid during the call only.
class HookQuote {
public:
    virtual ~HookQuote() = default;

    /// Called for each quote that passed the server's own filter, before it is stored. RET_OK accepts it,
    /// RET_OK_CHANGE applies diff, and any other code drops the quote.
    virtual int HookQuoteTick(
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const TickInfo& tick,
            [[maybe_unused]] PluginTickDiffRecord& diff) { return RET_OK; }
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventQuote {
public:
    virtual ~EventQuote() = default;

    /// A quote was stored. symbol already has it as its last bid and ask.
    virtual void OnQuoteTick(
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const TickInfo& tick) {}
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventSymbolChange {
public:
    virtual ~EventSymbolChange() = default;

    /// A symbol was added to the running server.
    virtual void OnSymbolAdd([[maybe_unused]] const PluginSymbolRecord& symbol) {}

    /// The configuration of a symbol changed. symbol is the new state. A quote does not cause this event.
    virtual void OnSymbolUpdate([[maybe_unused]] const PluginSymbolRecord& symbol) {}

    /// A symbol was removed. symbol is its last state.
    virtual void OnSymbolDelete([[maybe_unused]] const PluginSymbolRecord& symbol) {}

    /// The server has started and has all symbols.
    virtual void OnSymbolSync() {}
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventGroupChange {
public:
    virtual ~EventGroupChange() = default;

    /// A client group was added to the running server.
    virtual void OnGroupAdd([[maybe_unused]] const PluginGroupRecord& group) {}

    /// The configuration of a client group changed. group is the new state.
    virtual void OnGroupUpdate([[maybe_unused]] const PluginGroupRecord& group) {}

    /// A client group was removed. group is its last state.
    virtual void OnGroupDelete([[maybe_unused]] const PluginGroupRecord& group) {}

    /// The server has started and has all client groups.
    virtual void OnGroupSync() {}
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventConfig {
public:
    virtual ~EventConfig() = default;

    /// The configuration changed. section: server, symbols, groups, symbol_groups, holidays, managers or plugins.
    /// key names the element, empty for a section as a whole. before and after are JSON: objects of the fields
    /// that differ, or arrays for a list. before is empty for an added element, after for a removed one. They
    /// contain no passwords or secrets.
    virtual void OnConfigUpdate(
            [[maybe_unused]] const std::string& section,
            [[maybe_unused]] const std::string& key,
            [[maybe_unused]] const std::string& before,
            [[maybe_unused]] const std::string& after) {}

    /// Settings of the whole server changed. common has all of them.
    virtual void OnCommonUpdate([[maybe_unused]] const PluginConCommon& common) {}

    /// The list of holidays changed. ServerExtension::GetHolidays returns the new one.
    virtual void OnHolidaysUpdate() {}
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventMargin {
public:
    virtual ~EventMargin() = default;

    /// An account fell to its margin call level. Called once, and again only after the account was above the
    /// level.
    virtual void OnTradeMarginCall(
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin) {}

    /// A stop out closed a trade. margin is the state that caused it, trade is the closed record. Called for each
    /// trade.
    virtual void OnTradeStopOut(
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] const PluginTradeRecord& trade) {}
};

/// The functions of the platform's description beyond PluginServerInterface. The server's object has both
/// classes: dynamic_cast<ServerExtension*>(server) finds this one, nullptr on a server without it. A request
/// returns the code of its check. The server's next commit batch carries it out. Requests are possible on any
/// thread, also inside hooks and events.
class ServerExtension {
public:
    virtual ~ServerExtension() = default;

    /// Sends a letter to an account's mailbox. The server sets id and time. RET_USER_NOT_FOUND for an unknown
    /// account, RET_INVALID_DATA without a subject, for one above 1,024 bytes, a text above 65,536 bytes or bytes
    /// that are not UTF-8.
    virtual int SendMail(const PluginMailRecord& mail) = 0;

    /// Letters to an account (login 0: to all accounts) sent in a period (both ends included), oldest first.
    /// RET_USER_NOT_FOUND for an unknown account.
    virtual int GetMails(
            int login,
            std::time_t from,
            std::time_t to,
            std::vector<PluginMailRecord>* mails) = 0;

    /// Publishes a news item for all clients. The server sets id and time. RET_INVALID_DATA as for a letter.
    virtual int AddNews(const PluginNewsRecord& news) = 0;

    /// News of a period (both ends included), oldest first.
    virtual int GetNews(std::time_t from, std::time_t to, std::vector<PluginNewsRecord>* news) = 0;

    /// Settings of the whole server.
    virtual int GetCommon(PluginConCommon* common) = 0;

    /// Changes the settings of the whole server, except liveupdate_mode. RET_INVALID_DATA for an invalid value.
    virtual int UpdateCommon(const PluginConCommon& common) = 0;

    /// Every symbol with its last quote.
    virtual int GetAllSymbols(std::vector<PluginSymbolRecord>* symbols) = 0;

    /// Adds a symbol. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value,
    /// RET_SEC_NOT_FOUND if symbol groups exist and sec_index is not one of them.
    virtual int AddSymbol(const PluginSymbolRecord& symbol) = 0;

    /// Changes a symbol, except its number, quote and candles. RET_SYMBOL_NOT_FOUND, or the codes of AddSymbol.
    virtual int UpdateSymbol(const PluginSymbolRecord& symbol) = 0;

    /// Removes a symbol. RET_SYMBOL_NOT_FOUND, RET_SYMBOL_USE_BY_TRADE while it has open trades or pending
    /// orders.
    virtual int DeleteSymbol(const std::string& symbol) = 0;

    /// Adds a client group. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value.
    virtual int AddGroup(const PluginGroupRecord& group) = 0;

    /// Changes a client group. RET_GROUP_NOT_FOUND, RET_INVALID_DATA, RET_USR_DIFFERENT_CURRENCY for another
    /// currency while accounts are in it.
    virtual int UpdateGroup(const PluginGroupRecord& group) = 0;

    /// Removes a client group. RET_GROUP_NOT_FOUND, RET_GROUP_USE_BY_USER while accounts are in it.
    virtual int DeleteGroup(const std::string& group_name) = 0;

    /// Every holiday, in the configured order.
    virtual int GetHolidays(std::vector<PluginConHoliday>* holidays) = 0;

    /// Replaces the whole list of holidays. RET_INVALID_DATA for an impossible date, minutes outside of a day or
    /// missing symbols.
    virtual int SetHolidays(const std::vector<PluginConHoliday>& holidays) = 0;

    /// Every symbol group, in the configured order.
    virtual int GetSymbolGroups(std::vector<PluginConSymbolGroup>* symbol_groups) = 0;

    /// Replaces the whole list of symbol groups. RET_DUPLICATE_RECORD for a duplicate number or name,
    /// RET_INVALID_DATA for an empty name or a number below 0, RET_SEC_USE_BY_SYMBOL if a removed group has
    /// symbols.
    virtual int SetSymbolGroups(const std::vector<PluginConSymbolGroup>& symbol_groups) = 0;

    /// Every manager, in the configured order.
    virtual int GetManagers(std::vector<PluginConManager>* managers) = 0;

    /// The plugin's own parameters as the text of a JSON object: those of its start, or of the last
    /// SetPluginConfig.
    virtual int GetPluginConfig(std::string* config) = 0;

    /// Changes the plugin's own parameters in the configuration, for its next start. RET_INVALID_DATA unless
    /// config is the text of a JSON object.
    virtual int SetPluginConfig(const std::string& config) = 0;

    /// Cancels a pending order. RET_TRADE_INCORRECT_ORDER for an unknown number.
    virtual int CancelTrade(int order) = 0;

    /// Closes a trade by an opposite one of the same account and symbol. The remainder of the larger one stays
    /// open.
    virtual int CloseTradeBy(int order, int opposite_order) = 0;

    /// Deletes a closed trade or a finance record and takes its result back. RET_TRADE_INCORRECT_ORDER for an
    /// unknown number.
    virtual int DeleteTrade(int order) = 0;

    /// Opens a closed trade again and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number.
    virtual int RestoreTrade(int order) = 0;
};
