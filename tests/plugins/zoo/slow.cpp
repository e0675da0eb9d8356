// Takes 20 milliseconds for one call.
#include <chrono>

#include "zoo.h"

class Slow final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    while (std::chrono::steady_clock::now() < end) {
    }
    return RET_OK;
  }
};

ZOO_PLUGIN(Slow)
