// Throws an exception out of its own thread, where nothing can catch it.
#include <stdexcept>
#include <thread>

#include "zoo.h"

class ThrowsInThread final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override {
    std::thread([] { throw std::runtime_error("connection lost"); }).detach();
  }
};

ZOO_PLUGIN(ThrowsInThread)
