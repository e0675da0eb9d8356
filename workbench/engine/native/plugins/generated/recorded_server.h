// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

/// The server's one object: PluginServerInterface and ServerExtension.
/// Passes every server call to `recorder.call(Callback, login, order, body)`, which runs the body and returns its code.
/// Texts of a call pass through `recorder.text(Callback, parameter, value)`.
template <class Recorder>
class RecordedServer final : public PluginServerInterface, public ServerExtension {
public:
    RecordedServer(Recorder& recorder, PluginServerInterface& inner, ServerExtension& inner_1) : recorder_(recorder), inner_(inner), inner_1_(inner_1) {}

    int TickSet(TickInfo& tick) override {
        return recorder_.call(Callback::TickSet, 0, 0,
                              [&] {
            recorder_.make_plain(Callback::TickSet, "tick", tick);
            return inner_.TickSet(tick);
        });
    }

    int LogsOut(const std::string& type, const std::string& message) override {
        return recorder_.call(Callback::LogsOut, 0, 0,
                              [&] {
            const auto plain_type = recorder_.text(Callback::LogsOut, "type", type);
            const auto plain_message = recorder_.text(Callback::LogsOut, "message", message);
            return recorder_.explained(Callback::LogsOut, recorder_.explained(Callback::LogsOut, inner_.LogsOut(*plain_type, *plain_message), "type", *plain_type), "message", *plain_message);
        });
    }

    int GetLogs(std::time_t from, std::time_t to, const std::string& type, const std::string& filter, std::vector<PluginServerLog>* logs) override {
        return recorder_.call(Callback::GetLogs, 0, 0,
                              [&] {
            const auto plain_type = recorder_.text(Callback::GetLogs, "type", type);
            const auto plain_filter = recorder_.text(Callback::GetLogs, "filter", filter);
            return recorder_.explained(Callback::GetLogs, recorder_.explained(Callback::GetLogs, inner_.GetLogs(from, to, *plain_type, *plain_filter, logs), "type", *plain_type), "filter", *plain_filter);
        });
    }

