// Replaces the handler that std::terminate calls.
#include <cstdlib>
#include <exception>

#include "zoo.h"

static void give_up() {
  std::abort();
}

class TerminateHandler final : public ZooPlugin {
 public:
  explicit TerminateHandler(PluginServerInterface& given) : ZooPlugin(given) { std::set_terminate(give_up); }
};

ZOO_PLUGIN(TerminateHandler)
