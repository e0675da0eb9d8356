// Process state for Python.
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "plugins/process_watch.h"
#include "process/own_process.h"
#include "process/process_state.h"
#include "python/bind_values.h"

namespace workbench::python {

namespace {

nb::list as_rows(const std::vector<ProcessChange>& changes) {
  nb::list rows;
  for (const ProcessChange& change : changes) {
    // File names and variable values are arbitrary bytes.
    const auto text = [](const std::string& bytes) {
      return nb::steal(PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "backslashreplace"));
    };
    rows.append(nb::make_tuple(change.kind, text(change.what), text(change.before), text(change.after), change.address,
                               change.was_put_back));
  }
  return rows;
}

nb::dict descriptors(const ProcessState& state) {
  nb::dict found;
  for (const auto& [number, open] : state.descriptors()) {
    const auto& target = open.target;
    found[nb::int_(number)] = nb::make_tuple(
        static_cast<std::uint64_t>(open.device), static_cast<std::uint64_t>(open.inode),
        nb::steal(PyUnicode_DecodeUTF8(target.data(), static_cast<Py_ssize_t>(target.size()), "backslashreplace")));
  }
  return found;
}

/// The parts that every thread of the process shares.
constexpr std::uint32_t kSharedParts =
    probe::kEnvironment | probe::kLocale | probe::kDirectory | probe::kUmask | probe::kLimits | probe::kStreams;

std::string_view name_of(Callback callback) {
  return callback == Callback::None ? "" : callback_name(callback);
}

nb::list taken_call_changes() {
  nb::list found;
  for (const CallChanges& call : take_call_changes()) {
    found.append(nb::make_tuple(call.plugin, name_of(call.callback), call.is_sampled, as_rows(call.changes)));
  }
  return found;
}

nb::list taken_kept_descriptors() {
  nb::list found;
  for (const KeptDescriptors& kept : take_kept_descriptors()) {
    found.append(nb::make_tuple(kept.plugin, name_of(kept.callback), kept.lowest, kept.highest, kept.attempts));
  }
  return found;
}

nb::list taken_forked_children() {
  nb::list found;
  for (const ForkedChild& child : take_forked_children()) {
    found.append(nb::make_tuple(child.pid, child.plugin, name_of(child.callback)));
  }
  return found;
}

nb::dict taken_thread_changes() {
  static constexpr std::array<std::pair<std::uint32_t, const char*>, 4> kNames = {{{probe::kEnvironment, "environment"},
                                                                                   {probe::kLocale, "locale"},
                                                                                   {probe::kDirectory, "directory"},
                                                                                   {probe::kUmask, "umask"}}};
  nb::dict found;
  for (const auto& [part, name] : kNames) {
    if (const int plugin = take_thread_change(part); plugin >= 0) found[name] = plugin;
  }
  return found;
}

}  // namespace

void bind_process_state(nb::module_& module) {
  nb::class_<ProcessState>(module, "ProcessState", "Process state that a plugin can change, at one moment.")
      .def_static("now", &ProcessState::now)
      .def_prop_ro("mapped_bytes", &ProcessState::mapped_bytes)
      .def_prop_ro("resident_bytes", &ProcessState::resident_bytes)
      .def("descriptors", &descriptors, "Returns device, inode and target of each open descriptor.")
      .def(
          "changes",
          [](const ProcessState& self, bool put_back) {
            return as_rows(self.changes_to(ProcessState::now(), put_back));
          },
          nb::arg("put_back") = false,
          "Returns the differences to now: tuples of kind, what, before, after, address and whether it was restored.");
  nb::class_<HandlerTable>(module, "HandlerTable", "The handlers of this process at one moment.")
      .def_static("now", &HandlerTable::now)
      .def(
          "changes",
          [](const HandlerTable& self, bool put_back) {
            const HandlerTable later = HandlerTable::now();
            std::vector<ProcessChange> changes = self.changes_to(later);
            if (put_back) self.put_back(later);
            for (ProcessChange& change : changes) change.was_put_back = put_back;
            return as_rows(changes);
          },
          nb::arg("put_back") = false);
  nb::class_<ProcessSettings>(module, "SharedSettings",
                              "Settings that all threads of this process share, at one moment.")
      .def_static("now", [] { return ProcessSettings::now(kSharedParts); })
      .def(
          "changes",
          [](const ProcessSettings& self, bool put_back) {
            return as_rows(self.changes_to(ProcessSettings::now(kSharedParts), put_back ? kSharedParts : 0));
          },
          nb::arg("put_back") = false);
  module.def("watch_own_process", &watch_own_process, "From now on this process belongs to one server.");
  module.def("protect_descriptor", &protect_descriptor, nb::arg("descriptor"),
             "Prevents plugins from closing the descriptor.");
  module.def(
      "take_call_changes", &taken_call_changes,
      "Returns changes by calls since the last time: tuples of plugin, callback, whether it is a sample, and rows like "
      "those of ProcessState.changes().");
  module.def(
      "take_kept_descriptors", &taken_kept_descriptors,
      "Returns server descriptors that plugins tried to close: tuples of plugin, callback, lowest, highest and number "
      "of attempts.");
  module.def("take_forked_children", &taken_forked_children,
             "Returns forked processes that returned into the server: tuples of pid, plugin and callback.");
  module.def("take_thread_changes", &taken_thread_changes,
             "Returns the index of the plugin whose thread changed a part outside a call, by the part's name.");
}

}  // namespace workbench::python
