// Crashes in CreatePlugin.
#include "zoo.h"

ZOO_VERSIONS
ZOO_ABOUT
ZOO_CREATE {
  *static_cast<volatile int*>(nullptr) = 1;
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
}
