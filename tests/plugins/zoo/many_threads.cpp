// Starts 60 threads while it is loaded.
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "zoo.h"

class ManyThreads final : public ZooPlugin {
 public:
  explicit ManyThreads(PluginServerInterface& given) : ZooPlugin(given) {
    for (int count = 0; count < 60; ++count) threads_.emplace_back([this] { wait(); });
  }
  ~ManyThreads() override {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    told_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void wait() {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [this] { return over_; });
  }

  std::mutex mutex_;
  std::condition_variable told_;
  bool over_ = false;
  std::vector<std::thread> threads_;
};

ZOO_PLUGIN(ManyThreads)
