// Never returns from an event: an endless loop.
#include "zoo.h"

class HangLoop final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override {
    while (waiting_) {
    }
  }

 private:
  volatile bool waiting_ = true;
};

ZOO_PLUGIN(HangLoop)
