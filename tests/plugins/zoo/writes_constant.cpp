// Writes to a constant.
#include "zoo.h"

static const int limits[4] = {1, 2, 3, 4};

__attribute__((noinline)) static void raise_limit(const volatile int* limit) {
  *const_cast<volatile int*>(limit) = 5;
}

class WritesConstant final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    raise_limit(limits);
    return RET_OK;
  }
};

ZOO_PLUGIN(WritesConstant)
