// Plugins for Python: libraries, and the life cycle of a plugin in the host.
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "plugins/module.h"
#include "python/bind_engine.h"
#include "python/bind_values.h"
#include "python/generated/bind_server.h"
#include "python/generated/python_plugin.h"

namespace workbench::python {

namespace {

using FreeGil = nb::call_guard<nb::gil_scoped_release>;

Callback callback_number(const std::string& name) {
  for (std::size_t number = 0; number < kCallbackCount; ++number) {
    if (kCallbacks[number].name == name) return static_cast<Callback>(number);
  }
  throw std::invalid_argument("unknown callback " + name);
}

EntryCaller entry_caller(PluginHost& host, std::uint16_t index) {
  return
      [&host, index](Callback callback, const std::function<void()>& body) { host.entry_call(index, callback, body); };
}

std::shared_ptr<Module> load_library(BoundEngine& engine, const std::string& path, std::uint16_t index) {
  PluginHost& host = engine.host();
  return std::make_shared<Module>(path, entry_caller(host, index), host.server(index));
}

std::shared_ptr<Module> library_left_open(BoundEngine& engine, const std::string& path, std::uint16_t index) {
  PluginHost& host = engine.host();
  return Module::left_open(path, entry_caller(host, index), host.server(index));
}

void adopt_python_plugin(BoundEngine& engine, std::uint16_t index, nb::object instance, std::int64_t budget_nanos) {
  const auto plugin = std::make_shared<PythonPlugin>(std::move(instance));
  const PluginInterfaces parts =
      PluginInterfaces::of(plugin.get()).only([&](std::string_view name) { return plugin->implements(name); });
  engine.host().adopt(
      index, parts, [held = plugin]() mutable { held.reset(); }, budget_nanos);
}

std::uint16_t add_cpp_plugin(BoundEngine& engine, const std::shared_ptr<Module>& module, const std::string& name,
                             const std::string& config_json, std::int64_t budget_nanos) {
  const std::uint16_t index = engine.host().reserve(name);
  engine.host().create(index, module, config_json, "", budget_nanos);
  return index;
}

std::uint16_t add_python_plugin(BoundEngine& engine, nb::object instance, const std::string& name,
                                std::int64_t budget_nanos) {
  const std::uint16_t index = engine.host().reserve(name);
  adopt_python_plugin(engine, index, std::move(instance), budget_nanos);
  return index;
}

std::unique_ptr<PythonServer> plugin_server(BoundEngine& engine, std::uint16_t index) {
  return std::make_unique<PythonServer>(*engine.host().server(index));
}

void bind_module(nb::module_& module) {
  nb::class_<Module>(module, "Module", "A plugin's shared library in this process.")
      .def_prop_ro("path", &Module::path)
      .def(
          "symbol",
          [](const Module& self, const std::string& name) {
            return reinterpret_cast<std::uintptr_t>(self.symbol(name.c_str()));
          },
          nb::arg("name"), "Returns the address of an exported symbol, 0 when there is none.")
      .def("plugin_api_version", &Module::plugin_api_version, FreeGil(),
           "None when the library exports no such function.")
      .def("server_api_version", &Module::server_api_version, FreeGil(),
           "None when the library exports no such function.")
      .def("close", &Module::close, FreeGil())
      .def("is_mapped", &Module::is_mapped, FreeGil(),
           "Returns whether the memory map of this process still contains the file.");
  module.def(
      "load_library", [](const std::string& path) { return std::make_shared<Module>(path); }, FreeGil(),
      nb::arg("path"),
      "Maps a library outside of any engine, so its calls have no owner. ModuleError with the linker's message.");
}

nb::object heap_of(BoundEngine& engine, std::uint16_t index) {
  const std::optional<Heap> heap = engine.attribution().heap_of(index);
  return heap ? nb::object(nb::make_tuple(heap->bytes, heap->blocks)) : nb::none();
}

nb::list heap_holders(BoundEngine& engine, std::uint16_t index) {
  nb::list found;
  for (const CallbackHeap& holder : engine.attribution().holders(index)) {
    const bool inside = holder.callback < kCallbackCount;
    const std::string_view name = inside ? callback_name(static_cast<Callback>(holder.callback)) : "";
    found.append(nb::make_tuple(std::string(name), holder.heap.bytes, holder.heap.blocks));
  }
  return found;
}

}  // namespace

void bind_plugins(nb::module_& module, nb::class_<BoundEngine>& engine) {
  bind_module(module);
  engine.def(
      "reserve_plugin", [](BoundEngine& self, const std::string& name) { return self.host().reserve(name); }, FreeGil(),
      nb::arg("name"),
      "Reserves an index before any code of the plugin runs, so that a crash is attributed to the plugin.");
  engine.def(
      "rename_plugin",
      [](BoundEngine& self, std::uint16_t index, const std::string& name) { self.host().rename(index, name); },
      FreeGil(), nb::arg("index"), nb::arg("name"));
  engine.def("load_library", &load_library, FreeGil(), nb::keep_alive<0, 1>(), nb::arg("path"), nb::arg("index"),
             "Maps a plugin's library; its code is attributed to that plugin. ModuleError with the linker's message.");
  engine.def(
      "library_left_open", &library_left_open, FreeGil(), nb::keep_alive<0, 1>(), nb::arg("path"), nb::arg("index"),
      "Returns the library that load_library mapped before an exception left a static constructor; None when it is "
      "not mapped.");
  engine.def(
      "about_plugin",
      [](BoundEngine& self, std::uint16_t index, const std::shared_ptr<Module>& library) {
        return self.host().about(index, *library);
      },
      FreeGil(), nb::arg("index"), nb::arg("library"),
      "Returns the JSON that AboutPlugin wrote, \"\" when there is none.");
  engine.def(
      "create_plugin",
      [](BoundEngine& self, std::uint16_t index, const std::shared_ptr<Module>& library, const std::string& config_json,
         std::int64_t budget_nanos, const std::string& data_json, const std::string& layout) {
        self.host().create(index, library, config_json, data_json, budget_nanos, layout);
      },
      FreeGil(), nb::arg("index"), nb::arg("library"), nb::arg("config_json") = "", nb::arg("budget_nanos") = 5'000'000,
      nb::arg("data_json") = "", nb::arg("layout") = "",
      "Calls CreatePlugin and appends the plugin to the order. `layout`: the legacy layout of the library, \"\" for "
      "the "
      "server's own. PluginError when that fails.");
  engine.def("adopt_plugin", &adopt_python_plugin, nb::arg("index"), nb::arg("instance"),
             nb::arg("budget_nanos") = 5'000'000, "Appends an instance of a Python plugin class to the order.");
  engine.def(
      "set_plugin_config",
      [](BoundEngine& self, std::uint16_t index, const std::string& json) { self.host().set_config(index, json); },
      FreeGil(), nb::arg("index"), nb::arg("config_json"),
      "Sets the result of GetPluginConfig. Does not notify the plugin.");
  engine.def("add_cpp_plugin", &add_cpp_plugin, FreeGil(), nb::arg("library"), nb::arg("name"),
             nb::arg("config_json") = "", nb::arg("budget_nanos") = 5'000'000,
             "Combines reserve_plugin and create_plugin. Returns the index.");
  engine.def("add_python_plugin", &add_python_plugin, nb::arg("instance"), nb::arg("name"),
             nb::arg("budget_nanos") = 5'000'000, "Combines reserve_plugin and adopt_plugin. Returns the index.");
  engine.def("plugin_server", &plugin_server, nb::keep_alive<0, 1>(), nb::arg("index"),
             "Returns the plugin's server object, whose calls are recorded as the plugin's.");
  engine.def(
      "entry_call",
      [](BoundEngine& self, std::uint16_t index, const std::string& callback, nb::callable body) {
        self.host().entry_call(index, callback_number(callback), [&] { body(); });
      },
      nb::arg("index"), nb::arg("callback"), nb::arg("body"),
      "Runs Python code of a plugin as its entry point. PluginError when it raises.");
  engine.def(
      "remove_plugin",
      [](BoundEngine& self, std::uint16_t index, int wait_millis) { return self.host().remove(index, wait_millis); },
      FreeGil(), nb::arg("index"), nb::arg("wait_millis") = 5000,
      "Stops calls, waits until no thread is in the plugin, and destroys it. Returns the JSON that the server saves "
      "for the plugin. PluginError when the plugin still runs.");
  engine.def(
      "set_plugin_order",
      [](BoundEngine& self, const std::vector<std::uint16_t>& order) { self.host().set_order(order); }, FreeGil(),
      nb::arg("order"), "Sets the order by indices, highest priority first.");
  engine.def(
      "plugin_order", [](const BoundEngine& self) { return const_cast<BoundEngine&>(self).host().order(); }, FreeGil());
  engine.def(
      "plugin_introduction", [](BoundEngine& self, std::uint16_t index) { return self.host().introduction(index); },
      FreeGil(), nb::arg("index"), "Returns plugin_name and plugin_description of a running plugin.");
  engine.def(
      "plugin_interfaces", [](BoundEngine& self, std::uint16_t index) { return self.host().interfaces(index); },
      FreeGil(), nb::arg("index"), "Returns the names of its hook and event classes.");
  engine.def(
      "set_checking", [](BoundEngine& self, bool checking) { self.host().set_checking(checking); }, FreeGil(),
      nb::arg("checking"), "Sets whether records are checked for writes and for use after their call.");
  engine.def(
      "break_before",
      [](BoundEngine& self, std::uint16_t index, const std::string& callback) {
        return self.host().break_before(index, callback_number(callback));
      },
      FreeGil(), nb::arg("index"), nb::arg("callback"),
      "Stops in the debugger before the plugin's next call of this callback. Returns False without a debugger.");
  engine.def(
      "publish_usage", [](BoundEngine& self) { self.attribution().publish(); }, FreeGil(),
      "Writes memory and threads of the plugins into the segment.");
  engine.def(
      "heap_of", [](BoundEngine& self, std::uint16_t index) { return heap_of(self, index); }, nb::arg("index"),
      "Returns live heap bytes and blocks of a plugin, None when unknown.");
  engine.def(
      "threads_of",
      [](BoundEngine& self, std::uint16_t index) {
        nb::list found;
        for (const std::int32_t tid : self.attribution().threads_of(index)) found.append(tid);
        return found;
      },
      nb::arg("index"), "Returns the kernel ids of running threads that a plugin started; empty when unknown.");
  engine.def(
      "heap_holders", [](BoundEngine& self, std::uint16_t index) { return heap_holders(self, index); },
      nb::arg("index"), "Returns, for each callback ('' outside of callbacks), its live heap bytes and blocks.");
  engine.def(
      "set_plugin_budgets",
      [](BoundEngine& self, std::uint16_t index, std::int64_t nanos,
         const std::map<std::uint16_t, std::int64_t>& by_callback) {
        self.host().set_budgets(index, nanos, by_callback);
      },
      FreeGil(), nb::arg("index"), nb::arg("budget_nanos"),
      nb::arg("by_callback") = std::map<std::uint16_t, std::int64_t>(),
      "Sets the budget of hooks and events in nanoseconds, 0 for none, and exceptions by callback number.");
}

}  // namespace workbench::python
