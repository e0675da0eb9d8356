// Uses the server after DestroyPlugin has returned, from a thread that still runs.
#include <chrono>
#include <thread>

#include "zoo.h"

class AfterDestroy final : public ZooPlugin {
 public:
  explicit AfterDestroy(PluginServerInterface& given) : ZooPlugin(given) {
    std::thread([&given] {
      while (given.LogsOut("zoo", "still here") != RET_ERR_SHUTDOWN)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }).detach();
  }
};

ZOO_PLUGIN(AfterDestroy)
