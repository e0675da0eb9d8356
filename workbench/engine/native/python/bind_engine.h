// The parts of the Python module that hand-written bindings add.
#pragma once

#include <nanobind/nanobind.h>

#include "server/engine.h"

namespace workbench::python {

namespace nb = nanobind;

/// The engine as Python owns it.
class BoundEngine : public Engine {
 public:
  using Engine::Engine;
  /// Needs the GIL, and frees it meanwhile.
  ~BoundEngine();

  /// Stops the server and destroys every plugin. Without the GIL.
  void close();
};

struct BoundFeed {
  FeedTicks ticks;
};

/// Adds Engine, FeedTicks and parse_ticks.
void bind_engine(nb::module_& module);
/// Adds Module, load_library and the methods of Engine about plugins.
void bind_plugins(nb::module_& module, nb::class_<BoundEngine>& engine);
/// Adds the submodule bench.
void bind_bench(nb::module_& module);

}  // namespace workbench::python
