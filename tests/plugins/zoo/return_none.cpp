// Returns RET_OK_NONE, which is ambiguous.
#include "zoo.h"

class ReturnNone final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return RET_OK_NONE; }
};

ZOO_PLUGIN(ReturnNone)
