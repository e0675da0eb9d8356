"""Checks of a Python plugin's file that execute no code of it."""

from __future__ import annotations

import ast
import difflib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.library_checks import Inspection
from workbench.engine.loader.scan import Candidate
from workbench.sdk import interfaces

_CLASSES = {callback.class_name for callback in CALLBACKS if callback.class_name}
_METHODS = {callback.name: callback.class_name for callback in CALLBACKS if callback.class_name}
_LIKE_CALLBACK = re.compile(r"(?:Hook|On)[A-Z]")


def inspect_source(candidate: Candidate) -> Inspection:
    """Returns the diagnostics and facts of a plugin's source."""
    try:
        tree = ast.parse(candidate.data, candidate.file)
    except SyntaxError as error:
        text = f"{candidate.file}:{error.lineno or 1}: SyntaxError: {error.msg}"
        return Inspection([diagnostics.ImportFailed(text)])
    except (ValueError, RecursionError) as error:
        return Inspection([diagnostics.ImportFailed(f"{candidate.file}:1: {error}")])
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    plugins = [node for node in classes if "PluginInterface" in _bases(node)]
    found = [*_diagnostics(candidate, tree), *_missing(candidate, tree)]
    found += [one for plugin in plugins for one in _uncallable(candidate, plugin)]
    return Inspection(found, facts=tuple(_facts(tree, plugins, candidate)))


def _diagnostics(candidate: Candidate, tree: ast.Module) -> Iterator[Diagnostic]:
    """Yields certain problems only, because the file's classes are known for sure only after it ran."""
    names = (getattr(node, "id", None) or getattr(node, "attr", None) for node in ast.walk(tree))
    if not {"PluginInterface", "*"} & {*names, *_imported_names(tree)}:
        yield diagnostics.ImportFailed(
            f"{candidate.file}:1: needs one class deriving from workbench.sdk.PluginInterface, has none"
        )


def _missing(candidate: Candidate, tree: ast.Module) -> Iterator[Diagnostic]:
    """Yields imported modules that are missing, if the file imports them whenever it runs."""
    if any(getattr(node, "attr", None) == "path" for node in ast.walk(tree)):
        # The file may extend sys.path.
        return
    for node in tree.body:
        if getattr(node, "level", 0):
            continue
        for name in {name.partition(".")[0] for name in _imports(ast.Module([node], []))} - sys.modules.keys():
            if isinstance(node, ast.Import | ast.ImportFrom) and importlib.util.find_spec(name) is None:
                yield diagnostics.ModuleMissing(f"{candidate.file}:{node.lineno}: no module {name!r}")


def _uncallable(candidate: Candidate, plugin: ast.ClassDef) -> Iterator[Diagnostic]:
    """Yields methods with names like callbacks that are not callbacks, and callbacks that the server cannot call."""
    bases = _bases(plugin)
    for method in plugin.body:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        name, where = method.name, f"{candidate.file}:{method.lineno}: {method.name}"
        if name not in _METHODS:
            close = difflib.get_close_matches(name, _METHODS, n=1, cutoff=0.85)
            if close and _LIKE_CALLBACK.match(name):
                yield diagnostics.CallbackNeverCalled(f"{where} is not a callback. Do you mean {close[0]}?")
        elif _METHODS[name] not in bases and len(bases) == len(plugin.bases):
            text = f"{where} is never called: {plugin.name} does not derive from {_METHODS[name]}"
            yield diagnostics.CallbackNeverCalled(text)
        elif isinstance(method, ast.AsyncFunctionDef):
            text = f"{where} is a coroutine function. The server does not await it, so its body never runs"
            yield diagnostics.CallbackNeverWorks(text)
        elif not method.decorator_list and (refusal := _refusal(method)):
            yield diagnostics.CallbackNeverWorks(f"{where} {refusal}")


def _refusal(method: ast.FunctionDef) -> str:
    """Returns the reason why the server cannot call it, empty if it can."""
    declared = getattr(getattr(interfaces, _METHODS[method.name], None), method.name, None)
    if declared is None:
        return ""
    passed, arguments = len(inspect.signature(declared).parameters) - 1, method.args
    taken = len(arguments.posonlyargs) + len(arguments.args) - 1
    if taken - len(arguments.defaults) > passed or (taken < passed and arguments.vararg is None):
        return f"takes {taken} arguments, the server passes {passed}"
    needed = [one.arg for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if not default]
    return f"needs {', '.join(needed)} by name, the server passes no names" if needed else ""


def _imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def _facts(tree: ast.Module, plugins: list[ast.ClassDef], candidate: Candidate) -> Iterator[tuple[str, str]]:
    yield "Language", f"Python {sys.version_info.major}.{sys.version_info.minor}"
    if plugins:
        yield "Classes", "\n".join(f"{node.name}: {', '.join(_bases(node))}" for node in plugins)
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        methods = [part.name for node in plugins for part in node.body if isinstance(part, functions)]
        if answered := [name for name in methods if name in _METHODS]:
            yield "Answers", ", ".join(answered)
    if imports := sorted(set(_imports(tree))):
        yield "Imports", ", ".join(imports)
    yield "Size", f"{len(candidate.data)} bytes"


def _bases(node: ast.ClassDef) -> list[str]:
    """Returns the names of the interface classes that a class derives from, independent of the form of import."""
    names = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    return [name for name in names if name in _CLASSES]


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
