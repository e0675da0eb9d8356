// The server interface for one plugin: all methods.
#pragma once

#include <ctime>
#include <string>
#include <vector>

#include "PluginServerInterface.h"
#include "base/server_context.h"
#include "server/request_queue.h"
#include "trading/accounts.h"
#include "trading/trading.h"

namespace workbench {

// Accepts a plugin's trade request on the calling thread and queues its execution. Returns the code of the acceptance.
int post_trade(Trading& trading, RequestQueue& request_queue, TradeAction action,
               const PluginTradeRequestRecord& request, uint16_t plugin);

// Thread-safe, also inside hooks and events. The calling thread checks a request and calls its hooks; the request is
// executed later with the engine lock held. The returned code is that of the acceptance (documented lifecycle:
// acknowledgement first, execution after it). A null output answers RET_ERR_PARAMS. Functions that this server does not
// support answer RET_ERR_NOSERVICE.
class ServerInterface final : public PluginServerInterface {
 public:
  ServerInterface(ServerContext& context, RequestQueue& request_queue, Trading& trading, Accounts& accounts,
                  uint16_t plugin)
      : context_(context), request_queue_(request_queue), trading_(trading), accounts_(accounts), plugin_(plugin) {}

  int TickSet(TickInfo& tick) override;
  int LogsOut(const std::string& type, const std::string& message) override;
  int GetLogs(std::time_t from, std::time_t to, const std::string& type, const std::string& filter,
              std::vector<PluginServerLog>* logs) override;

  int GetAccountsByGroup(const std::string& group, std::vector<PluginAccountRecord>* accounts) override;
  int GetAccountByLogin(int login, PluginAccountRecord* account) override;
  int GetAccountBalanceByLogin(int login, PluginMarginLevel* margin) override;
  int AddAccount(const PluginAccountRequestRecord& account) override;
  int UpdateAccount(const PluginAccountRequestRecord& account) override;
  int DeleteAccount(int login) override;
  int GetMarginLevelByGroup(const std::string& group, std::vector<PluginMarginLevel>* margins) override;
  int GetAccountsEquitiesByGroup(std::time_t from, std::time_t to, const std::string& group_filter,
                                 std::vector<PluginEquityRecord>* equities) override;
  int GetAccountsEquitiesByLogin(std::time_t from, std::time_t to, int login,
                                 std::vector<PluginEquityRecord>* equities) override;

  int OpenTrade(const PluginTradeRequestRecord& trade) override;
  int CloseTrade(const PluginTradeRequestRecord& trade) override;
  int UpdateOpenTrade(const PluginTradeRequestRecord& trade) override;
  int UpdateCloseTrade(const PluginTradeRequestRecord& trade) override;
  int SetTradeGatewayData(const PluginTradeGatewayDataUpdateRecord& update) override;
  int CheckOpenTrade(const PluginTradeRequestRecord& trade) override;
  int CheckCloseTrade(const PluginTradeRequestRecord& trade) override;

  int GetOpenTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override;
  int GetPendingTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override;
  int GetOpenTradesByMagic(int magic, std::vector<PluginTradeRecord>* trades) override;
  int GetOpenTradeByOrder(int order, PluginTradeRecord* trade) override;
  int GetOpenTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) override;
  int GetCloseTradeByGwUUID(const std::string& gw_uuid, PluginTradeRecord* trade) override;
  int GetOpenTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) override;
  int GetCloseTradeByGwOrder(const std::string& gw_order, PluginTradeRecord* trade) override;
  int GetOpenTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                           std::vector<PluginTradeRecord>* trades) override;
  int GetCloseTradesByLogin(int login, std::vector<PluginTradeRecord>* trades) override;
  int GetCloseTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                            std::vector<PluginTradeRecord>* trades) override;
  int GetPendingTradesByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                              std::vector<PluginTradeRecord>* trades) override;
  int GetAllOpenTrades(std::vector<PluginTradeRecord>* trades) override;

  int BalanceIn(int login, double amount, const std::string& comment) override;
  int BalanceOut(int login, double amount, const std::string& comment) override;
  int CreditIn(int login, double amount, const std::string& comment) override;
  int CreditOut(int login, double amount, const std::string& comment) override;
  int GetTransactionsByGroup(const std::string& filter_group, std::time_t from, std::time_t to,
                             std::vector<PluginTradeRecord>* trades) override;
  int GetTransactionsByLogin(int login, std::time_t from, std::time_t to,
                             std::vector<PluginTradeRecord>* trades) override;

  int GetSymbol(const std::string& symbol, PluginSymbolRecord* cs) override;
  int GetGroup(const std::string& group_name, PluginGroupRecord* group) override;
  int GetAllGroups(std::vector<PluginGroupRecord>* groups) override;

  int CalculateCommission(const PluginTradeRecord& trade, double* calculated_commission) override;
  int CalculateSwap(const PluginTradeRecord& trade, double* calculated_swap) override;
  int CalculateProfit(const PluginTradeRecord& trade, double* calculated_profit) override;
  int CalculateMargin(const PluginTradeRecord& trade, double* calculated_margin) override;
  int CalculateConvertRateByCurrency(const std::string& from_cur, const std::string& to_cur, int cmd,
                                     double* multiplier) override;

  int GetCandles(const std::string& symbol, const std::string& frame, std::time_t from, std::time_t to,
                 std::vector<PluginCandleRecord>* candles) override;
  int SetCandles(const std::string& symbol, const std::vector<PluginCandleRecord>& candles) override;
  int DeleteCandlesAll(const std::string& symbol) override;
  int DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) override;
  int ImportCandleStores(const std::vector<PluginCandleRecord>& candles, int flush_data,
                         const std::string& symbol) override;

  int SendToManager(int manager_id, const rapidjson::Value& data) override;
  int BroadcastToManagers(const rapidjson::Value& data) override;
  int SendToAccount(int account_id, const rapidjson::Value& data) override;
  int BroadcastToAccounts(const rapidjson::Value& data) override;
  int SendState(const rapidjson::Value& data) override;

 private:
  int book(int login, double amount, PluginTradeCommand cmd, const std::string& comment);
  int replace_candles(const std::string& symbol, std::time_t from, std::time_t to,
                      std::vector<PluginCandleRecord> candles);
  int send(NoticeKind kind, const char* target, int id, const rapidjson::Value& data);
  int find_trade(Book book, const Store::Keep& keep, PluginTradeRecord* trade) const;
  int list(Book book, const std::string& mask, std::time_t from, std::time_t to, bool by_close_time,
           const Store::Keep& keep, std::vector<PluginTradeRecord>* trades) const;

  ServerContext& context_;
  RequestQueue& request_queue_;
  Trading& trading_;
  Accounts& accounts_;
  uint16_t plugin_;
};

}  // namespace workbench
