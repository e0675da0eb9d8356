"""C++ for both sides of the library border: a plugin that overrides everything, a host that knows only slot numbers."""

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.table import Interface, Method, Param, Table

HOST_SLOTS = {"PluginServerInterface": 58, "ServerExtension": 26}
_REGISTERS = 5  # Integer arguments that follow `this`.

_PLUGIN = r"""
#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

#define EXPORT extern "C" PLUGIN_MODULE_EXPORT

struct Seen {{ int number; unsigned long arguments[6]; int count; }};
EXPORT Seen seen;
Seen seen{{}};
EXPORT int destroyed;
int destroyed = 0;

static void see(int number, std::initializer_list<unsigned long> arguments) {{
    seen = {{number, {{}}, 0}};
    for (unsigned long argument : arguments) seen.arguments[seen.count++] = argument;
}}

struct ProbePlugin final : {bases} {{
    ~ProbePlugin() override {{ ++destroyed; }}
{overrides}}};

struct HookTradeOnly final : PluginInterface, HookTrade {{}};

EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                                     PluginServerInterface*) {{
    return new ProbePlugin;
}}
EXPORT PluginInterface* CreateHookTradeOnly() {{ return new HookTradeOnly; }}
EXPORT void DestroyPlugin(PluginInterface* plugin) {{ delete plugin; }}
EXPORT int GetPluginApiVersion() {{ return PLUGIN_VERSION_API; }}
EXPORT int GetPluginServerApiVersion() {{ return PluginServerInterface::GetApiVersion(); }}

struct Call {{ int code; unsigned long arguments[5]; int count; }};

{callers}"""

_HOST = r"""
#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <typeinfo>

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

struct Seen {{ int number; unsigned long arguments[6]; int count; }};
struct Call {{ int code; unsigned long arguments[5]; int count; }};
struct Received {{ unsigned long arguments[5]; }};

constexpr int kSlots = {most_slots};
static Received received[kSlots];

// A server that is nothing but a table of numbered functions.
template <int Slot>
int numbered(void*, unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e) {{
    received[Slot] = {{{{a, b, c, d, e}}}};
    return Slot;
}}
static void* host_table[] = {{nullptr, nullptr, {host_functions}}};
struct HandMadeServer {{ void** table = host_table + 2; }};
static Call calls[kSlots];

static int failures = 0;
static void expect(bool holds, const char* what) {{
    if (holds) return;
    std::printf("FAIL %s\n", what);
    ++failures;
}}

static char blocks[8][4096];

template <class Signature>
Signature slot(void* object, int number) {{
    return reinterpret_cast<Signature>((*static_cast<void***>(object))[number]);
}}

// Six distinct pointers reach the method, whatever it takes; the plugin notes the address of each argument.
static int raw(void* object, int number) {{
    using Function = int (*)(void*, void*, void*, void*, void*, void*, void*);
    return slot<Function>(object, number)(object, blocks[0], blocks[1], blocks[2], blocks[3], blocks[4], blocks[5]);
}}

static std::string raw_text(void* object, int number) {{
    return slot<std::string (*)(void*)>(object, number)(object);
}}

static void check(void* object, const Seen* seen, int number, int expected, int parameters, bool returns,
                  const char* what) {{
    const int code = raw(object, number);
    expect(seen->number == expected && (!returns || code == expected), what);
    expect(seen->count == parameters, what);
    for (int index = 0; index < parameters; ++index) {{
        const auto wanted = reinterpret_cast<unsigned long>(blocks[index]);
        const unsigned long got = seen->arguments[index];
        expect(got == wanted || got == (wanted & 0xFFFFFFFFul), what);
    }}
}}

int main(int, char** arguments) {{
    void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {{ std::printf("FAIL %s\n", dlerror()); return 1; }}
    const auto find = [library](const char* name) {{ return dlsym(library, name); }};
    const auto* seen = static_cast<const Seen*>(find("seen"));
    const auto* destroyed = static_cast<const int*>(find("destroyed"));
    rapidjson::Document json;
    auto create = reinterpret_cast<decltype(&CreatePlugin)>(find("CreatePlugin"));
    PluginInterface* plugin = create(json, json, json.GetAllocator(), nullptr);
    const auto version = [find](const char* name) {{ return reinterpret_cast<int (*)()>(find(name))(); }};
    expect(version("GetPluginApiVersion") == {plugin_api}, "GetPluginApiVersion");
    expect(version("GetPluginServerApiVersion") == {server_api}, "GetPluginServerApiVersion");
    // Read at run time: the object's type is the library's.
    std::printf("dynamic type %s\n", typeid(*plugin).name());

{checks}
    HandMadeServer server;
    const auto check_server = [&](const char* name, int slots) {{
        std::fill_n(calls, kSlots, Call{{}});
        reinterpret_cast<void (*)(HandMadeServer*, Call*)>(find(name))(&server, calls);
        for (int number = 2; number < slots; ++number) {{
            char what[64];
            std::snprintf(what, sizeof what, "%s slot %d got %d", name, number, calls[number].code);
            expect(calls[number].code == number, what);
            for (int index = 0; index < calls[number].count; ++index)
                expect(calls[number].arguments[index] == received[number].arguments[index], what);
        }}
    }};
{server_checks}

    auto other = reinterpret_cast<PluginInterface* (*)()>(find("CreateHookTradeOnly"))();
    expect(dynamic_cast<HookTrade*>(other) != nullptr, "HookTradeOnly is a HookTrade");
    expect(dynamic_cast<HookQuote*>(other) == nullptr, "HookTradeOnly is no HookQuote");
    reinterpret_cast<void (*)(PluginInterface*, void*)>(find("DestroyPlugin"))(other, &server);

    // Slot 1 of any of its tables is the deleting destructor of the whole object.
    auto* hook = dynamic_cast<HookTrade*>(plugin);
    slot<void (*)(void*)>(hook, 1)(hook);
    expect(*destroyed == 1, "slot 1 destroys");
    std::printf("%s\n", failures ? "FAILED" : "OK");
    return failures != 0;
}}
"""


