// Exports a function of its own that the server's process has as well: even its own calls reach that one.
#include "zoo.h"

extern "C" __attribute__((visibility("default"))) long random() noexcept {
  return 4;
}

ZOO_PLUGIN(ZooPlugin)
