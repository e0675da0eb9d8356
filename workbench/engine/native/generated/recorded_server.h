// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"
#include "generated/callbacks.h"

namespace workbench {

/// The server's one object: PluginServerInterface and ServerExtension.
/// Hands every server call to `recorder.call(Callback, login, order, body)`, which runs the body and returns its code.
template <class Recorder>
class RecordedServer final : public PluginServerInterface, public ServerExtension {
public:
    RecordedServer(Recorder& recorder, PluginServerInterface& inner, ServerExtension& inner_1) : recorder_(recorder), inner_(inner), inner_1_(inner_1) {}

    int TickSet(TickInfo& tick) override {
        return recorder_.call(Callback::TickSet, 0, 0,
                              [&] { return inner_.TickSet(tick); });
    }

    int LogsOut(const std::string& type, const std::string& message) override {
        return recorder_.call(Callback::LogsOut, 0, 0,
                              [&] { return inner_.LogsOut(type, message); });
    }

    int GetLogs(std::time_t from, std::time_t to, const std::string& type, const std::string& filter, std::vector<PluginServerLog>* logs) override {
        return recorder_.call(Callback::GetLogs, 0, 0,
                              [&] { return inner_.GetLogs(from, to, type, filter, logs); });
    }

    int GetAccountsByGroup(const std::string& group, std::vector<PluginAccountRecord>* accounts) override {
        return recorder_.call(Callback::GetAccountsByGroup, 0, 0,
                              [&] { return inner_.GetAccountsByGroup(group, accounts); });
    }

    int GetAccountByLogin(int login, PluginAccountRecord* account) override {
        return recorder_.call(Callback::GetAccountByLogin, login, 0,
                              [&] { return inner_.GetAccountByLogin(login, account); });
    }

    int GetAccountBalanceByLogin(int login, PluginMarginLevel* margin) override {
        return recorder_.call(Callback::GetAccountBalanceByLogin, login, 0,
                              [&] { return inner_.GetAccountBalanceByLogin(login, margin); });
    }

    int AddAccount(const PluginAccountRequestRecord& account) override {
        return recorder_.call(Callback::AddAccount, account.login, 0,
                              [&] { return inner_.AddAccount(account); });
    }

    int UpdateAccount(const PluginAccountRequestRecord& account) override {
        return recorder_.call(Callback::UpdateAccount, account.login, 0,
                              [&] { return inner_.UpdateAccount(account); });
    }

    int DeleteAccount(int login) override {
        return recorder_.call(Callback::DeleteAccount, login, 0,
                              [&] { return inner_.DeleteAccount(login); });
    }

    int GetMarginLevelByGroup(const std::string& group, std::vector<PluginMarginLevel>* margins) override {
        return recorder_.call(Callback::GetMarginLevelByGroup, 0, 0,
                              [&] { return inner_.GetMarginLevelByGroup(group, margins); });
    }

    int GetAccountsEquitiesByGroup(std::time_t from, std::time_t to, const std::string& group_filter, std::vector<PluginEquityRecord>* equities) override {
        return recorder_.call(Callback::GetAccountsEquitiesByGroup, 0, 0,
                              [&] { return inner_.GetAccountsEquitiesByGroup(from, to, group_filter, equities); });
    }

    int GetAccountsEquitiesByLogin(std::time_t from, std::time_t to, int login, std::vector<PluginEquityRecord>* equities) override {
        return recorder_.call(Callback::GetAccountsEquitiesByLogin, login, 0,
                              [&] { return inner_.GetAccountsEquitiesByLogin(from, to, login, equities); });
    }

