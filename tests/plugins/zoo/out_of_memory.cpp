// Allocates more memory than exists, on its own thread.
#include <thread>

#include "zoo.h"

class OutOfMemory final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override {
    std::thread([this] { all_ = new char[std::size_t{1} << 46]; }).detach();
  }

 private:
  char* volatile all_ = nullptr;
};

ZOO_PLUGIN(OutOfMemory)
