"""Python plugins: executes the module file under a private name and finds the plugin class in it."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from workbench.sdk import PluginInterface


class ImportProblem(Exception):
    """The file is not a Python plugin. The text is one line with file and line number."""


def load_class(path: Path, digest: str) -> tuple[ModuleType, type[PluginInterface]]:
    """Executes a plugin's file. Returns its module and its only class deriving from PluginInterface.

    Raises ImportProblem for every error, including exceptions of the file itself.
    """
    name = f"_workbench_plugin_{digest[:16]}_{re.sub(r'[^A-Za-z0-9_]', '_', path.stem)}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportProblem(f"{path.name}: cannot import the file as a module")
    module = importlib.util.module_from_spec(spec)
    # Classes look up their module by name, for example to resolve type hints.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        return module, _plugin_class(module, path)
    except ImportProblem:
        del sys.modules[name]
        raise
    except BaseException as error:
        del sys.modules[name]
        raise ImportProblem(where_and_what(error, path)) from error


def unload(module: ModuleType) -> None:
    """Removes a module that `load_class` executed."""
    sys.modules.pop(module.__name__, None)


def _plugin_class(module: ModuleType, path: Path) -> type[PluginInterface]:
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, PluginInterface) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        names = ", ".join(class_.__name__ for class_ in found) or "none"
        raise ImportProblem(f"{path.name}: needs one class deriving from workbench.sdk.PluginInterface, has {names}")
    return found[0]


def create(class_: type[PluginInterface], server: Any, config: dict[str, Any]) -> PluginInterface:
    """Creates the plugin: `class_(server, config)`, or with as many arguments as its constructor takes."""
    constructor: Any = class_
    accepted = [
        parameter
        for parameter in inspect.signature(constructor).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD, parameter.VAR_POSITIONAL)
    ]
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in accepted):
        accepted = accepted[:1] * 2
    plugin: PluginInterface = constructor(*(server, config)[: len(accepted)])
    return plugin


def where_and_what(error: BaseException, path: Path) -> str:
    """Returns `file.py:12: TypeError: what`, with the innermost line of the plugin's own file."""
    what = " ".join("".join(traceback.format_exception_only(error)).strip().splitlines()[-1:])
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path.name}:{error.lineno or 1}: {what}"
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path.name}:{own[-1].lineno if own else 1}: {what}"
