// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <nanobind/nanobind.h>

namespace workbench {

/// Adds a class for every record and enumeration. The fields of a record are the keywords of its constructor. copy.copy
/// copies it, and its repr shows no secret. Arrays, vectors and maps are returned as copies: assign the whole field
/// to change it.
void bind_records(nanobind::module_& module);

}  // namespace workbench
