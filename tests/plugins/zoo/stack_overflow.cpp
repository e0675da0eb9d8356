// Calls itself endlessly.
#include "zoo.h"

__attribute__((noinline)) static int deeper(volatile char* above) {
  volatile char here[1024];
  here[0] = above[0];
  return deeper(here) + here[0];
}

class StackOverflow final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    volatile char start = 0;
    return deeper(&start);
  }
};

ZOO_PLUGIN(StackOverflow)
