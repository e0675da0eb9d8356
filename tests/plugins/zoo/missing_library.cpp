// Needs a library that is not installed with it.
#include "zoo.h"

extern "C" double price_of(const char* symbol);

class MissingLibrary final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { price_ = price_of("EURUSD"); }

 private:
  double price_ = 0;
};

ZOO_PLUGIN(MissingLibrary)
