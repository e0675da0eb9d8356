// Throws an object that is not a std::exception out of an event.
#include "zoo.h"

struct OutOfHours {};

class ThrowsAnything final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { throw OutOfHours(); }
};

ZOO_PLUGIN(ThrowsAnything)
