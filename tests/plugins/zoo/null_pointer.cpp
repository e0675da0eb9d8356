// Reads through a null pointer in a hook.
#include "zoo.h"

__attribute__((noinline)) static int read_through(const volatile int* pointer) {
  return *pointer;
}

class NullPointer final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return read_through(nullptr); }
};

ZOO_PLUGIN(NullPointer)
