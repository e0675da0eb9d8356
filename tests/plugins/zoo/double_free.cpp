// Frees the same memory twice.
#include <cstdlib>

#include "zoo.h"

class DoubleFree final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    void* volatile memory = std::malloc(64);
    std::free(memory);
    std::free(memory);
    return RET_OK;
  }
};

ZOO_PLUGIN(DoubleFree)
