// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <rapidjson/document.h>
#include <string>
#include <vector>

#include "model/Enums.hpp"
#include "model/TickInfo.hpp"
#include "model/AccountRecord.hpp"
#include "model/MarginLevel.hpp"
#include "model/TradeRecord.hpp"
#include "model/SymbolRecord.hpp"
#include "model/GroupRecord.hpp"
#include "model/CandleRecord.hpp"

static_assert(sizeof(rapidjson::Value) == 16 && sizeof(rapidjson::MemoryPoolAllocator<>) == 40,
              "server and plugin must share rapidjson 1.1.0 as Debian and Ubuntu package it (rapidjson-dev)");

/// Server API number of this header.
inline constexpr int PLUGIN_SERVER_API = 104;

/// The server's interface. Every method returns a code of ReturnCodes. RET_OK (0) is success.
struct CServerInterface {
public:

    /// Server API number, which must equal the server's.
    static constexpr int GetApiVersion() { return PLUGIN_SERVER_API; }

    /// Feed one quote into the server.
    virtual int TickSet(TickInfo& tick) = 0;

    /// Write a line to the server log.
    virtual int LogsOut(const std::string& type, const std::string& message) = 0;

    /// Accounts of groups matching a mask.
    virtual int GetAccountsByGroup(const std::string& group, std::vector<AccountRecord>* accounts) = 0;

    /// One account.
    virtual int GetAccountByLogin(int login, AccountRecord* account) = 0;

    /// Margin snapshot of one account.
    virtual int GetAccountBalanceByLogin(int login, MarginLevel* margin) = 0;

    /// Create an account.
    virtual int AddAccount(const AccountRecord& account) = 0;

    /// Change an account.
    virtual int UpdateAccount(const AccountRecord& account) = 0;

    /// Remove an account.
    virtual int DeleteAccount(int login) = 0;

    /// Open a trade or place an order.
    virtual int OpenTrade(const TradeRecord& trade) = 0;

    /// Close a trade.
    virtual int CloseTrade(const TradeRecord& trade) = 0;

    /// Change an open trade.
    virtual int UpdateOpenTrade(const TradeRecord& trade) = 0;

    /// Change a closed trade.
    virtual int UpdateCloseTrade(const TradeRecord& trade) = 0;

    /// Validate an opening.
    virtual int CheckOpenTrade(const TradeRecord& trade) = 0;

    /// Validate a closing.
    virtual int CheckCloseTrade(const TradeRecord& trade) = 0;

    /// Open trades of an account.
    virtual int GetOpenTradesByLogin(int login, std::vector<TradeRecord>* trades) = 0;

    /// Open trades with a magic number.
    virtual int GetOpenTradesByMagic(int magic, std::vector<TradeRecord>* trades) = 0;

    /// Open trade by ticket.
    virtual int GetOpenTradeByOrder(int order, TradeRecord* trade) = 0;

    /// Closed trades of an account.
    virtual int GetCloseTradesByLogin(int login, std::vector<TradeRecord>* trades) = 0;

    /// Every open trade.
    virtual int GetAllOpenTrades(std::vector<TradeRecord>* trades) = 0;

    /// One symbol.
    virtual int GetSymbol(const std::string& symbol, SymbolRecord* cs) = 0;

    /// One group.
    virtual int GetGroup(const std::string& group_name, GroupRecord* group) = 0;

    /// Every group.
    virtual int GetAllGroups(std::vector<GroupRecord>* groups) = 0;

    /// Compute the commission of a trade.
    virtual int CalculateCommission(const TradeRecord& trade, double* calculated_commission) = 0;

    /// Compute the swap of a trade.
    virtual int CalculateSwap(const TradeRecord& trade, double* calculated_swap) = 0;

    /// Compute the profit of a trade.
    virtual int CalculateProfit(const TradeRecord& trade, double* calculated_profit) = 0;

    /// Compute the margin of a trade.
    virtual int CalculateMargin(const TradeRecord& trade, double* calculated_margin) = 0;

    /// Bars of a period and frame.
    virtual int GetCandles(
            const std::string& symbol,
            const std::string& frame,
            std::time_t from,
            std::time_t to,
            std::vector<CandleRecord>* candles) = 0;

    /// Write bars.
    virtual int SetCandles(const std::string& symbol, const std::vector<CandleRecord>& candles) = 0;

    /// Remove every bar of a symbol.
    virtual int DeleteCandlesAll(const std::string& symbol) = 0;

    /// Remove bars of a period.
    virtual int DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) = 0;

    /// Push JSON to one manager.
    virtual int SendToManager(int manager_id, const rapidjson::Value& data) = 0;

    /// Push JSON to all managers.
    virtual int BroadcastToManagers(const rapidjson::Value& data) = 0;

    /// Push JSON to one account.
    virtual int SendToAccount(int account_id, const rapidjson::Value& data) = 0;

    /// Push JSON to all accounts.
    virtual int BroadcastToAccounts(const rapidjson::Value& data) = 0;

    /// Publish the state of the plugin.
    virtual int SendState(const rapidjson::Value& data) = 0;
};
