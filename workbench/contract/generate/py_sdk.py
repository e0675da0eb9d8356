"""Generates base classes and the server's type for Python plugins, with the public names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, python_file
from workbench.contract.generate.python_names import python_name, python_type
from workbench.contract.table import Interface, Method, Param, Type

_CUSTOM_ACTION = "req is the request as parsed JSON. Fill in the dict res. "


def python_interfaces(tables: Tables, path: str) -> Iterator[Output]:
    """Yields one class for each interface that a plugin implements. Each method has its default body."""
    interfaces = [item for table in tables for item in table.plugin_interfaces]
    methods = [method for item in interfaces for method in item.methods]
    imports = _imports(param.type for method in methods for param in method.params)
    body = "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING, Any\n\n"
    body += "from workbench.contract.generated.enums import ReturnCodes\n\n"
    body += f"if TYPE_CHECKING:\n{imports}\nPLUGIN_VERSION_API = {tables[0].plugin_api_version}\n"
    body += f"PLUGIN_SERVER_API = {tables[0].server_api_version}\n\n\n"
    body += "\n\n".join(_class(item) for item in interfaces)
    purpose = "Base classes of Python plugins: the names, methods and default answers of the C++ headers."
    yield Output(path, python_file(tables, purpose, body))


def python_server(tables: Tables, path: str) -> Iterator[Output]:
    """Yields the server's interface as one protocol, so that plugins can be type-checked."""
    methods = [method for host in cpp.host_interfaces(tables) for method in host.methods]
    imports = _imports(param.type for method in methods for param in method.params)
    body = "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING, Any, Protocol\n\n"
    body += f"if TYPE_CHECKING:\n{imports}\n\nclass Server(Protocol):\n"
    body += '    """The trading server. A method returns its code, or a tuple of the code and the results."""\n\n'
    body += "\n".join(_server_method(method) for method in methods)
    yield Output(path, python_file(tables, "The server's interface for Python plugins.", body))


def _imports(types: Iterable[Type]) -> str:
    lines = ""
    wanted = [part for item in types for part in cpp.flattened(item)]
    for kind, module in (("enum", "enums"), ("record", "records")):
        names = sorted({part.name for part in wanted if part.kind == kind})
        if names:
            listed = "".join(f"        {name},\n" for name in names)
            lines += f"    from workbench.contract.generated.{module} import (\n{listed}    )\n"
    return lines


def _class(interface: Interface) -> str:
    note = interface.note if interface.note and "header" not in interface.note else f"Calls of {interface.name}."
    if not interface.methods:
        note = "Has no methods. A plugin that derives from it declares interest in this kind of event."
    lines = [f"class {interface.name}:", f'    """{note}"""', ""]
    return "\n".join([*lines, *(_method(method) for method in interface.methods)]).rstrip() + "\n"


def _method(method: Method) -> str:
    given = [param for param in method.params if param.type.kind != "json_alloc"]
    answer = {"getApiVersion": "PLUGIN_VERSION_API", "CustomAction": "ReturnCodes.RET_OK_NONE"}.get(method.name)
    answer = answer or {"void": "", "string": '""'}.get(method.returns.name, "ReturnCodes.RET_OK")
    text = (_CUSTOM_ACTION if method.name == "CustomAction" else "") + method.doc.replace("returned by value", "text")
    text = text.replace("; text through a hidden pointer", "").replace(" (inline, so it is baked into the plugin)", "")
    body = f'        """{text}"""\n' + (f"        return {answer}\n" if answer else "")
    return _signature(method, given, python_type(method.returns)) + body


def _server_method(method: Method) -> str:
    given = [param for param in method.params if param.mode != "out"]
    results = [python_type(param.type) for param in method.params if param.mode == "out"]
    returns = f"tuple[{', '.join(['int', *results])}]" if results else "int"
    return _signature(method, given, returns) + f'        """{method.doc}"""\n        ...\n'


def _signature(method: Method, given: list[Param], returns: str) -> str:
    names = [f"{python_name(param.name)}: {_annotation(param)}" for param in given]
    one_line = f"    def {method.name}({', '.join(['self', *names])}) -> {returns}:\n"
    if len(one_line) <= 120:
        return one_line
    listed = "".join(f"        {name},\n" for name in ["self", *names])
    return f"    def {method.name}(\n{listed}    ) -> {returns}:\n"


def _annotation(param: Param) -> str:
    return "dict[str, Any]" if param.type.kind == "json" and param.name == "res" else python_type(param.type)