def plugin_source(main: Table, extension: Table) -> str:
    """A plugin that overrides each method, notes its arguments and answers the method's own number."""
    interfaces = [*main.plugin_interfaces, *extension.plugin_interfaces]
    return _PLUGIN.format(
        bases=", ".join(item.name for item in interfaces),
        overrides="".join(_override(number, method) for number, _, method in numbered(interfaces)),
        callers="\n".join(_caller(host) for host in cpp.host_interfaces((main, extension))),
    )


def host_source(main: Table, extension: Table) -> str:
    """A host that reaches the plugin's methods by slot and hands out a server made of numbered functions."""
    interfaces = [*main.plugin_interfaces, *extension.plugin_interfaces]
    checks: list[str] = []
    for item in interfaces:
        checks.append(f"    auto* as_{item.name} = dynamic_cast<{item.name}*>(plugin);")
        checks.append(f'    expect(as_{item.name} != nullptr, "dynamic_cast {item.name}");')
    checks += [_check(number, item, method) for number, item, method in numbered(interfaces)]
    hosts = cpp.host_interfaces((main, extension))
    slots = max(host.slots for host in hosts)
    return _HOST.format(
        most_slots=slots,
        host_functions=", ".join(f"reinterpret_cast<void*>(&numbered<{slot}>)" for slot in range(slots)),
        server_checks="\n".join(f'    check_server("call_{host.name}", {host.slots});' for host in hosts),
        plugin_api=main.plugin_api_version,
        server_api=main.server_api_version,
        checks="\n".join(checks),
    )


def numbered(interfaces: list[Interface]) -> Iterator[tuple[int, Interface, Method]]:
    """Every method with a number of its own, from 1001."""
    pairs = [(item, method) for item in interfaces for method in item.methods]
    for number, (item, method) in enumerate(pairs, start=1001):
        yield number, item, method


def _override(number: int, method: Method) -> str:
    seen = ", ".join(_as_number(param) for param in method.params)
    answer = {"void": "", "string": f' return "text {number}";'}.get(method.returns.name, f" return {number};")
    # A const method notes through the same global.
    constant = " const" if method.is_const else ""
    signature = f"{cpp.cpp_type(method.returns)} {method.name}({cpp.params(method.params)}){constant} override"
    return f"    {signature} {{ see({number}, {{{seen}}});{answer} }}\n"


def _as_number(param: Param) -> str:
    if param.mode == "value":
        return f"static_cast<unsigned long>(static_cast<unsigned int>({param.name}))"
    address = param.name if param.mode == "out" else f"&{param.name}"
    return f"reinterpret_cast<unsigned long>({address})"


def _check(number: int, item: Interface, method: Method) -> str:
    what = f'"{item.name}::{method.name} at slot {method.slot}"'
    if method.returns.kind == "string":
        return f'    expect(raw_text(as_{item.name}, {method.slot}) == "text {number}", {what});'
    returns = "true" if method.returns.kind != "void" else "false"
    return f"    check(as_{item.name}, seen, {method.slot}, {number}, {len(method.params)}, {returns}, {what});"


def _caller(host: Interface) -> str:
    """Every method of a class of the server through the public header, in another order than that of the slots."""
    calls = "".join(_server_call(method) for method in reversed(host.methods))
    return f"EXPORT void call_{host.name}({host.name}* server, Call* calls) {{\n{calls}}}\n"


def _server_call(method: Method) -> str:
    lines, arguments, integers = [], [], []
    for index, param in enumerate(method.params):
        if param.mode == "value" and param.type.name == "f64":
            arguments.append("0.5")
        elif param.mode == "value":
            value = method.slot * 100 + index
            arguments.append(str(value))
            integers.append(str(value))
        else:
            lines.append(f"static {cpp.cpp_type(param.type)} {param.name}{{}};")
            arguments.append(f"&{param.name}" if param.mode == "out" else param.name)
            integers.append(f"reinterpret_cast<unsigned long>(&{param.name})")
    assert len(integers) <= _REGISTERS
    lines.append(f"calls[{method.slot}].code = server->{method.name}({', '.join(arguments)});")
    lines += [f"calls[{method.slot}].arguments[{i}] = {value};" for i, value in enumerate(integers)]
    lines.append(f"calls[{method.slot}].count = {len(integers)};")
    return "    {\n" + "".join(f"        {line}\n" for line in lines) + "    }\n"
