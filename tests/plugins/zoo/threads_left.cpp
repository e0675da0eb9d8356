// Leaves a thread that never ends.
#include <pthread.h>
#include <unistd.h>

#include <thread>

#include "zoo.h"

class ThreadsLeft final : public ZooPlugin {
 public:
  explicit ThreadsLeft(PluginServerInterface& given) : ZooPlugin(given) {
    std::thread thread([] {
      while (true) pause();
    });
    pthread_setname_np(thread.native_handle(), "forgotten");
    thread.detach();
  }
};

ZOO_PLUGIN(ThreadsLeft)
