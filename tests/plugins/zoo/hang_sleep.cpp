// Sleeps in a hook for one hour.
#include <chrono>
#include <thread>

#include "zoo.h"

class HangSleep final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    std::this_thread::sleep_for(std::chrono::hours(1));
    return RET_OK;
  }
};

ZOO_PLUGIN(HangSleep)
