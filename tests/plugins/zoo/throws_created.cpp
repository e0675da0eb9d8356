// Throws an exception out of CreatePlugin.
#include <stdexcept>

#include "zoo.h"

ZOO_VERSIONS
ZOO_ABOUT
ZOO_CREATE {
  throw std::runtime_error("no licence");
}
ZOO_DESTROY {}
