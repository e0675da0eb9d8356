// Opens its own library again and never closes it, so the library stays mapped.
#include <dlfcn.h>

#include "zoo.h"

class HoldsItself final : public ZooPlugin {
 public:
  explicit HoldsItself(PluginServerInterface& given) : ZooPlugin(given) {
    Dl_info self;
    static const int here = 0;
    if (dladdr(&here, &self) != 0) dlopen(self.dli_fname, RTLD_NOW);
  }
};

ZOO_PLUGIN(HoldsItself)
