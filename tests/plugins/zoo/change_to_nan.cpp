// Sets the commission to the result of zero divided by zero.
#include <limits>

#include "zoo.h"

class ChangeToNan final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord& diff) override {
    diff.commission = std::numeric_limits<double>::quiet_NaN();
    return RET_OK_CHANGE;
  }
};

ZOO_PLUGIN(ChangeToNan)
