// Locks a mutex that it has already locked, and deadlocks.
#include <mutex>

#include "zoo.h"

class HangMutex final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    const std::lock_guard outer(mutex_);
    return count();
  }

 private:
  int count() {
    const std::lock_guard inner(mutex_);
    return ++count_;
  }

  std::mutex mutex_;
  int count_ = 0;
};

ZOO_PLUGIN(HangMutex)
