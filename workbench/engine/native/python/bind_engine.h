// Hand-written bindings of the Python module.
#pragma once

#include <nanobind/nanobind.h>

#include "server/engine.h"

namespace workbench::python {

namespace nb = nanobind;

/// The engine object that Python owns.
class BoundEngine : public Engine {
 public:
  using Engine::Engine;
  /// Needs the GIL, and releases it meanwhile.
  ~BoundEngine();

  /// Stops the server and destroys every plugin. Call it without the GIL.
  void close();
};

struct BoundFeed {
  FeedTicks ticks;
};

/// Adds Engine, FeedTicks and parse_ticks.
void bind_engine(nb::module_& module);
/// Adds Module, load_library and the plugin methods of Engine.
void bind_plugins(nb::module_& module, nb::class_<BoundEngine>& engine);
/// Adds the submodule bench.
void bind_bench(nb::module_& module);

}  // namespace workbench::python
