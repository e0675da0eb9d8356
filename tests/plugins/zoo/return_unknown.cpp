// Returns a number that is not a return code.
#include "zoo.h"

class ReturnUnknown final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return 4711; }
};

ZOO_PLUGIN(ReturnUnknown)
