// Requests and queries of plugins beyond the public server interface.
#include "server/extension_interface.h"

#include <utility>

#include "base/server_settings.h"
#include "server/server_interface.h"

namespace workbench {
namespace {

template <class Value>
int give(Value* out, Value found) {
  if (out == nullptr) return RET_ERR_PARAMS;
  *out = std::move(found);
  return RET_OK;
}

}  // namespace

// Mail and news.

int ExtensionInterface::SendMail(const PluginMailRecord& mail) {
  const RequestDepth deeper;
  if (const int code = mailroom_.check(mail); code != RET_OK) return code;
  return request_queue_.post([&mailroom = mailroom_, mail, plugin = plugin_](CommitBatch& batch) {
    return Outcome{mailroom.send(mail, plugin, batch), 0};
  });
}

int ExtensionInterface::GetMails(int login, std::time_t from, std::time_t to, std::vector<PluginMailRecord>* mails) {
  if (login != 0 && !context_.store.account_snapshot(login)) return RET_USER_NOT_FOUND;
  return give(mails, mailroom_.mails(login, from, to));
}

int ExtensionInterface::AddNews(const PluginNewsRecord& news) {
  const RequestDepth deeper;
  if (const int code = mailroom_.check(news); code != RET_OK) return code;
  return request_queue_.post([&mailroom = mailroom_, news, plugin = plugin_](CommitBatch& batch) {
    return Outcome{mailroom.publish(news, plugin, batch), 0};
  });
}

int ExtensionInterface::GetNews(std::time_t from, std::time_t to, std::vector<PluginNewsRecord>* news) {
  return give(news, mailroom_.news(from, to));
}

// Configuration.

void ExtensionInterface::journal(const Refusal& refusal) const {
  context_.notices.journal("warning", "CONFIGURATION", plugin_, "refused: " + refusal.why);
}

int ExtensionInterface::edit(const Refusal& check, std::function<Refusal(CommitBatch&)> carry_out) {
  if (check.refused()) {
    journal(check);
    return check.code;
  }
  const RequestDepth deeper;
  // This object lives as long as the server, even after the plugin is removed.
  return request_queue_.post([this, carry_out = std::move(carry_out)](CommitBatch& batch) {
    const Refusal refusal = carry_out(batch);
    if (refusal.refused()) journal(refusal);
    return Outcome{refusal.code, 0};
  });
}

int ExtensionInterface::GetCommon(PluginConCommon* common) {
  return give(common, PluginConCommon(*context_.settings.common()));
}

int ExtensionInterface::UpdateCommon(const PluginConCommon& common) {
  return edit(configuration_.check_common(common),
              [this, common](CommitBatch& batch) { return configuration_.put_common(common, plugin_, batch); });
}

int ExtensionInterface::GetAllSymbols(std::vector<PluginSymbolRecord>* symbols) {
  return give(symbols, context_.market.symbols());
}

int ExtensionInterface::AddSymbol(const PluginSymbolRecord& symbol) {
  return edit(configuration_.check_symbol(symbol, Edit::Add), [this, symbol](CommitBatch& batch) {
    return configuration_.put_symbol(symbol, Edit::Add, plugin_, batch);
  });
}

int ExtensionInterface::UpdateSymbol(const PluginSymbolRecord& symbol) {
  return edit(configuration_.check_symbol(symbol, Edit::Update), [this, symbol](CommitBatch& batch) {
    return configuration_.put_symbol(symbol, Edit::Update, plugin_, batch);
  });
}

int ExtensionInterface::DeleteSymbol(const std::string& symbol) {
  return edit(configuration_.check_erase_symbol(symbol),
              [this, symbol](CommitBatch& batch) { return configuration_.erase_symbol(symbol, plugin_, batch); });
}

int ExtensionInterface::AddGroup(const PluginGroupRecord& group) {
  return edit(configuration_.check_group(group, Edit::Add),
              [this, group](CommitBatch& batch) { return configuration_.put_group(group, Edit::Add, plugin_, batch); });
}

int ExtensionInterface::UpdateGroup(const PluginGroupRecord& group) {
  return edit(configuration_.check_group(group, Edit::Update), [this, group](CommitBatch& batch) {
    return configuration_.put_group(group, Edit::Update, plugin_, batch);
  });
}

int ExtensionInterface::DeleteGroup(const std::string& group_name) {
  return edit(configuration_.check_erase_group(group_name), [this, group_name](CommitBatch& batch) {
    return configuration_.erase_group(group_name, plugin_, batch);
  });
}

int ExtensionInterface::GetHolidays(std::vector<PluginConHoliday>* holidays) {
  return give(holidays, context_.market.holidays());
}

int ExtensionInterface::SetHolidays(const std::vector<PluginConHoliday>& holidays) {
  return edit(configuration_.check_holidays(holidays),
              [this, holidays](CommitBatch& batch) { return configuration_.put_holidays(holidays, plugin_, batch); });
}

int ExtensionInterface::GetSymbolGroups(std::vector<PluginConSymbolGroup>* symbol_groups) {
  return give(symbol_groups, context_.settings.symbol_groups());
}

int ExtensionInterface::SetSymbolGroups(const std::vector<PluginConSymbolGroup>& symbol_groups) {
  return edit(configuration_.check_symbol_groups(symbol_groups), [this, symbol_groups](CommitBatch& batch) {
    return configuration_.put_symbol_groups(symbol_groups, plugin_, batch);
  });
}

int ExtensionInterface::GetManagers(std::vector<PluginConManager>* managers) {
  return give(managers, context_.settings.managers());
}

int ExtensionInterface::GetPluginConfig(std::string* config) {
  const std::string kept = context_.host.config(plugin_);
  return give(config, kept.empty() ? std::string("{}") : kept);
}

int ExtensionInterface::SetPluginConfig(const std::string& config) {
  const bool good = is_json_object(config);
  return edit(
      good ? Refusal{} : Refusal{RET_INVALID_DATA, "the parameters of a plugin must be a JSON object"},
      [this, config](CommitBatch& batch) { return configuration_.put_plugin_config(plugin_, config, plugin_, batch); });
}

// Trades.

int ExtensionInterface::CancelTrade(int order) {
  return trade(TradeAction::Cancel, order);
}

int ExtensionInterface::CloseTradeBy(int order, int opposite_order) {
  return trade(TradeAction::CloseBy, order, opposite_order);
}

int ExtensionInterface::DeleteTrade(int order) {
  return trade(TradeAction::Delete, order);
}

int ExtensionInterface::RestoreTrade(int order) {
  return trade(TradeAction::Restore, order);
}

int ExtensionInterface::trade(TradeAction action, int order, int opposite_order) {
  PluginTradeRequestRecord request;
  request.order = order;
  request.parent_order = opposite_order;
  return post_trade(trading_, request_queue_, action, request, plugin_);
}

}  // namespace workbench
