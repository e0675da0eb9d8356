// Its CreatePlugin returns no plugin.
#include "zoo.h"

ZOO_VERSIONS
ZOO_ABOUT
ZOO_CREATE {
  return nullptr;
}
ZOO_DESTROY {}
