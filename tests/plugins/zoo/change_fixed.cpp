// Changes the login of an account, which cannot change.
#include "zoo.h"

class ChangeFixed final : public AtQuote, public HookAccount {
 public:
  using AtQuote::AtQuote;
  void act() override {
    PluginAccountRequestRecord account;
    if (server.GetAccountByLogin(1001, &account) == RET_OK) server.UpdateAccount(account);
  }
  int HookAccountUpdate(const PluginAccountRecord&, const PluginMarginLevel&, PluginAccountDiffRecord& diff) override {
    diff.login += 1;
    return RET_OK_CHANGE;
  }
};

ZOO_PLUGIN(ChangeFixed)
