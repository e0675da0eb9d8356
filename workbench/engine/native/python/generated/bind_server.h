// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>

#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"

namespace workbench {

/// The server object of a Python plugin, with all classes that C++ plugins have. The interface must outlive it, or
/// invalidate() must be called first. A running call then ends undisturbed, so that the interface itself must be
/// destroyed last.
class PythonServer {
public:
    explicit PythonServer(PluginServerInterface& server) : server_(&server) {}

    /// Makes every method raise RuntimeError from now on. Callable on any thread.
    void invalidate() noexcept { server_.store(nullptr, std::memory_order_release); }

    /// Returns the interface as one of its classes. RuntimeError in Python after invalidate(), or without such a class.
    template <class Face>
    Face& get() const;

private:
    std::atomic<PluginServerInterface*> server_;
};

/// Adds class `Server`. A method returns its code, or a tuple of the code and the results. A record argument is a
/// record, a dict of fields or any object with the same attributes. The GIL is free during the call of the server.
void bind_server(nanobind::module_& module);

}  // namespace workbench
