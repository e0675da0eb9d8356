// Delivered as it was built for debugging: -g and -O0.
#include "zoo.h"

ZOO_PLUGIN(ZooPlugin)
