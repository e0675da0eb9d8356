// Built with the old layout of std::string: no text from the server would be readable.
// The public headers notice it, unless their author's words are taken away.
#define static_assert(...) static_assert(true)
#include "zoo.h"

ZOO_PLUGIN(ZooPlugin)
