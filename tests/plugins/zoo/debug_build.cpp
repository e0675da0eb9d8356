// Is a debug build: -g and -O0.
#include "zoo.h"

ZOO_PLUGIN(ZooPlugin)
