// Increments a counter in two threads without a lock; built with ThreadSanitizer.
#include <thread>

#include "zoo.h"

class SanitizeThread final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override {
    std::thread first([this] { count(); });
    std::thread second([this] { count(); });
    first.join();
    second.join();
  }

 private:
  __attribute__((noinline)) void count() {
    for (int times = 0; times < 1000; ++times) ++count_;
  }

  int count_ = 0;
};

ZOO_PLUGIN(SanitizeThread)
