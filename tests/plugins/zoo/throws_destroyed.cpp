// Throws an exception out of DestroyPlugin.
#include <stdexcept>

#include "zoo.h"

ZOO_VERSIONS
ZOO_ABOUT
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
  throw std::logic_error("not now");
}
