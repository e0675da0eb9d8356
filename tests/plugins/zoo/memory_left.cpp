// Does not free one megabyte.
#include "zoo.h"

static char* volatile forgotten;

class MemoryLeft final : public ZooPlugin {
 public:
  explicit MemoryLeft(PluginServerInterface& given) : ZooPlugin(given) { forgotten = new char[1 << 20]; }
};

ZOO_PLUGIN(MemoryLeft)
