// Calls trade methods inside an account hook.
#include <vector>

#include "zoo.h"

class AccountHandler final : public AtQuote, public HookAccount {
 public:
  using AtQuote::AtQuote;
  void act() override {
    PluginAccountRequestRecord account;
    if (server.GetAccountByLogin(1002, &account) == RET_OK) server.UpdateAccount(account);
  }
  int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel&,
                        PluginAccountDiffRecord&) override {
    std::vector<PluginTradeRecord> trades;
    server.GetOpenTradesByLogin(account.login, &trades);
    return RET_OK;
  }
};

ZOO_PLUGIN(AccountHandler)
