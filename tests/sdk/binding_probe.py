"""A small compiled module around the generated bindings: a server that returns slot numbers, a host for one plugin."""

from workbench.contract.generate import cpp
from workbench.contract.table import Method, Table

_TEXT = r"""
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <thread>

#include "python/generated/bind_records.h"
#include "python/generated/bind_server.h"
#include "python/generated/python_plugin.h"
#include "python/generated/python_values.h"
#include "plugins/generated/recorded_server.h"

namespace nb = nanobind;
using namespace workbench;

static std::string text_of(const rapidjson::Value& value) {{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}}

// Answers each call with the method's slot; results hold one default record; what was given is kept.
struct SlotServer final : PluginServerInterface, ServerExtension {{
    std::string last_json;
    PluginTradeRequestRecord last_trade;
    bool had_gil = false;
{methods}}};

struct Recorder {{
    std::vector<std::tuple<int, int, int>> calls;
    template <class Body>
    int call(Callback callback, int login, int order, Body&& body) {{
        calls.emplace_back(static_cast<int>(callback), login, order);
        return body();
    }}
    // Texts stay as they are.
    template <class T>
    const T* text(Callback, const char*, const T& given) {{ return &given; }}
    template <class T>
    void make_plain(Callback, const char*, T&) {{}}
    template <class T>
    int explained(Callback, int code, const char*, const T&) {{ return code; }}
}};

// One Python plugin as a host holds it: the GIL is free around every call.
struct Host {{
    explicit Host(nb::object instance) : plugin(std::make_unique<PythonPlugin>(std::move(instance))) {{}}
    ~Host() {{
        const nb::gil_scoped_release release;
        plugin.reset();
    }}
    std::unique_ptr<PythonPlugin> plugin;
}};

static SlotServer slot_server;

NB_MODULE(binding_probe, module) {{
    // Other tests' tools keep modules alive until the process ends, which nanobind would report as a leak.
    nb::set_leak_warnings(false);
    bind_records(module);
    bind_server(module);
    module.def("server", [] {{ return new PythonServer(slot_server); }});
    module.def("last_json", [] {{ return slot_server.last_json; }});
    module.def("last_trade", [] {{ return slot_server.last_trade; }});
    module.def("had_gil", [] {{ return slot_server.had_gil; }});
    module.def("recorded", [] {{
        Recorder recorder;
        RecordedServer<Recorder> server(recorder, slot_server, slot_server);
        PluginTradeRequestRecord trade;
        trade.login = 5;
        trade.order = 6;
        std::vector<PluginTradeRecord> trades;
        int codes = server.OpenTrade(trade) + server.GetOpenTradesByLogin(7, &trades);
        codes += server.BroadcastToAccounts({{}});
        PluginServerInterface& base = server;
        codes += dynamic_cast<ServerExtension&>(base).CancelTrade(8);
        nb::list calls;
        for (auto [callback, login, order] : recorder.calls) calls.append(nb::make_tuple(callback, login, order));
        return nb::make_tuple(codes, calls);
    }});
    nb::exception<PythonPluginError>(module, "PythonPluginError");
    nb::class_<Host>(module, "Host")
        .def(nb::init<nb::object>())
        .def("implements", [](Host& self, std::string_view name) {{ return self.plugin->implements(name); }})
        .def("overridden", [](Host& self) {{
            nb::list names;
            for (std::string_view name : self.plugin->overridden()) names.append(nb::str(name.data(), name.size()));
            return names;
        }})
        .def("name", [](Host& self) {{
            const nb::gil_scoped_release release;
            return self.plugin->plugin_name();
        }})
        .def("api_version", [](Host& self) {{ return self.plugin->getApiVersion(); }})
        .def("open", [](Host& self, PluginTradeRecord trade) {{
            PluginTradeDiffRecord diff;
            diff.comment = trade.comment;
            const int code = [&] {{
                const nb::gil_scoped_release release;
                const PluginSymbolRecord symbol;
                return self.plugin->HookTradeRequestOpen(trade, {{}}, symbol, {{}}, {{}}, diff);
            }}();
            return nb::make_tuple(code, diff);
        }})
        .def("open_in_threads", [](Host& self, int threads, int rounds) {{
            const nb::gil_scoped_release release;
            std::vector<std::thread> running;
            for (int number = 0; number < threads; ++number) running.emplace_back([&self, number, rounds] {{
                PluginTradeRecord trade;
                trade.login = number;
                PluginTradeDiffRecord diff;
                for (int round = 0; round < rounds; ++round)
                    self.plugin->HookTradeRequestOpen(trade, {{}}, {{}}, {{}}, {{}}, diff);
            }});
            for (std::thread& thread : running) thread.join();
        }})
        .def("add_event", [](Host& self, PluginTradeRecord trade) {{
            const nb::gil_scoped_release release;
            self.plugin->OnTradeAddDB(trade);
        }})
        .def("login_event", [](Host& self, nb::bytes ip_bytes, int type) {{
            const std::string ip(ip_bytes.c_str(), ip_bytes.size());
            const nb::gil_scoped_release release;
            self.plugin->OnAccountLogin(ip, static_cast<PluginConnectionType>(type), {{}});
        }})
        .def("hook_without_gil", [](Host& self, int rounds) {{
            // Never takes the GIL: another thread holds it while this runs to its end.
            int sum = 0;
            std::thread caller([&] {{
                PluginTickDiffRecord diff;
                for (int round = 0; round < rounds; ++round) sum += self.plugin->HookQuoteTick({{}}, {{}}, diff);
            }});
            caller.join();
            return sum;
        }})
        .def("custom_action", [](Host& self, const std::string& request, const std::string& response) {{
            rapidjson::Document req, res;
            req.Parse(request.c_str());
            res.Parse(response.c_str());
            const int code = [&] {{
                const nb::gil_scoped_release release;
                return self.plugin->CustomAction(req, res, res.GetAllocator());
            }}();
            return nb::make_tuple(code, python::json_to_python(res));
        }});
}}
"""


def binding_probe(*tables: Table) -> str:
    """The module's source."""
    methods = [method for host in cpp.host_interfaces(tables) for method in host.methods]
    return _TEXT.format(methods="".join(_method(method) for method in methods))


def _method(method: Method) -> str:
    lines = ["had_gil = PyGILState_Check() != 0;"]
    for param in method.params:
        if param.mode == "out":
            lines.append(f"{param.name}->resize(1);" if param.type.kind == "vector" else f"*{param.name} = {{}};")
        elif param.type.kind == "json":
            lines.append(f"last_json = text_of({param.name});")
        elif param.type.name == "PluginTradeRequestRecord":
            lines.append(f"last_trade = {param.name};")
    if method.name == "TickSet":
        lines.append("tick.ctm += 1;")
    body = " ".join([*lines, f"return {method.slot};"])
    unused = cpp.params(method.params, unused=True)
    return f"    int {method.name}({unused}) override {{ {body} }}\n"
