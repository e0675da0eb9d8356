// Calls a function through a null pointer.
#include "zoo.h"

class NullFunction final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord& trade, PluginTradeDiffRecord&) override { return rule_(trade.volume); }

 private:
  int (*volatile rule_)(int) = nullptr;
};

ZOO_PLUGIN(NullFunction)