    int OpenTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::OpenTrade, trade.login, trade.order,
                              [&] { return inner_.OpenTrade(trade); });
    }

    int CloseTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::CloseTrade, trade.login, trade.order,
                              [&] { return inner_.CloseTrade(trade); });
    }

    int UpdateOpenTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::UpdateOpenTrade, trade.login, trade.order,
                              [&] { return inner_.UpdateOpenTrade(trade); });
    }

    int UpdateCloseTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::UpdateCloseTrade, trade.login, trade.order,
                              [&] { return inner_.UpdateCloseTrade(trade); });
    }

    int SetTradeGatewayData(const PluginTradeGatewayDataUpdateRecord& update) override {
        return recorder_.call(Callback::SetTradeGatewayData, 0, update.order,
                              [&] { return inner_.SetTradeGatewayData(update); });
    }

    int CheckOpenTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::CheckOpenTrade, trade.login, trade.order,
                              [&] { return inner_.CheckOpenTrade(trade); });
    }

    int CheckCloseTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::CheckCloseTrade, trade.login, trade.order,
                              [&] { return inner_.CheckCloseTrade(trade); });
    }

    int GetOpenTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetOpenTradesByLogin, login, 0,
                              [&] { return inner_.GetOpenTradesByLogin(login, trades); });
    }

    int GetPendingTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetPendingTradesByLogin, login, 0,
                              [&] { return inner_.GetPendingTradesByLogin(login, trades); });
    }

    int GetOpenTradesByMagic(int magic, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetOpenTradesByMagic, 0, 0,
                              [&] { return inner_.GetOpenTradesByMagic(magic, trades); });
    }

    int GetOpenTradeByOrder(int order, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetOpenTradeByOrder, 0, order,
                              [&] { return inner_.GetOpenTradeByOrder(order, trade); });
    }

    int GetOpenTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetOpenTradeByGwUUID, 0, 0,
                              [&] { return inner_.GetOpenTradeByGwUUID(gw_uuid, trade); });
    }

    int GetCloseTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetCloseTradeByGwUUID, 0, 0,
                              [&] { return inner_.GetCloseTradeByGwUUID(gw_uuid, trade); });
    }

    int GetOpenTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetOpenTradeByGwOrder, 0, 0,
                              [&] { return inner_.GetOpenTradeByGwOrder(gw_order, trade); });
    }

    int GetCloseTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetCloseTradeByGwOrder, 0, 0,
                              [&] { return inner_.GetCloseTradeByGwOrder(gw_order, trade); });
    }

    int GetOpenTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetOpenTradesByGroup, 0, 0,
                              [&] { return inner_.GetOpenTradesByGroup(filter_group, from, to, trades); });
    }

    int GetCloseTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetCloseTradesByLogin, login, 0,
                              [&] { return inner_.GetCloseTradesByLogin(login, trades); });
    }

    int GetCloseTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetCloseTradesByGroup, 0, 0,
                              [&] { return inner_.GetCloseTradesByGroup(filter_group, from, to, trades); });
    }

    int GetPendingTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetPendingTradesByGroup, 0, 0,
                              [&] { return inner_.GetPendingTradesByGroup(filter_group, from, to, trades); });
    }

    int GetAllOpenTrades(std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetAllOpenTrades, 0, 0,
                              [&] { return inner_.GetAllOpenTrades(trades); });
    }

    int BalanceIn(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::BalanceIn, login, 0,
                              [&] { return inner_.BalanceIn(login, amount, comment); });
    }

    int BalanceOut(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::BalanceOut, login, 0,
                              [&] { return inner_.BalanceOut(login, amount, comment); });
    }

    int CreditIn(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::CreditIn, login, 0,
                              [&] { return inner_.CreditIn(login, amount, comment); });
    }

    int CreditOut(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::CreditOut, login, 0,
                              [&] { return inner_.CreditOut(login, amount, comment); });
    }

    int GetTransactionsByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetTransactionsByGroup, 0, 0,
                              [&] { return inner_.GetTransactionsByGroup(filter_group, from, to, trades); });
    }

    int GetTransactionsByLogin(int login, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetTransactionsByLogin, login, 0,
                              [&] { return inner_.GetTransactionsByLogin(login, from, to, trades); });
    }

    int GetSymbol(const std::string& symbol, PluginSymbolRecord* cs) override {
        return recorder_.call(Callback::GetSymbol, 0, 0,
                              [&] { return inner_.GetSymbol(symbol, cs); });
    }

    int GetGroup(const std::string& group_name, PluginGroupRecord* group) override {
        return recorder_.call(Callback::GetGroup, 0, 0,
                              [&] { return inner_.GetGroup(group_name, group); });
    }

    int GetAllGroups(std::vector<PluginGroupRecord>* groups) override {
        return recorder_.call(Callback::GetAllGroups, 0, 0,
                              [&] { return inner_.GetAllGroups(groups); });
    }

    int CalculateCommission(const PluginTradeRecord& trade, double* calculated_commission) override {
        return recorder_.call(Callback::CalculateCommission, trade.login, trade.order,
                              [&] { return inner_.CalculateCommission(trade, calculated_commission); });
    }

    int CalculateSwap(const PluginTradeRecord& trade, double* calculated_swap) override {
        return recorder_.call(Callback::CalculateSwap, trade.login, trade.order,
                              [&] { return inner_.CalculateSwap(trade, calculated_swap); });
    }

    int CalculateProfit(const PluginTradeRecord& trade, double* calculated_profit) override {
        return recorder_.call(Callback::CalculateProfit, trade.login, trade.order,
                              [&] { return inner_.CalculateProfit(trade, calculated_profit); });
    }

    int CalculateMargin(const PluginTradeRecord& trade, double* calculated_margin) override {
        return recorder_.call(Callback::CalculateMargin, trade.login, trade.order,
                              [&] { return inner_.CalculateMargin(trade, calculated_margin); });
    }

    int CalculateConvertRateByCurrency(const std::string& from_cur, const std::string& to_cur, int cmd, double* multiplier) override {
        return recorder_.call(Callback::CalculateConvertRateByCurrency, 0, 0,
                              [&] { return inner_.CalculateConvertRateByCurrency(from_cur, to_cur, cmd, multiplier); });
    }

    int GetCandles(const std::string& symbol, const std::string& frame, std::time_t from, std::time_t to, std::vector<PluginCandleRecord>* candles) override {
        return recorder_.call(Callback::GetCandles, 0, 0,
                              [&] { return inner_.GetCandles(symbol, frame, from, to, candles); });
    }

    int SetCandles(const std::string& symbol, const std::vector<PluginCandleRecord>& candles) override {
        return recorder_.call(Callback::SetCandles, 0, 0,
                              [&] { return inner_.SetCandles(symbol, candles); });
    }

    int DeleteCandlesAll(const std::string& symbol) override {
        return recorder_.call(Callback::DeleteCandlesAll, 0, 0,
                              [&] { return inner_.DeleteCandlesAll(symbol); });
    }

    int DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) override {
        return recorder_.call(Callback::DeleteCandlesPeriod, 0, 0,
                              [&] { return inner_.DeleteCandlesPeriod(symbol, from, to); });
    }

    int ImportCandleStores(const std::vector<PluginCandleRecord>& candles, int flush_data, const std::string& symbol) override {
        return recorder_.call(Callback::ImportCandleStores, 0, 0,
                              [&] { return inner_.ImportCandleStores(candles, flush_data, symbol); });
    }

    int SendToManager(int manager_id, const rapidjson::Value& data) override {
        return recorder_.call(Callback::SendToManager, 0, 0,
                              [&] { return inner_.SendToManager(manager_id, data); });
    }

    int BroadcastToManagers(const rapidjson::Value& data) override {
        return recorder_.call(Callback::BroadcastToManagers, 0, 0,
                              [&] { return inner_.BroadcastToManagers(data); });
    }

    int SendToAccount(int account_id, const rapidjson::Value& data) override {
        return recorder_.call(Callback::SendToAccount, account_id, 0,
                              [&] { return inner_.SendToAccount(account_id, data); });
    }

    int BroadcastToAccounts(const rapidjson::Value& data) override {
        return recorder_.call(Callback::BroadcastToAccounts, 0, 0,
                              [&] { return inner_.BroadcastToAccounts(data); });
    }

    int SendState(const rapidjson::Value& data) override {
        return recorder_.call(Callback::SendState, 0, 0,
                              [&] { return inner_.SendState(data); });
    }

    int SendMail(const PluginMailRecord& mail) override {
        return recorder_.call(Callback::SendMail, 0, 0,
                              [&] { return inner_1_.SendMail(mail); });
    }

    int GetMails(int login, std::time_t from, std::time_t to, std::vector<PluginMailRecord>* mails) override {
        return recorder_.call(Callback::GetMails, login, 0,
                              [&] { return inner_1_.GetMails(login, from, to, mails); });
    }

    int AddNews(const PluginNewsRecord& news) override {
        return recorder_.call(Callback::AddNews, 0, 0,
                              [&] { return inner_1_.AddNews(news); });
    }

    int GetNews(std::time_t from, std::time_t to, std::vector<PluginNewsRecord>* news) override {
        return recorder_.call(Callback::GetNews, 0, 0,
                              [&] { return inner_1_.GetNews(from, to, news); });
    }

    int GetCommon(PluginConCommon* common) override {
        return recorder_.call(Callback::GetCommon, 0, 0,
                              [&] { return inner_1_.GetCommon(common); });
    }

    int UpdateCommon(const PluginConCommon& common) override {
        return recorder_.call(Callback::UpdateCommon, 0, 0,
                              [&] { return inner_1_.UpdateCommon(common); });
    }

    int GetAllSymbols(std::vector<PluginSymbolRecord>* symbols) override {
        return recorder_.call(Callback::GetAllSymbols, 0, 0,
                              [&] { return inner_1_.GetAllSymbols(symbols); });
    }

    int AddSymbol(const PluginSymbolRecord& symbol) override {
        return recorder_.call(Callback::AddSymbol, 0, 0,
                              [&] { return inner_1_.AddSymbol(symbol); });
    }

    int UpdateSymbol(const PluginSymbolRecord& symbol) override {
        return recorder_.call(Callback::UpdateSymbol, 0, 0,
                              [&] { return inner_1_.UpdateSymbol(symbol); });
    }

    int DeleteSymbol(const std::string& symbol) override {
        return recorder_.call(Callback::DeleteSymbol, 0, 0,
                              [&] { return inner_1_.DeleteSymbol(symbol); });
    }

    int AddGroup(const PluginGroupRecord& group) override {
        return recorder_.call(Callback::AddGroup, 0, 0,
                              [&] { return inner_1_.AddGroup(group); });
    }

    int UpdateGroup(const PluginGroupRecord& group) override {
        return recorder_.call(Callback::UpdateGroup, 0, 0,
                              [&] { return inner_1_.UpdateGroup(group); });
    }

    int DeleteGroup(const std::string& group_name) override {
        return recorder_.call(Callback::DeleteGroup, 0, 0,
                              [&] { return inner_1_.DeleteGroup(group_name); });
    }

    int GetHolidays(std::vector<PluginConHoliday>* holidays) override {
        return recorder_.call(Callback::GetHolidays, 0, 0,
                              [&] { return inner_1_.GetHolidays(holidays); });
    }

    int SetHolidays(const std::vector<PluginConHoliday>& holidays) override {
        return recorder_.call(Callback::SetHolidays, 0, 0,
                              [&] { return inner_1_.SetHolidays(holidays); });
    }

    int GetSymbolGroups(std::vector<PluginConSymbolGroup>* symbol_groups) override {
        return recorder_.call(Callback::GetSymbolGroups, 0, 0,
                              [&] { return inner_1_.GetSymbolGroups(symbol_groups); });
    }

    int SetSymbolGroups(const std::vector<PluginConSymbolGroup>& symbol_groups) override {
        return recorder_.call(Callback::SetSymbolGroups, 0, 0,
                              [&] { return inner_1_.SetSymbolGroups(symbol_groups); });
    }

    int GetManagers(std::vector<PluginConManager>* managers) override {
        return recorder_.call(Callback::GetManagers, 0, 0,
                              [&] { return inner_1_.GetManagers(managers); });
    }

    int GetPluginConfig(std::string* config) override {
        return recorder_.call(Callback::GetPluginConfig, 0, 0,
                              [&] { return inner_1_.GetPluginConfig(config); });
    }

    int SetPluginConfig(const std::string& config) override {
        return recorder_.call(Callback::SetPluginConfig, 0, 0,
                              [&] { return inner_1_.SetPluginConfig(config); });
    }

    int CancelTrade(int order) override {
        return recorder_.call(Callback::CancelTrade, 0, order,
                              [&] { return inner_1_.CancelTrade(order); });
    }

    int CloseTradeBy(int order, int opposite_order) override {
        return recorder_.call(Callback::CloseTradeBy, 0, order,
                              [&] { return inner_1_.CloseTradeBy(order, opposite_order); });
    }

    int DeleteTrade(int order) override {
        return recorder_.call(Callback::DeleteTrade, 0, order,
                              [&] { return inner_1_.DeleteTrade(order); });
    }

    int RestoreTrade(int order) override {
        return recorder_.call(Callback::RestoreTrade, 0, order,
                              [&] { return inner_1_.RestoreTrade(order); });
    }

private:
    Recorder& recorder_;
    PluginServerInterface& inner_;
    ServerExtension& inner_1_;
};

}  // namespace workbench
