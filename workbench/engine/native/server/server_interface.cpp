// Requests of plugins: quotes, trades, accounts, money and messages. server_queries.cpp has their queries.
#include "server/server_interface.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <memory>
#include <utility>

#include "trading/checks.h"

namespace workbench {

// The intake of the engine's next commit batch takes the quote and gives it server time.
int ServerInterface::TickSet(TickInfo& tick) {
  const RequestDepth deeper;
  const auto number = context_.market.number(tick.symbol);
  if (!number) return context_.market.refuse_unknown();
  return request_queue_.post([&context = context_, number = *number, bid = tick.bid, ask = tick.ask,
                              volume = tick.volume, sent = tick.ctm](CommitBatch& batch) {
    const int64_t now = context.server_nanos.load(std::memory_order_relaxed);
    return Outcome{context.market.take(number, bid, ask, volume, now, batch, sent), 0};
  });
}

int ServerInterface::LogsOut(const std::string& type, const std::string& message) {
  context_.notices.journal("info", type, plugin_, message);
  return RET_OK;
}

// Trades.

int post_trade(Trading& trading, RequestQueue& request_queue, TradeAction action,
               const PluginTradeRequestRecord& request, uint16_t plugin) {
  const RequestDepth deeper;
  if (RequestDepth::too_deep()) return RET_TRADE_TOO_MANY_REQ;
  const auto accepted = std::make_shared<const Accepted>(trading.accept(action, request, plugin));
  if (accepted->code != RET_OK) return accepted->code;
  const int code = request_queue.post([&trading, accepted](CommitBatch& batch) {
    return Outcome{trading.execute(*accepted, batch), accepted->trade.order};
  });
  if (code != RET_OK) trading.release(*accepted);
  return code;
}

int ServerInterface::OpenTrade(const PluginTradeRequestRecord& trade) {
  return post_trade(trading_, request_queue_, TradeAction::Open, trade, plugin_);
}

int ServerInterface::CloseTrade(const PluginTradeRequestRecord& trade) {
  return post_trade(trading_, request_queue_, TradeAction::Close, trade, plugin_);
}

int ServerInterface::UpdateOpenTrade(const PluginTradeRequestRecord& trade) {
  return post_trade(trading_, request_queue_, TradeAction::Update, trade, plugin_);
}

int ServerInterface::UpdateCloseTrade(const PluginTradeRequestRecord& trade) {
  return post_trade(trading_, request_queue_, TradeAction::UpdateClosed, trade, plugin_);
}

int ServerInterface::SetTradeGatewayData(const PluginTradeGatewayDataUpdateRecord& update) {
  const RequestDepth deeper;
  const bool known = context_.store.trade(Book::Open, update.order) || context_.store.trade(Book::Closed, update.order);
  if (!known) return RET_TRADE_INCORRECT_ORDER;
  return request_queue_.post([&trading = trading_, update](CommitBatch& batch) {
    return Outcome{trading.set_gateway_data(update, batch), update.order};
  });
}

int ServerInterface::CheckOpenTrade(const PluginTradeRequestRecord& trade) {
  return trading_.try_open(trade);
}

int ServerInterface::CheckCloseTrade(const PluginTradeRequestRecord& trade) {
  return trading_.try_close(trade);
}

// Accounts.

int ServerInterface::AddAccount(const PluginAccountRequestRecord& account) {
  const RequestDepth deeper;
  if (RequestDepth::too_deep()) return RET_TRADE_TOO_MANY_REQ;
  AcceptedAccount accepted = accounts_.accept_add(account, plugin_);
  if (accepted.code != RET_OK) return accepted.code;
  return request_queue_.post([&accounts = accounts_, accepted = std::move(accepted)](CommitBatch& batch) {
    return Outcome{accounts.store_added(accepted, batch), accepted.account.login};
  });
}

int ServerInterface::UpdateAccount(const PluginAccountRequestRecord& account) {
  const RequestDepth deeper;
  if (RequestDepth::too_deep()) return RET_TRADE_TOO_MANY_REQ;
  AcceptedAccount accepted = accounts_.accept_update(account, plugin_);
  if (accepted.code != RET_OK) return accepted.code;
  return request_queue_.post([&accounts = accounts_, accepted = std::move(accepted)](CommitBatch& batch) {
    return Outcome{accounts.store_updated(accepted, batch), accepted.account.login};
  });
}

int ServerInterface::DeleteAccount(int login) {
  const RequestDepth deeper;
  if (RequestDepth::too_deep()) return RET_TRADE_TOO_MANY_REQ;
  AcceptedAccount accepted = accounts_.accept_delete(login);
  if (accepted.code != RET_OK) return accepted.code;
  return request_queue_.post([&accounts = accounts_, accepted = std::move(accepted)](CommitBatch& batch) {
    return Outcome{accounts.store_deleted(accepted, batch), accepted.account.login};
  });
}

// Money.

int ServerInterface::book(int login, double amount, PluginTradeCommand cmd, const std::string& comment) {
  const RequestDepth deeper;
  const Finance finance{login, amount, cmd, comment, plugin_};
  if (const int code = accounts_.check_finance(finance); code != RET_OK) return code;
  return request_queue_.post([&accounts = accounts_, finance](CommitBatch& batch) {
    Outcome outcome;
    outcome.code = accounts.book(finance, batch, outcome.order);
    return outcome;
  });
}

int ServerInterface::BalanceIn(int login, double amount, const std::string& comment) {
  return book(login, amount, PluginTradeCommand::BalanceIn, comment);
}

int ServerInterface::BalanceOut(int login, double amount, const std::string& comment) {
  return book(login, amount, PluginTradeCommand::BalanceOut, comment);
}

int ServerInterface::CreditIn(int login, double amount, const std::string& comment) {
  return book(login, amount, PluginTradeCommand::CreditIn, comment);
}

int ServerInterface::CreditOut(int login, double amount, const std::string& comment) {
  return book(login, amount, PluginTradeCommand::CreditOut, comment);
}

// Messages.

int ServerInterface::send(NoticeKind kind, const char* target, int id, const rapidjson::Value& data) {
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  if (!data.Accept(writer)) return RET_INVALID_DATA;  // NaN or infinity, which JSON cannot represent
  Notice notice;
  notice.kind = kind;
  notice.text.assign(text.GetString(), text.GetSize());
  notice.target = target;
  notice.plugin = plugin_;
  notice.id = id;
  context_.notices.put(std::move(notice));
  return RET_OK;
}

int ServerInterface::SendToManager(int manager_id, const rapidjson::Value& data) {
  return send(NoticeKind::Message, "manager", manager_id, data);
}

int ServerInterface::BroadcastToManagers(const rapidjson::Value& data) {
  return send(NoticeKind::Message, "managers", 0, data);
}

int ServerInterface::SendToAccount(int account_id, const rapidjson::Value& data) {
  if (!context_.store.account(account_id)) return RET_USER_NOT_FOUND;
  return send(NoticeKind::Message, "account", account_id, data);
}

int ServerInterface::BroadcastToAccounts(const rapidjson::Value& data) {
  return send(NoticeKind::Message, "accounts", 0, data);
}

int ServerInterface::SendState(const rapidjson::Value& data) {
  return send(NoticeKind::State, "", 0, data);
}

}  // namespace workbench
