// Accounts: adding, changing, removing, login and logout, and money operations.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/request_limits.h"
#include "base/server_context.h"
#include "model/PluginAccountRequestRecord.hpp"
#include "plugins/host.h"
#include "storage/commit_batch.h"

namespace workbench {

// An accepted change of an account, or the reason for a refusal. `password` is the new password as plain text when it
// changed.
struct AcceptedAccount {
  int code = RET_OK;
  PluginAccountRecord account = {};
  std::string password = {};
};

// A money operation; the sign of `amount` is the sign of the booking.
struct Finance {
  int login = 0;
  double amount = 0.0;
  PluginTradeCommand cmd = PluginTradeCommand::BalanceIn;
  std::string comment;
  uint16_t plugin = kNoPlugin;  // that requested it
};

// The accept_* methods may be called from any thread and call the account hooks; the other methods need the engine
// lock.
class Accounts {
 public:
  explicit Accounts(ServerContext& context) : context_(context) {}

  // RET_GROUP_NOT_FOUND, RET_INVALID_DATA (login or leverage below 0, texts, times, numbers), RET_USR_LOGIN_EXIST,
  // RET_USR_LOGIN_PROHIBITED for a login whose history is kept (convention: the new account would get the history of
  // another person), RET_USR_LOGIN_EXHAUSTED, or a hook's code. Login 0 takes the next free number, leverage 0 the
  // group's default. Money is 0: only money operations change it.
  // `plugin` makes the request, kNoPlugin for a manager. The journal names it together with an unusable field.
  AcceptedAccount accept_add(const PluginAccountRequestRecord& request, uint16_t plugin = kNoPlugin);
  // RET_USER_NOT_FOUND, RET_GROUP_NOT_FOUND, RET_INVALID_DATA, RET_USR_DIFFERENT_CURRENCY (new group of another
  // currency), or a hook's code. Money, registration and last login stay; an empty password keeps the old one.
  AcceptedAccount accept_update(const PluginAccountRequestRecord& request, uint16_t plugin = kNoPlugin);
  // RET_USER_NOT_FOUND, RET_USR_HAS_TRADES (open ones), or a hook's code.
  AcceptedAccount accept_delete(int login);
  // RET_ERR_PARAMS for a command that is no finance command, or an amount that is not finite, 0 in hundredths, of the
  // wrong sign or too large for a balance. RET_INVALID_DATA for the comment. RET_USER_NOT_FOUND. RET_TRADE_NO_MONEY for
  // a BalanceOut above the balance or above the free margin without credit, bonus and the group's
  // withdrawal_margin_reserve; a reserve below 0 allows accounts of the group to exceed both limits by this amount
  // (convention). RET_TRADE_NO_MONEY also for a withdrawal of more credit or bonus than there is. The server's own
  // charges may leave a balance below 0. RET_TRADE_OFFQUOTES for a BalanceOut while a position of the account has no
  // price or no rate. RET_USR_HAS_TRADES when the group does not allow the withdrawal of a bonus while positions are
  // open (documented policy bit).
  int check_finance(const Finance& finance) const;

  int store_added(const AcceptedAccount& accepted, CommitBatch& batch);
  // Stores a changed account. A new leverage applies to open positions as well: their initial margin becomes what it
  // would be with it (convention), unless the server's leverage_at_opening is 1.
  int store_updated(const AcceptedAccount& accepted, CommitBatch& batch);
  int store_deleted(const AcceptedAccount& accepted, CommitBatch& batch);
  // Books a money operation as a finance record with its own order number.
  int book(const Finance& finance, CommitBatch& batch, int& order);
  // RET_USER_NOT_FOUND, RET_ACCOUNT_DISABLED, or a hook's code.
  int login(int login, const std::string& ip, PluginConnectionType type, CommitBatch& batch);
  int logout(int login, const std::string& ip, PluginConnectionType type);
  // Stores an account with its opening money, unless the login exists or existed. Calls no hooks and sends no
  // notifications. RET_OK_NONE when the login exists or existed.
  int seed(PluginAccountRecord account, double balance, double credit, CommitBatch& batch);
  // Loads the logins that were seeded before the start. They are not created again, even if the account was changed or
  // removed.
  void load_seeded(const std::vector<int>& logins) { seeded_.insert(logins.begin(), logins.end()); }

 private:
  int ask(Callback hook, std::string_view what, PluginAccountRecord& account);
  // Journals the plugin's refusal and returns its code.
  int refuse(std::string_view type, std::string_view what, int login, const HookOutcome& outcome);
  // Journals the unusable field and the plugin that set it. Returns RET_INVALID_DATA.
  int refuse_field(std::string_view what, int login, uint16_t plugin, const FieldFault& fault) const;
  int64_t now_seconds() const;
  int check_new(int login) const;
  int check_taking(const PluginAccountRecord& account, const Finance& finance) const;
  // Returns the account's positions that change with its new leverage, in their new state.
  std::vector<PluginTradeRecord> follow_leverage(const PluginAccountRecord& account, int32_t before) const;
  PluginTradeRecord finance_record(const Finance& finance);
  void show_count();

  void remember_seeded(int login, CommitBatch& batch);

  ServerContext& context_;
  std::unordered_set<int> seeded_;
};

}  // namespace workbench
