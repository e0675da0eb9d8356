// Returns RET_OK_CHANGE without changing anything.
#include "zoo.h"

class ChangeNothing final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return RET_OK_CHANGE; }
};

ZOO_PLUGIN(ChangeNothing)
