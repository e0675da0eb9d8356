// Changes the trade, but returns RET_OK.
#include "zoo.h"

class ChangeUntold final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord& diff) override {
    diff.comment = "seen";
    return RET_OK;
  }
};

ZOO_PLUGIN(ChangeUntold)
