// Has a variable that exists once for the whole process, so the server can never unload the plugin.
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
