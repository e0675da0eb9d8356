// Contains an assert that fails.
#undef NDEBUG
#include <cassert>

#include "zoo.h"

class Asserts final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord& trade, PluginTradeDiffRecord&) override {
    assert(trade.volume < 0);
    return RET_OK;
  }
};

ZOO_PLUGIN(Asserts)
