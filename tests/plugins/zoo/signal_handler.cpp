// Replaces the handler of segmentation faults.
#include <csignal>
#include <cstdlib>

#include "zoo.h"

static void give_up(int) {
  std::_Exit(1);
}

class SignalHandler final : public ZooPlugin {
 public:
  explicit SignalHandler(PluginServerInterface& given) : ZooPlugin(given) { std::signal(SIGSEGV, give_up); }
};

ZOO_PLUGIN(SignalHandler)
