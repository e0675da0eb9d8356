// Destroys a thread object that it neither joined nor detached.
#include <thread>

#include "zoo.h"

class Unjoined final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    const std::thread forgotten([] {});
    return RET_OK;
  }
};

ZOO_PLUGIN(Unjoined)
