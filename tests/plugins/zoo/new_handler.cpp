// Replaces the handler for failed allocations.
#include <cstdlib>
#include <new>

#include "zoo.h"

static void give_up() {
  std::abort();
}

class NewHandler final : public ZooPlugin {
 public:
  explicit NewHandler(PluginServerInterface& given) : ZooPlugin(given) { std::set_new_handler(give_up); }
};

ZOO_PLUGIN(NewHandler)
