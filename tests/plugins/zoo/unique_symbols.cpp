// Has a variable that is one for the whole process, so that it can never be unloaded.
#include "zoo.h"

template <class T>
struct Counted {
  static inline int count = 0;
};

class UniqueSymbols final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { ++Counted<int>::count; }
};

ZOO_PLUGIN(UniqueSymbols)
