// Contains the .NET runtime.
#include "zoo.h"

extern "C" int coreclr_initialize();

class DotNet final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { coreclr_initialize(); }
};

ZOO_PLUGIN(DotNet)
