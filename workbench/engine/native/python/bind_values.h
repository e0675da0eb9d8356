// Converts contract records to plain Python dicts and back, and accepts arguments of either kind.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <type_traits>
#include <vector>

#include "python/generated/python_values.h"

namespace workbench::python {

/// Returns the value as str, int, float, bool, list and dict only; an enumeration as its number. Needs the GIL.
template <class T>
nb::object to_builtins(const T& value) {
  if constexpr (is_array<T> || is_vector<T>) {
    nb::list items;
    for (const auto& item : value) items.append(to_builtins(item));
    return items;
  } else if constexpr (is_map<T>) {
    nb::dict items;
    for (const auto& [key, item] : value) items[to_builtins(key)] = to_builtins(item);
    return items;
  } else if constexpr (ContractRecord<T>) {
    nb::dict fields;
    visit_fields(value, [&](const char* name, const auto& member) { fields[name] = to_builtins(member); });
    return fields;
  } else if constexpr (std::is_enum_v<T>) {
    return nb::int_(static_cast<std::underlying_type_t<T>>(value));
  } else {
    return to_python(value);
  }
}

/// Returns a record from the bound class, a dict of fields or any object with the same attributes. Raises TypeError
/// that names the record and the field.
template <class Record>
Record record_argument(nb::handle source, std::string_view method, std::string_view name) {
  Record record{};
  from_python(source, record, {method, name});
  return record;
}

template <class Record>
nb::list bound_records(const std::vector<Record>& records) {
  nb::list items;
  for (const Record& record : records) items.append(nb::cast(record, nb::rv_policy::copy));
  return items;
}

void bind_values(nb::module_& module);
void bind_process_state(nb::module_& module);

}  // namespace workbench::python
