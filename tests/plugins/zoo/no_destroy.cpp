// Exports CreatePlugin, but no DestroyPlugin.
#include "zoo.h"

ZOO_VERSIONS
ZOO_ABOUT
ZOO_CREATE {
  return new ZooPlugin(*server);
}
