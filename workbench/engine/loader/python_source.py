"""Checks of a Python plugin's file that execute none of it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.engine.loader import diagnostics
from workbench.engine.loader.checks import Inspection
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.scan import Candidate

_CLASSES = {callback.class_name for callback in CALLBACKS if callback.class_name}
_METHODS = {callback.name for callback in CALLBACKS if callback.class_name}


def inspect_source(candidate: Candidate) -> Inspection:
    """Diagnostics and facts of a plugin's source."""
    try:
        tree = ast.parse(candidate.data, candidate.file)
    except SyntaxError as error:
        text = f"{candidate.file}:{error.lineno or 1}: SyntaxError: {error.msg}"
        return Inspection([diagnostics.ImportFailed(text)])
    except (ValueError, RecursionError) as error:
        return Inspection([diagnostics.ImportFailed(f"{candidate.file}:1: {error}")])
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    plugins = [node for node in classes if "PluginInterface" in _bases(node)]
    return Inspection(list(_diagnostics(candidate, tree)), facts=tuple(_facts(tree, plugins, candidate)))


def _diagnostics(candidate: Candidate, tree: ast.Module) -> Iterator[Diagnostic]:
    """Only what is certain: which classes there are in the end, the file itself decides when it runs."""
    names = (getattr(node, "id", None) or getattr(node, "attr", None) for node in ast.walk(tree))
    if not {"PluginInterface", "*"} & {*names, *_imported_names(tree)}:
        yield diagnostics.ImportFailed(
            f"{candidate.file}:1: needs one class deriving from workbench.sdk.PluginInterface, has none"
        )


def _imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def _facts(tree: ast.Module, plugins: list[ast.ClassDef], candidate: Candidate) -> Iterator[tuple[str, str]]:
    yield "Language", f"Python {sys.version_info.major}.{sys.version_info.minor}"
    if plugins:
        yield "Classes", "\n".join(f"{node.name}: {', '.join(_bases(node))}" for node in plugins)
        methods = [part.name for node in plugins for part in node.body if isinstance(part, ast.FunctionDef)]
        if answered := [name for name in methods if name in _METHODS]:
            yield "Answers", ", ".join(answered)
    if imports := sorted(set(_imports(tree))):
        yield "Imports", ", ".join(imports)
    yield "Size", f"{len(candidate.data)} bytes"


def _bases(node: ast.ClassDef) -> list[str]:
    """Names of the interface's classes that it derives, however they were imported."""
    names = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    return [name for name in names if name in _CLASSES]


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
