// Closes all descriptors in a hook, as daemons do at their start.
#include <unistd.h>

#include "zoo.h"

class ClosesAll final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    constexpr int kFirst = 3, kEnd = 1024;
    for (int number = kFirst; number < kEnd; ++number) close(number);
    return RET_OK;
  }
};

ZOO_PLUGIN(ClosesAll)
