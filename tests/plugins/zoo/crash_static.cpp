// Crashes in the initialiser of a global variable, before any of its functions is called.
#include "zoo.h"

__attribute__((noinline)) static int read_through(const volatile int* pointer) {
  return *pointer;
}

static const int limit = read_through(nullptr);

class CrashStatic final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { seen_ = limit; }

 private:
  volatile int seen_ = 0;
};

ZOO_PLUGIN(CrashStatic)
