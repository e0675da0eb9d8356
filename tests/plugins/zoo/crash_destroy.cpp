// Crashes in DestroyPlugin.
#include "zoo.h"

ZOO_VERSIONS
ZOO_ABOUT
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
  *static_cast<volatile int*>(nullptr) = 1;
}
