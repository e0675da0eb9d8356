// Reports a different version than its entry in server.toml.
#include "zoo.h"

ZOO_PLUGIN(ZooPlugin)
