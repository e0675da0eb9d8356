// Exports a function that the server's process also exports: even its own calls reach the other function.
#include "zoo.h"

extern "C" __attribute__((visibility("default"))) long random() noexcept {
  return 4;
}

ZOO_PLUGIN(ZooPlugin)
