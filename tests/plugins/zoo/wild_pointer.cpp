// Writes through an invalid pointer, on its own thread.
#include <thread>

#include "zoo.h"

__attribute__((noinline)) static void write_through(volatile int* pointer) {
  *pointer = 1;
}

class WildPointer final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override {
    std::thread([] { write_through(reinterpret_cast<int*>(0x123456789000)); }).detach();
  }
};

ZOO_PLUGIN(WildPointer)
