// The text of a Python exception, also for a class whose methods raise. Every function needs the GIL and leaves no
// exception set.
#pragma once

#include <nanobind/nanobind.h>

#include <string>

namespace workbench::python {

/// Returns the text as UTF-8, with escapes for code points that UTF-8 cannot represent. Empty when `text` is no str.
inline std::string escaped(nanobind::handle text) {
  const nanobind::object bytes = nanobind::steal(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "backslashreplace"));
  if (!bytes.is_valid()) {
    PyErr_Clear();
    return {};
  }
  return {PyBytes_AS_STRING(bytes.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.ptr()))};
}

/// Name of the exception's class.
inline std::string type_name_of(const nanobind::python_error& error) {
  const nanobind::object name = nanobind::steal(PyObject_GetAttrString(error.type().ptr(), "__name__"));
  if (!name.is_valid()) PyErr_Clear();
  return name.is_valid() ? escaped(name) : "an exception";
}

/// Returns `str()` of the exception, or a sentence when that raises.
inline std::string text_of(const nanobind::python_error& error) {
  const nanobind::object text = nanobind::steal(PyObject_Str(error.value().ptr()));
  if (text.is_valid()) return escaped(text);
  PyErr_Clear();
  return "(its str() failed)";
}

/// Returns the traceback as Python prints it, several lines; empty when there is none.
inline std::string traceback_of(const nanobind::python_error& error) {
  namespace nb = nanobind;
  try {
    const nb::object lines = nb::module_::import_("traceback").attr("format_exception")(error.value());
    return escaped(nb::str("").attr("join")(lines));
  } catch (const nb::python_error&) {
    // The class cannot be formatted. The report contains type and text without a traceback.
    return {};
  }
}

}  // namespace workbench::python
