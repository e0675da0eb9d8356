"""Load steps of a Python file: execute the module, create the plugin class, add the plugin to the order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from workbench.engine.core import Core, PluginFailure
from workbench.engine.loader import diagnostics, python_module
from workbench.engine.loader.diagnostics import Refused
from workbench.engine.loader.elf.sdk_layout import SERVER_API_VERSION
from workbench.engine.loader.loading_state import Do, Loading, Step, check_versions
from workbench.engine.loader.timeline import Note
from workbench.sdk import PluginInterface

T = TypeVar("T")


class ModuleWay:
    """Load steps of Python plugins. `compare` is the step that takes over name, version and description."""

    def __init__(self, core: Core, *, compare: Do) -> None:
        self._core, self._compare = core, compare

    def steps(self, loading: Loading) -> Iterator[Step]:
        """Yields the steps. A Python plugin returns its name after its creation, so `compare` comes last."""
        yield "import", self._import
        if not loading.create:
            yield "compare", self._compare
            return
        yield "CreatePlugin", self._create
        yield "compare", self._compare
        yield "take up", self._adopt

    def _import(self, loading: Loading, _note: Note) -> None:
        file = loading.candidate
        loading.module, loading.class_ = self._as_entry(
            loading, "dlopen", lambda: python_module.load_class(file.path, file.digest)
        )
        version, first_line = getattr(loading.module, "__version__", ""), _first_line(loading.class_)
        loading.about = {"version": str(version), "description": first_line}

    def _create(self, loading: Loading, _note: Note) -> None:
        plugin, class_ = loading.plugin, loading.class_
        assert class_ is not None
        server = self._core.plugin_server(plugin.index)

        def build_and_ask() -> tuple[PluginInterface, int, dict[str, Any]]:
            built = python_module.create(class_, server, plugin.entry.config)
            says = {"name": built.plugin_name(), "description": built.plugin_description()}
            return built, built.getApiVersion(), says

        self._core.set_plugin_config(plugin.index, json.dumps(plugin.entry.config))
        loading.instance, version, says = self._as_entry(loading, "CreatePlugin", build_and_ask)
        check_versions(plugin, (version, SERVER_API_VERSION))
        loading.about = (loading.about or {}) | {key: value for key, value in says.items() if value}

    def _adopt(self, loading: Loading, _note: Note) -> None:
        try:
            self._core.adopt_plugin(loading.plugin.index, loading.instance)
        except PluginFailure as failure:
            raise Refused(diagnostics.CreateFailed(str(failure))) from failure
        loading.plugin.module = loading.module

    def _as_entry(self, loading: Loading, callback: str, body: Callable[[], T]) -> T:
        """Runs the plugin's code as this entry point. An exception becomes a refusal with file and line."""
        made: list[T] = []
        refusals: list[Refused] = []

        def run() -> None:
            try:
                made.append(body())
            except python_module.ImportProblem as problem:
                refusals.append(Refused(diagnostics.ImportFailed(str(problem))))
            except BaseException as error:  # noqa: BLE001  includes SystemExit: a plugin must not end the server
                what = python_module.where_and_what(error, loading.plugin.path)
                refusals.append(Refused(diagnostics.CreateFailed(what)))

        self._core.entry_call(loading.plugin.index, callback, run)
        if refusals:
            raise refusals[0]
        return made[0]


def _first_line(class_: type) -> str:
    return (class_.__doc__ or "").strip().partition("\n")[0]
