// Built with -fno-rtti: its classes have no type information, which the server needs to find hooks and events.
#include "zoo.h"

ZOO_PLUGIN(ZooPlugin)
