// Adds one to the largest integer; built with UndefinedBehaviorSanitizer.
#include <climits>

#include "zoo.h"

class SanitizeUndefined final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    int last = last_;
    last_ = last + 1;
    return RET_OK;
  }

 private:
  volatile int last_ = INT_MAX;
};

ZOO_PLUGIN(SanitizeUndefined)
