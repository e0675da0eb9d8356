// The server interface extension for one plugin: mail, news, edits of the configuration.
#pragma once

#include <functional>

#include "WorkbenchExtensions.h"
#include "base/server_context.h"
#include "server/configuration.h"
#include "server/mailroom.h"
#include "server/request_queue.h"
#include "trading/trading.h"

namespace workbench {

// Thread-safe, also inside hooks and events. The calling thread checks a request. A later commit batch carries it out
// with the engine lock held, so the caller does not wait. The journal reports requests that have become impossible by
// then. A null output answers RET_ERR_PARAMS.
class ExtensionInterface final : public ServerExtension {
 public:
  ExtensionInterface(ServerContext& context, RequestQueue& request_queue, Trading& trading,
                     Configuration& configuration, Mailroom& mailroom, uint16_t plugin)
      : context_(context),
        request_queue_(request_queue),
        trading_(trading),
        configuration_(configuration),
        mailroom_(mailroom),
        plugin_(plugin) {}

  int SendMail(const PluginMailRecord& mail) override;
  int GetMails(int login, std::time_t from, std::time_t to, std::vector<PluginMailRecord>* mails) override;
  int AddNews(const PluginNewsRecord& news) override;
  int GetNews(std::time_t from, std::time_t to, std::vector<PluginNewsRecord>* news) override;

  int GetCommon(PluginConCommon* common) override;
  int UpdateCommon(const PluginConCommon& common) override;
  int GetAllSymbols(std::vector<PluginSymbolRecord>* symbols) override;
  int AddSymbol(const PluginSymbolRecord& symbol) override;
  int UpdateSymbol(const PluginSymbolRecord& symbol) override;
  int DeleteSymbol(const std::string& symbol) override;
  int AddGroup(const PluginGroupRecord& group) override;
  int UpdateGroup(const PluginGroupRecord& group) override;
  int DeleteGroup(const std::string& group_name) override;
  int GetHolidays(std::vector<PluginConHoliday>* holidays) override;
  int SetHolidays(const std::vector<PluginConHoliday>& holidays) override;
  int GetSymbolGroups(std::vector<PluginConSymbolGroup>* symbol_groups) override;
  int SetSymbolGroups(const std::vector<PluginConSymbolGroup>& symbol_groups) override;
  int GetManagers(std::vector<PluginConManager>* managers) override;
  int GetPluginConfig(std::string* config) override;
  int SetPluginConfig(const std::string& config) override;

  int CancelTrade(int order) override;
  int CloseTradeBy(int order, int opposite_order) override;
  int DeleteTrade(int order) override;
  int RestoreTrade(int order) override;

 private:
  int trade(TradeAction action, int order, int opposite_order = 0);
  // Queues an edit that passed its check.
  int edit(const Refusal& check, std::function<Refusal(CommitBatch&)> carry_out);
  void journal(const Refusal& refusal) const;

  ServerContext& context_;
  RequestQueue& request_queue_;
  Trading& trading_;
  Configuration& configuration_;
  Mailroom& mailroom_;
  uint16_t plugin_;
};

}  // namespace workbench
