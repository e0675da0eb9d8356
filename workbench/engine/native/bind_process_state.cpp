// The state of the process for Python.
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bind_values.h"
#include "process_state.h"

namespace workbench::python {

namespace {

nb::list as_rows(const std::vector<ProcessChange>& changes) {
  nb::list rows;
  for (const ProcessChange& change : changes) {
    // Names of files and values of variables are any bytes.
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

}  // namespace

void bind_process_state(nb::module_& module) {
  nb::class_<ProcessState>(module, "ProcessState", "What a plugin can change of this process, at one moment.")
      .def_static("now", &ProcessState::now)
      .def_prop_ro("mapped_bytes", &ProcessState::mapped_bytes)
      .def_prop_ro("resident_bytes", &ProcessState::resident_bytes)
      .def("descriptors", &descriptors, "Device, inode and target of each open descriptor.")
      .def(
          "changes",
          [](const ProcessState& self, bool put_back) {
            return as_rows(self.changes_to(ProcessState::now(), put_back));
          },
          nb::arg("put_back") = false,
          "What is different now: tuples of kind, what, before, after, address and whether it was put back.");
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
}

}  // namespace workbench::python