    int GetAccountsByGroup(const std::string& group, std::vector<PluginAccountRecord>* accounts) override {
        return recorder_.call(Callback::GetAccountsByGroup, 0, 0,
                              [&] {
            const auto plain_group = recorder_.text(Callback::GetAccountsByGroup, "group", group);
            return recorder_.explained(Callback::GetAccountsByGroup, inner_.GetAccountsByGroup(*plain_group, accounts), "group", *plain_group);
        });
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
                              [&] {
            const auto plain_account = recorder_.text(Callback::AddAccount, "account", account);
            return recorder_.explained(Callback::AddAccount, inner_.AddAccount(*plain_account), "account", *plain_account);
        });
    }

    int UpdateAccount(const PluginAccountRequestRecord& account) override {
        return recorder_.call(Callback::UpdateAccount, account.login, 0,
                              [&] {
            const auto plain_account = recorder_.text(Callback::UpdateAccount, "account", account);
            return recorder_.explained(Callback::UpdateAccount, inner_.UpdateAccount(*plain_account), "account", *plain_account);
        });
    }

    int DeleteAccount(int login) override {
        return recorder_.call(Callback::DeleteAccount, login, 0,
                              [&] { return inner_.DeleteAccount(login); });
    }

    int GetMarginLevelByGroup(const std::string& group, std::vector<PluginMarginLevel>* margins) override {
        return recorder_.call(Callback::GetMarginLevelByGroup, 0, 0,
                              [&] {
            const auto plain_group = recorder_.text(Callback::GetMarginLevelByGroup, "group", group);
            return recorder_.explained(Callback::GetMarginLevelByGroup, inner_.GetMarginLevelByGroup(*plain_group, margins), "group", *plain_group);
        });
    }

    int GetAccountsEquitiesByGroup(std::time_t from, std::time_t to, const std::string& group_filter, std::vector<PluginEquityRecord>* equities) override {
        return recorder_.call(Callback::GetAccountsEquitiesByGroup, 0, 0,
                              [&] {
            const auto plain_group_filter = recorder_.text(Callback::GetAccountsEquitiesByGroup, "group_filter", group_filter);
            return recorder_.explained(Callback::GetAccountsEquitiesByGroup, inner_.GetAccountsEquitiesByGroup(from, to, *plain_group_filter, equities), "group_filter", *plain_group_filter);
        });
    }

    int GetAccountsEquitiesByLogin(std::time_t from, std::time_t to, int login, std::vector<PluginEquityRecord>* equities) override {
        return recorder_.call(Callback::GetAccountsEquitiesByLogin, login, 0,
                              [&] { return inner_.GetAccountsEquitiesByLogin(from, to, login, equities); });
    }

    int OpenTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::OpenTrade, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::OpenTrade, "trade", trade);
            return recorder_.explained(Callback::OpenTrade, inner_.OpenTrade(*plain_trade), "trade", *plain_trade);
        });
    }

    int CloseTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::CloseTrade, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CloseTrade, "trade", trade);
            return recorder_.explained(Callback::CloseTrade, inner_.CloseTrade(*plain_trade), "trade", *plain_trade);
        });
    }

    int UpdateOpenTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::UpdateOpenTrade, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::UpdateOpenTrade, "trade", trade);
            return recorder_.explained(Callback::UpdateOpenTrade, inner_.UpdateOpenTrade(*plain_trade), "trade", *plain_trade);
        });
    }

    int UpdateCloseTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::UpdateCloseTrade, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::UpdateCloseTrade, "trade", trade);
            return recorder_.explained(Callback::UpdateCloseTrade, inner_.UpdateCloseTrade(*plain_trade), "trade", *plain_trade);
        });
    }

    int SetTradeGatewayData(const PluginTradeGatewayDataUpdateRecord& update) override {
        return recorder_.call(Callback::SetTradeGatewayData, 0, update.order,
                              [&] {
            const auto plain_update = recorder_.text(Callback::SetTradeGatewayData, "update", update);
            return recorder_.explained(Callback::SetTradeGatewayData, inner_.SetTradeGatewayData(*plain_update), "update", *plain_update);
        });
    }

    int CheckOpenTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::CheckOpenTrade, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CheckOpenTrade, "trade", trade);
            return recorder_.explained(Callback::CheckOpenTrade, inner_.CheckOpenTrade(*plain_trade), "trade", *plain_trade);
        });
    }

    int CheckCloseTrade(const PluginTradeRequestRecord& trade) override {
        return recorder_.call(Callback::CheckCloseTrade, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CheckCloseTrade, "trade", trade);
            return recorder_.explained(Callback::CheckCloseTrade, inner_.CheckCloseTrade(*plain_trade), "trade", *plain_trade);
        });
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
                              [&] {
            const auto plain_gw_uuid = recorder_.text(Callback::GetOpenTradeByGwUUID, "gw_uuid", gw_uuid);
            return recorder_.explained(Callback::GetOpenTradeByGwUUID, inner_.GetOpenTradeByGwUUID(*plain_gw_uuid, trade), "gw_uuid", *plain_gw_uuid);
        });
    }

    int GetCloseTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetCloseTradeByGwUUID, 0, 0,
                              [&] {
            const auto plain_gw_uuid = recorder_.text(Callback::GetCloseTradeByGwUUID, "gw_uuid", gw_uuid);
            return recorder_.explained(Callback::GetCloseTradeByGwUUID, inner_.GetCloseTradeByGwUUID(*plain_gw_uuid, trade), "gw_uuid", *plain_gw_uuid);
        });
    }

    int GetOpenTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetOpenTradeByGwOrder, 0, 0,
                              [&] {
            const auto plain_gw_order = recorder_.text(Callback::GetOpenTradeByGwOrder, "gw_order", gw_order);
            return recorder_.explained(Callback::GetOpenTradeByGwOrder, inner_.GetOpenTradeByGwOrder(*plain_gw_order, trade), "gw_order", *plain_gw_order);
        });
    }

    int GetCloseTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) override {
        return recorder_.call(Callback::GetCloseTradeByGwOrder, 0, 0,
                              [&] {
            const auto plain_gw_order = recorder_.text(Callback::GetCloseTradeByGwOrder, "gw_order", gw_order);
            return recorder_.explained(Callback::GetCloseTradeByGwOrder, inner_.GetCloseTradeByGwOrder(*plain_gw_order, trade), "gw_order", *plain_gw_order);
        });
    }

    int GetOpenTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetOpenTradesByGroup, 0, 0,
                              [&] {
            const auto plain_filter_group = recorder_.text(Callback::GetOpenTradesByGroup, "filter_group", filter_group);
            return recorder_.explained(Callback::GetOpenTradesByGroup, inner_.GetOpenTradesByGroup(*plain_filter_group, from, to, trades), "filter_group", *plain_filter_group);
        });
    }

    int GetCloseTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetCloseTradesByLogin, login, 0,
                              [&] { return inner_.GetCloseTradesByLogin(login, trades); });
    }

    int GetCloseTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetCloseTradesByGroup, 0, 0,
                              [&] {
            const auto plain_filter_group = recorder_.text(Callback::GetCloseTradesByGroup, "filter_group", filter_group);
            return recorder_.explained(Callback::GetCloseTradesByGroup, inner_.GetCloseTradesByGroup(*plain_filter_group, from, to, trades), "filter_group", *plain_filter_group);
        });
    }

    int GetPendingTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetPendingTradesByGroup, 0, 0,
                              [&] {
            const auto plain_filter_group = recorder_.text(Callback::GetPendingTradesByGroup, "filter_group", filter_group);
            return recorder_.explained(Callback::GetPendingTradesByGroup, inner_.GetPendingTradesByGroup(*plain_filter_group, from, to, trades), "filter_group", *plain_filter_group);
        });
    }

    int GetAllOpenTrades(std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetAllOpenTrades, 0, 0,
                              [&] { return inner_.GetAllOpenTrades(trades); });
    }

    int BalanceIn(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::BalanceIn, login, 0,
                              [&] {
            const auto plain_comment = recorder_.text(Callback::BalanceIn, "comment", comment);
            return recorder_.explained(Callback::BalanceIn, inner_.BalanceIn(login, amount, *plain_comment), "comment", *plain_comment);
        });
    }

    int BalanceOut(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::BalanceOut, login, 0,
                              [&] {
            const auto plain_comment = recorder_.text(Callback::BalanceOut, "comment", comment);
            return recorder_.explained(Callback::BalanceOut, inner_.BalanceOut(login, amount, *plain_comment), "comment", *plain_comment);
        });
    }

    int CreditIn(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::CreditIn, login, 0,
                              [&] {
            const auto plain_comment = recorder_.text(Callback::CreditIn, "comment", comment);
            return recorder_.explained(Callback::CreditIn, inner_.CreditIn(login, amount, *plain_comment), "comment", *plain_comment);
        });
    }

    int CreditOut(int login, double amount, const std::string& comment) override {
        return recorder_.call(Callback::CreditOut, login, 0,
                              [&] {
            const auto plain_comment = recorder_.text(Callback::CreditOut, "comment", comment);
            return recorder_.explained(Callback::CreditOut, inner_.CreditOut(login, amount, *plain_comment), "comment", *plain_comment);
        });
    }

    int GetTransactionsByGroup(const std::string& filter_group, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetTransactionsByGroup, 0, 0,
                              [&] {
            const auto plain_filter_group = recorder_.text(Callback::GetTransactionsByGroup, "filter_group", filter_group);
            return recorder_.explained(Callback::GetTransactionsByGroup, inner_.GetTransactionsByGroup(*plain_filter_group, from, to, trades), "filter_group", *plain_filter_group);
        });
    }

    int GetTransactionsByLogin(int login, std::time_t from, std::time_t to, std::vector<PluginTradeRecord>* trades) override {
        return recorder_.call(Callback::GetTransactionsByLogin, login, 0,
                              [&] { return inner_.GetTransactionsByLogin(login, from, to, trades); });
    }

    int GetSymbol(const std::string& symbol, PluginSymbolRecord* cs) override {
        return recorder_.call(Callback::GetSymbol, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::GetSymbol, "symbol", symbol);
            return recorder_.explained(Callback::GetSymbol, inner_.GetSymbol(*plain_symbol, cs), "symbol", *plain_symbol);
        });
    }

    int GetGroup(const std::string& group_name, PluginGroupRecord* group) override {
        return recorder_.call(Callback::GetGroup, 0, 0,
                              [&] {
            const auto plain_group_name = recorder_.text(Callback::GetGroup, "group_name", group_name);
            return recorder_.explained(Callback::GetGroup, inner_.GetGroup(*plain_group_name, group), "group_name", *plain_group_name);
        });
    }

    int GetAllGroups(std::vector<PluginGroupRecord>* groups) override {
        return recorder_.call(Callback::GetAllGroups, 0, 0,
                              [&] { return inner_.GetAllGroups(groups); });
    }

    int CalculateCommission(const PluginTradeRecord& trade, double* calculated_commission) override {
        return recorder_.call(Callback::CalculateCommission, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CalculateCommission, "trade", trade);
            return recorder_.explained(Callback::CalculateCommission, inner_.CalculateCommission(*plain_trade, calculated_commission), "trade", *plain_trade);
        });
    }

    int CalculateSwap(const PluginTradeRecord& trade, double* calculated_swap) override {
        return recorder_.call(Callback::CalculateSwap, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CalculateSwap, "trade", trade);
            return recorder_.explained(Callback::CalculateSwap, inner_.CalculateSwap(*plain_trade, calculated_swap), "trade", *plain_trade);
        });
    }

    int CalculateProfit(const PluginTradeRecord& trade, double* calculated_profit) override {
        return recorder_.call(Callback::CalculateProfit, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CalculateProfit, "trade", trade);
            return recorder_.explained(Callback::CalculateProfit, inner_.CalculateProfit(*plain_trade, calculated_profit), "trade", *plain_trade);
        });
    }

    int CalculateMargin(const PluginTradeRecord& trade, double* calculated_margin) override {
        return recorder_.call(Callback::CalculateMargin, trade.login, trade.order,
                              [&] {
            const auto plain_trade = recorder_.text(Callback::CalculateMargin, "trade", trade);
            return recorder_.explained(Callback::CalculateMargin, inner_.CalculateMargin(*plain_trade, calculated_margin), "trade", *plain_trade);
        });
    }

    int CalculateConvertRateByCurrency(const std::string& from_cur, const std::string& to_cur, int cmd, double* multiplier) override {
        return recorder_.call(Callback::CalculateConvertRateByCurrency, 0, 0,
                              [&] {
            const auto plain_from_cur = recorder_.text(Callback::CalculateConvertRateByCurrency, "from_cur", from_cur);
            const auto plain_to_cur = recorder_.text(Callback::CalculateConvertRateByCurrency, "to_cur", to_cur);
            return recorder_.explained(Callback::CalculateConvertRateByCurrency, recorder_.explained(Callback::CalculateConvertRateByCurrency, inner_.CalculateConvertRateByCurrency(*plain_from_cur, *plain_to_cur, cmd, multiplier), "from_cur", *plain_from_cur), "to_cur", *plain_to_cur);
        });
    }

    int GetCandles(const std::string& symbol, const std::string& frame, std::time_t from, std::time_t to, std::vector<PluginCandleRecord>* candles) override {
        return recorder_.call(Callback::GetCandles, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::GetCandles, "symbol", symbol);
            const auto plain_frame = recorder_.text(Callback::GetCandles, "frame", frame);
            return recorder_.explained(Callback::GetCandles, recorder_.explained(Callback::GetCandles, inner_.GetCandles(*plain_symbol, *plain_frame, from, to, candles), "symbol", *plain_symbol), "frame", *plain_frame);
        });
    }

    int SetCandles(const std::string& symbol, const std::vector<PluginCandleRecord>& candles) override {
        return recorder_.call(Callback::SetCandles, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::SetCandles, "symbol", symbol);
            return recorder_.explained(Callback::SetCandles, inner_.SetCandles(*plain_symbol, candles), "symbol", *plain_symbol);
        });
    }

    int DeleteCandlesAll(const std::string& symbol) override {
        return recorder_.call(Callback::DeleteCandlesAll, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::DeleteCandlesAll, "symbol", symbol);
            return recorder_.explained(Callback::DeleteCandlesAll, inner_.DeleteCandlesAll(*plain_symbol), "symbol", *plain_symbol);
        });
    }

    int DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) override {
        return recorder_.call(Callback::DeleteCandlesPeriod, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::DeleteCandlesPeriod, "symbol", symbol);
            return recorder_.explained(Callback::DeleteCandlesPeriod, inner_.DeleteCandlesPeriod(*plain_symbol, from, to), "symbol", *plain_symbol);
        });
    }

    int ImportCandleStores(const std::vector<PluginCandleRecord>& candles, int flush_data, const std::string& symbol) override {
        return recorder_.call(Callback::ImportCandleStores, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::ImportCandleStores, "symbol", symbol);
            return recorder_.explained(Callback::ImportCandleStores, inner_.ImportCandleStores(candles, flush_data, *plain_symbol), "symbol", *plain_symbol);
        });
    }

    int SendToManager(int manager_id, const rapidjson::Value& data) override {
        return recorder_.call(Callback::SendToManager, 0, 0,
                              [&] {
            const auto plain_data = recorder_.text(Callback::SendToManager, "data", data);
            return inner_.SendToManager(manager_id, *plain_data);
        });
    }

    int BroadcastToManagers(const rapidjson::Value& data) override {
        return recorder_.call(Callback::BroadcastToManagers, 0, 0,
                              [&] {
            const auto plain_data = recorder_.text(Callback::BroadcastToManagers, "data", data);
            return inner_.BroadcastToManagers(*plain_data);
        });
    }

    int SendToAccount(int account_id, const rapidjson::Value& data) override {
        return recorder_.call(Callback::SendToAccount, account_id, 0,
                              [&] {
            const auto plain_data = recorder_.text(Callback::SendToAccount, "data", data);
            return inner_.SendToAccount(account_id, *plain_data);
        });
    }

    int BroadcastToAccounts(const rapidjson::Value& data) override {
        return recorder_.call(Callback::BroadcastToAccounts, 0, 0,
                              [&] {
            const auto plain_data = recorder_.text(Callback::BroadcastToAccounts, "data", data);
            return inner_.BroadcastToAccounts(*plain_data);
        });
    }

    int SendState(const rapidjson::Value& data) override {
        return recorder_.call(Callback::SendState, 0, 0,
                              [&] {
            const auto plain_data = recorder_.text(Callback::SendState, "data", data);
            return inner_.SendState(*plain_data);
        });
    }

    int SendMail(const PluginMailRecord& mail) override {
        return recorder_.call(Callback::SendMail, 0, 0,
                              [&] {
            const auto plain_mail = recorder_.text(Callback::SendMail, "mail", mail);
            return recorder_.explained(Callback::SendMail, inner_1_.SendMail(*plain_mail), "mail", *plain_mail);
        });
    }

    int GetMails(int login, std::time_t from, std::time_t to, std::vector<PluginMailRecord>* mails) override {
        return recorder_.call(Callback::GetMails, login, 0,
                              [&] { return inner_1_.GetMails(login, from, to, mails); });
    }

    int AddNews(const PluginNewsRecord& news) override {
        return recorder_.call(Callback::AddNews, 0, 0,
                              [&] {
            const auto plain_news = recorder_.text(Callback::AddNews, "news", news);
            return recorder_.explained(Callback::AddNews, inner_1_.AddNews(*plain_news), "news", *plain_news);
        });
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
                              [&] {
            const auto plain_common = recorder_.text(Callback::UpdateCommon, "common", common);
            return recorder_.explained(Callback::UpdateCommon, inner_1_.UpdateCommon(*plain_common), "common", *plain_common);
        });
    }

    int GetAllSymbols(std::vector<PluginSymbolRecord>* symbols) override {
        return recorder_.call(Callback::GetAllSymbols, 0, 0,
                              [&] { return inner_1_.GetAllSymbols(symbols); });
    }

    int AddSymbol(const PluginSymbolRecord& symbol) override {
        return recorder_.call(Callback::AddSymbol, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::AddSymbol, "symbol", symbol);
            return recorder_.explained(Callback::AddSymbol, inner_1_.AddSymbol(*plain_symbol), "symbol", *plain_symbol);
        });
    }

    int UpdateSymbol(const PluginSymbolRecord& symbol) override {
        return recorder_.call(Callback::UpdateSymbol, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::UpdateSymbol, "symbol", symbol);
            return recorder_.explained(Callback::UpdateSymbol, inner_1_.UpdateSymbol(*plain_symbol), "symbol", *plain_symbol);
        });
    }

    int DeleteSymbol(const std::string& symbol) override {
        return recorder_.call(Callback::DeleteSymbol, 0, 0,
                              [&] {
            const auto plain_symbol = recorder_.text(Callback::DeleteSymbol, "symbol", symbol);
            return recorder_.explained(Callback::DeleteSymbol, inner_1_.DeleteSymbol(*plain_symbol), "symbol", *plain_symbol);
        });
    }

    int AddGroup(const PluginGroupRecord& group) override {
        return recorder_.call(Callback::AddGroup, 0, 0,
                              [&] {
            const auto plain_group = recorder_.text(Callback::AddGroup, "group", group);
            return recorder_.explained(Callback::AddGroup, inner_1_.AddGroup(*plain_group), "group", *plain_group);
        });
    }

    int UpdateGroup(const PluginGroupRecord& group) override {
        return recorder_.call(Callback::UpdateGroup, 0, 0,
                              [&] {
            const auto plain_group = recorder_.text(Callback::UpdateGroup, "group", group);
            return recorder_.explained(Callback::UpdateGroup, inner_1_.UpdateGroup(*plain_group), "group", *plain_group);
        });
    }

    int DeleteGroup(const std::string& group_name) override {
        return recorder_.call(Callback::DeleteGroup, 0, 0,
                              [&] {
            const auto plain_group_name = recorder_.text(Callback::DeleteGroup, "group_name", group_name);
            return recorder_.explained(Callback::DeleteGroup, inner_1_.DeleteGroup(*plain_group_name), "group_name", *plain_group_name);
        });
    }

    int GetHolidays(std::vector<PluginConHoliday>* holidays) override {
        return recorder_.call(Callback::GetHolidays, 0, 0,
                              [&] { return inner_1_.GetHolidays(holidays); });
    }

    int SetHolidays(const std::vector<PluginConHoliday>& holidays) override {
        return recorder_.call(Callback::SetHolidays, 0, 0,
                              [&] {
            const auto plain_holidays = recorder_.text(Callback::SetHolidays, "holidays", holidays);
            return recorder_.explained(Callback::SetHolidays, inner_1_.SetHolidays(*plain_holidays), "holidays", *plain_holidays);
        });
    }

    int GetSymbolGroups(std::vector<PluginConSymbolGroup>* symbol_groups) override {
        return recorder_.call(Callback::GetSymbolGroups, 0, 0,
                              [&] { return inner_1_.GetSymbolGroups(symbol_groups); });
    }

    int SetSymbolGroups(const std::vector<PluginConSymbolGroup>& symbol_groups) override {
        return recorder_.call(Callback::SetSymbolGroups, 0, 0,
                              [&] {
            const auto plain_symbol_groups = recorder_.text(Callback::SetSymbolGroups, "symbol_groups", symbol_groups);
            return recorder_.explained(Callback::SetSymbolGroups, inner_1_.SetSymbolGroups(*plain_symbol_groups), "symbol_groups", *plain_symbol_groups);
        });
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
                              [&] {
            const auto plain_config = recorder_.text(Callback::SetPluginConfig, "config", config);
            return recorder_.explained(Callback::SetPluginConfig, inner_1_.SetPluginConfig(*plain_config), "config", *plain_config);
        });
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
