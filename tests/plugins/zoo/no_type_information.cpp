// Built with -fno-rtti: its classes have no type information, by which the server finds their hooks and events.
#include "zoo.h"

ZOO_PLUGIN(ZooPlugin)
