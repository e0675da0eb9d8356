// Exports no AboutPlugin: its name and version are not known before it is created.
#include "zoo.h"

ZOO_VERSIONS
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
}
