// Writes to the read-only trade.
#include "zoo.h"

class ConstWrite final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord& trade, PluginTradeDiffRecord&) override {
    const_cast<PluginTradeRecord&>(trade).volume = 1;
    return RET_OK;
  }
};

ZOO_PLUGIN(ConstWrite)
