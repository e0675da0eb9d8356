// Returns config.answer from opening requests and config.account_answer from account hooks; makes the configured
// changes.
#include <limits>

class Answering final : public PluginInterface, public HookTrade, public HookAccount {
 public:
  Answering(const rapidjson::Value& config, PluginServerInterface&)
      : answer_(number(config, "answer")),
        account_answer_(number(config, "account_answer")),
        not_finite_(config.HasMember("not_finite")),
        reason_(number(config, "reason")),
        new_login_(number(config, "new_login")),
        mark_(config.HasMember("mark") ? config["mark"].GetString() : "") {}

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    if (!mark_.empty()) diff.comment = trade.comment + mark_;
    if (reason_ != 0) diff.reason = static_cast<PluginTradeReason>(reason_);
    if (not_finite_) diff.commission = std::numeric_limits<double>::quiet_NaN();
    return answer_;
  }

  int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel&,
                        PluginAccountDiffRecord& diff) override {
    if (!mark_.empty()) diff.comment = account.comment + mark_;
    if (new_login_ != 0) diff.login = new_login_;
    return account_answer_;
  }

  int HookAccountLogin(const PluginAccountRecord&) override { return account_answer_; }

 private:
  int answer_;
  int account_answer_;
  bool not_finite_;
  int reason_;
  int new_login_;
  std::string mark_;
};

EXPORT_PLUGIN(Answering)
