// Exports no AboutPlugin: the server learns its name and version only after it has created the plugin.
#include "zoo.h"

ZOO_VERSIONS
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
}
