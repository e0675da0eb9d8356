// The Python module workbench.engine._core.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <exception>
#include <string>

#include "base/stamp.h"
#include "bench/bench.h"
#include "market/feed.h"
#include "plugins/guard.h"
#include "plugins/module.h"
#include "plugins/plugin_entry.h"
#include "python/bind_engine.h"
#include "python/bind_values.h"
#include "python/generated/bind_records.h"
#include "python/generated/bind_server.h"
#include "python/generated/python_plugin.h"
#include "python/python_exception.h"

namespace workbench::python {

namespace {

/// FeedError with the attribute `line`.
void translate_feed_error(const std::exception_ptr& pointer, void* type) {
  try {
    std::rethrow_exception(pointer);
  } catch (const FeedError& error) {
    const nb::handle exception_type(static_cast<PyObject*>(type));
    const nb::object raised = exception_type(error.what());
    raised.attr("line") = error.line();
    PyErr_SetObject(exception_type.ptr(), raised.ptr());
  }
}

/// The text of a Python plugin's exception, with its traceback; the C++ type only identifies it as a Python exception.
std::string python_words(const std::exception& error) {
  if (const auto* const raised = dynamic_cast<const PythonPluginError*>(&error)) {
    return std::string(raised->what()) + "\n" + raised->traceback();
  }
  const auto* const raised = dynamic_cast<const nb::python_error*>(&error);
  if (raised == nullptr) return {};
  const nb::gil_scoped_acquire gil;
  return type_name_of(*raised) + ": " + text_of(*raised) + "\n" + traceback_of(*raised);
}

void bind_errors(nb::module_& module) {
  const auto plugin_error = nb::exception<PluginError>(module, "PluginError", PyExc_RuntimeError);
  nb::exception<PluginStillRunning>(module, "PluginStillRunning", plugin_error);
  nb::exception<ModuleError>(module, "ModuleError", PyExc_RuntimeError);
  // The module keeps it, like every type that a translator needs, for the life of the process.
  PyObject* const feed_error = PyErr_NewException("workbench.engine._core.FeedError", PyExc_ValueError, nullptr);
  if (feed_error == nullptr) nb::raise_python_error();
  module.attr("FeedError") = nb::handle(feed_error);
  nb::register_exception_translator(translate_feed_error, feed_error);
}

}  // namespace

void bind_bench(nb::module_& module) {
  using FreeGil = nb::call_guard<nb::gil_scoped_release>;
  nb::module_ loops = module.def_submodule("bench", "Measuring loops; each runs on the calling thread.");
  loops.def("bare_hook_nanos", &bench::bare_hook_nanos, FreeGil(), nb::arg("calls"));
  loops.def("guarded_hook_nanos", &bench::guarded_hook_nanos, FreeGil(), nb::arg("calls"));
  loops.def("guarded_chain_nanos", &bench::guarded_chain_nanos, FreeGil(), nb::arg("chains"), nb::arg("plugins"));
  loops.def("bare_intake_ticks_per_second", &bench::bare_intake_ticks_per_second, FreeGil(), nb::arg("ticks"));
  loops.def("engine_intake_ticks_per_second", &bench::engine_intake_ticks_per_second, FreeGil(), nb::arg("ticks"));
  loops.def("hookless_intake_ticks_per_second", &bench::hookless_intake_ticks_per_second, FreeGil(), nb::arg("ticks"));
  loops.def("slotless_hook_nanos", &bench::slotless_hook_nanos, FreeGil(), nb::arg("calls"));
  loops.def("positions_intake_ticks_per_second", &bench::positions_intake_ticks_per_second, FreeGil(),
            nb::arg("ticks"));
  loops.def("read_accounts_millis", &bench::read_accounts_millis, FreeGil(), nb::arg("database"));
  loops.def("trade_pairs_per_second", &bench::trade_pairs_per_second, FreeGil(), nb::arg("pairs"), nb::arg("sync"),
            nb::arg("database") = "", "Orders opened and closed per second through three plugins.");
  loops.def("kept_candles_ticks_per_second", &bench::kept_candles_ticks_per_second, FreeGil(), nb::arg("ticks"));
  loops.def("recomputed_candles_ticks_per_second", &bench::recomputed_candles_ticks_per_second, FreeGil(),
            nb::arg("ticks"));
  loops.def("fill_database", &bench::fill_database, FreeGil(), nb::arg("path"), nb::arg("accounts"), nb::arg("trades"));
  loops.def("flood", &bench::flood, FreeGil(), nb::arg("path"), nb::arg("records_per_second"), nb::arg("seconds"));
  loops.def("own_overhead_nanos", &own_overhead_nanos, FreeGil());
  loops.def("nanos_per_tick", &nanos_per_tick, FreeGil());
}

}  // namespace workbench::python

NB_MODULE(_core, module) {
  using namespace workbench;
  module.doc() = "The embedded trading server.";
  set_exception_words(&python::python_words);
  python::bind_errors(module);
  bind_records(module);
  bind_server(module);
  python::bind_values(module);
  python::bind_process_state(module);
  python::bind_engine(module);
  python::bind_bench(module);
}
