// Replaces the handler for exceptions that violate an exception specification.
#include <cstdlib>

#include "zoo.h"

namespace std {
void (*set_unexpected(void (*handler)()) noexcept)();
}

static void give_up() {
  std::abort();
}

class UnexpectedHandler final : public ZooPlugin {
 public:
  explicit UnexpectedHandler(PluginServerInterface& given) : ZooPlugin(given) { std::set_unexpected(give_up); }
};

ZOO_PLUGIN(UnexpectedHandler)
