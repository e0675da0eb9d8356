// Calls a function that no library contains.
#include "zoo.h"

namespace feeds {
double price_of(const char* symbol);
}

class MissingSymbol final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { price_ = feeds::price_of("EURUSD"); }

 private:
  double price_ = 0;
};

ZOO_PLUGIN(MissingSymbol)
