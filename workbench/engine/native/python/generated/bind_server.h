// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>

#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"

namespace workbench {

/// What a Python plugin holds as its server, with all the classes that it has for C++ plugins. The interface must
/// outlive it or invalidate() be called first; a call that is under way then ends undisturbed, so the interface itself
/// goes last.
class PythonServer {
public:
    explicit PythonServer(PluginServerInterface& server) : server_(&server) {}

    /// From now on every method raises RuntimeError. May be called on any thread.
    void invalidate() noexcept { server_.store(nullptr, std::memory_order_release); }

    /// The interface as one of its classes; RuntimeError in Python after invalidate(), or when it has no such class.
    template <class Face>
    Face& get() const;

private:
    std::atomic<PluginServerInterface*> server_;
};

/// Adds class `Server`. A method answers its code, or a tuple of the code and the results; a record argument is a
/// record, a dict of fields or any object with the same attributes. The GIL is free while the server works.
void bind_server(nanobind::module_& module);

}  // namespace workbench
