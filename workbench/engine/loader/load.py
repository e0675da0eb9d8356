"""Brings plugins from a file to running, in the platform's order, and says what is wrong on the way."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from workbench.engine.core import Core, Library, LibraryError, PluginFailure
from workbench.engine.loader import diagnostics, python_module, run_file
from workbench.engine.loader.checks import inspect_library, is_refused
from workbench.engine.loader.demangle import demangle
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.elf import read_elf
from workbench.engine.loader.libraries import LibrarySearch
from workbench.engine.loader.scan import Candidate, FileProblem, leaves_folder, read_candidate
from workbench.engine.loader.sdk_layout import API_VERSION, CURRENT, SERVER_API_VERSION
from workbench.engine.own_threads import thread_ids
from workbench.engine.plugin_data import DataProblem, PluginData
from workbench.engine.roster import Plugin, Roster
from workbench.sdk import PluginInterface

T = TypeVar("T")

MAX_NEW_THREADS = 50

Report = Callable[[str, Diagnostic], None]


class Refused(Exception):
    """The plugin stays out; the finding says why."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.text)
        self.finding = finding


class Loader:
    """Loads the plugins of one server. `report` is called with the plugin's name and each finding."""

    def __init__(
        self,
        core: Core,
        roster: Roster,
        *,
        run_folder: Path,
        plugins_folder: Path,
        data: PluginData,
        report: Report,
        budget_millis: float,
    ) -> None:
        self._core, self._roster, self._report = core, roster, report
        self._run_folder, self._plugins_folder = run_folder, plugins_folder
        self._data, self._budget_millis = data, budget_millis
        self._search = LibrarySearch()
        self._digests: dict[str, str] = {}

    def load(self, plugin: Plugin, *, create: bool) -> None:
        """Checks a plugin; loads and creates it when `create`. A refused one stays in the list with its findings.

        Nothing of a file is executed when it is refused by the checks, nor when it is known and not to be created.
        """
        try:
            candidate = self._checked(plugin)
            if create or not plugin.in_configuration:
                self._bring_in(plugin, candidate, create=create)
        except Refused as refusal:
            self._find(plugin, refusal.finding)
            self._roster.set_state(plugin, "refused")

    def _find(self, plugin: Plugin, finding: Diagnostic) -> None:
        self._report(plugin.row().name, finding)

    def _checked(self, plugin: Plugin) -> Candidate:
        try:
            candidate = read_candidate(plugin.path)
        except FileProblem as problem:
            raise Refused(diagnostics.Unreadable(str(problem))) from problem
        plugin.digest = candidate.digest
        if plugin.path.parent == self._plugins_folder and leaves_folder(plugin.path, self._plugins_folder):
            self._find(plugin, diagnostics.LinkOutside(f"leads to {plugin.path.resolve()}"))
        if candidate.digest in self._digests:
            raise Refused(diagnostics.Duplicate(f"same content as {self._digests[candidate.digest]}"))
        if candidate.language == "C++":
            self._inspect(plugin, candidate)
        self._digests[candidate.digest] = plugin.file
        return candidate

    def _inspect(self, plugin: Plugin, candidate: Candidate) -> None:
        """Reports what the checks find; the last finding that refuses is the one that ends the loading."""
        inspection = inspect_library(candidate, self._search, pinned=plugin.entry.layout)
        plugin.layout = inspection.layout
        findings = sorted(inspection.findings, key=lambda finding: finding.severity == "refused")
        for finding in findings[:-1] if is_refused(findings) else findings:
            self._find(plugin, finding)
        if is_refused(findings):
            raise Refused(findings[-1])

    def _bring_in(self, plugin: Plugin, candidate: Candidate, *, create: bool) -> None:
        started = time.monotonic_ns()
        plugin.index = self._core.reserve_plugin(plugin.row().name)
        self._roster.set_state(plugin, "loading")
        before = thread_ids()
        plugin.threads_before = plugin.threads_after = len(before)
        if candidate.language == "C++":
            self._load_library(plugin, candidate, create=create)
        else:
            self._load_module(plugin, candidate, create=create)
        after = thread_ids()
        plugin.threads_after, plugin.thread_ids = len(after), after - before
        plugin.load_millis = (time.monotonic_ns() - started) / 1e6
        self._check_threads(plugin)
        if create:
            plugin.interfaces = tuple(self._core.plugin_interfaces(plugin.index))
        self._roster.set_state(plugin, "running" if create else "available")

    def _load_library(self, plugin: Plugin, candidate: Candidate, *, create: bool) -> None:
        try:
            library = self._core.load_library(str(self._place(candidate)), plugin.index)
        except LibraryError as error:
            raise Refused(diagnostics.Unresolved(_readable(str(error), candidate))) from error
        try:
            self._ask(plugin, library)
            if create:
                self._create(plugin, library)
        except PluginFailure as failure:
            raise Refused(diagnostics.CreateFailed(str(failure))) from failure
        finally:
            if plugin.module is None:
                library.close()

    def _ask(self, plugin: Plugin, library: Library) -> None:
        """API numbers, name, version and description, as far as they are told before the plugin is created."""
        layout = plugin.layout
        if layout is None or layout is CURRENT:
            self._check_versions(plugin, library.versions())
            self._learn(plugin, library.about())
        else:
            # Older plugins export no numbers, and what their getApiVersion says may be another plugin's.
            plugin.api_version, plugin.server_api_version = layout.plugin_api, layout.server_api

    def _create(self, plugin: Plugin, library: Library) -> None:
        try:
            kept = self._data.load(plugin.file)
        except DataProblem as problem:
            self._find(plugin, diagnostics.KeptData(str(problem)))
            kept = ""
        self._core.create_plugin(
            plugin.index,
            library,
            config_json=json.dumps(plugin.entry.config),
            data_json=kept,
            budget_nanos=self._budget_nanos(plugin),
            layout="" if plugin.layout is None or plugin.layout is CURRENT else plugin.layout.name,
        )
        plugin.module = library
        if plugin.layout is not CURRENT:
            self._learn_late(plugin)

    def _learn_late(self, plugin: Plugin) -> None:
        """Older plugins say who they are when they are there already: too late for a refusal."""
        try:
            self._learn(plugin, self._core.plugin_introduction(plugin.index))
        except PluginFailure as failure:
            self._find(plugin, diagnostics.ConfigurationDiffers(str(failure)))
        except Refused as taken:
            plugin.name = ""
            self._find(plugin, diagnostics.ConfigurationDiffers(f"{taken.finding.text}; it is called by its file"))

    def _place(self, candidate: Candidate) -> Path:
        try:
            facts = read_elf(candidate.data)
            origin = candidate.path.parent
            paths = {name: self._search.find(name, origin=origin, run_paths=facts.run_paths) for name in facts.needed}
            run_file.link_neighbours({name: path for name, path in paths.items() if path}, origin, self._run_folder)
            return run_file.place(candidate, self._run_folder)
        except OSError as error:
            raise Refused(
                diagnostics.Unreadable(f"cannot be copied to {self._run_folder}: {error.strerror}")
            ) from error

    def _load_module(self, plugin: Plugin, candidate: Candidate, *, create: bool) -> None:
        module, class_ = self._as_entry(
            plugin, "dlopen", lambda: python_module.load_class(candidate.path, candidate.digest)
        )
        try:
            self._learn(
                plugin, {"version": str(getattr(module, "__version__", "")), "description": _first_line(class_)}
            )
            if create:
                server = self._core.plugin_server(plugin.index)
                self._adopt(plugin, lambda: python_module.create(class_, server, plugin.entry.config))
                plugin.module = module
        finally:
            if plugin.module is None:
                python_module.unload(module)

    def _adopt(self, plugin: Plugin, build: Callable[[], PluginInterface]) -> None:
        def build_and_ask() -> tuple[PluginInterface, int, dict[str, str]]:
            built = build()
            return (
                built,
                built.getApiVersion(),
                {"name": built.plugin_name(), "description": built.plugin_description()},
            )

        self._core.set_plugin_config(plugin.index, json.dumps(plugin.entry.config))
        instance, version, about = self._as_entry(plugin, "CreatePlugin", build_and_ask)
        self._check_versions(plugin, (version, SERVER_API_VERSION))
        self._learn(plugin, about)
        try:
            self._core.adopt_plugin(plugin.index, instance, self._budget_nanos(plugin))
        except PluginFailure as failure:
            raise Refused(diagnostics.CreateFailed(str(failure))) from failure

    def _as_entry(self, plugin: Plugin, callback: str, body: Callable[[], T]) -> T:
        """Runs a Python plugin's own code as that entry point; what it raises becomes a refusal with file and line."""
        made: list[T] = []
        refusals: list[Refused] = []

        def run() -> None:
            try:
                made.append(body())
            except python_module.ImportProblem as problem:
                refusals.append(Refused(diagnostics.ImportFailed(str(problem))))
            except BaseException as error:  # noqa: BLE001  also SystemExit: a plugin must not end the server
                what = python_module.where_and_what(error, plugin.path)
                refusals.append(Refused(diagnostics.CreateFailed(what)))

        self._core.entry_call(plugin.index, callback, run)
        if refusals:
            raise refusals[0]
        return made[0]

    def _check_versions(self, plugin: Plugin, versions: tuple[int, int]) -> None:
        plugin.api_version, plugin.server_api_version = versions
        if versions != (API_VERSION, SERVER_API_VERSION):
            text = (
                f"built for plugin API {versions[0]} and server API {versions[1]}, "
                f"the server has plugin API {API_VERSION} and server API {SERVER_API_VERSION}"
            )
            raise Refused(diagnostics.ApiVersionMismatch(text))

    def _learn(self, plugin: Plugin, about: dict[str, Any]) -> None:
        """Takes over what the plugin says of itself and compares it with the configuration."""
        said = {key: about.get(key) for key in ("name", "version", "description")}
        for key, value in said.items():
            if not isinstance(value, str) or not value:
                continue
            configured = getattr(plugin.entry, key)
            if configured and configured != value:
                text = f"the plugin says {key} {value!r}, server.toml says {configured!r}"
                self._find(plugin, diagnostics.ConfigurationDiffers(text))
            setattr(plugin, key, configured if key == "name" and configured else value)
        for other in self._roster:
            if other is not plugin and other.index >= 0 and other.row().name == plugin.row().name:
                raise Refused(diagnostics.Duplicate(f"{other.file} has the same name {other.row().name!r}"))
        if plugin.name:
            self._core.rename_plugin(plugin.index, plugin.name)
            # Told before more of it runs: should it crash now, the observer knows it by this name.
            self._roster.set_state(plugin, plugin.state)

    def _budget_nanos(self, plugin: Plugin) -> int:
        millis = plugin.entry.budget_millis
        return int((self._budget_millis if millis is None else millis) * 1e6)

    def _check_threads(self, plugin: Plugin) -> None:
        if plugin.threads_after - plugin.threads_before > MAX_NEW_THREADS:
            text = f"{plugin.threads_before} threads before it was loaded, {plugin.threads_after} after"
            self._find(plugin, diagnostics.TooManyThreads(text))


def _first_line(class_: type) -> str:
    return (class_.__doc__ or "").strip().partition("\n")[0]


def _readable(text: str, candidate: Candidate) -> str:
    """The linker's sentence with the plugin's own name, and the C++ name of a missing symbol."""
    text = re.sub(rf"\S*{re.escape(candidate.digest[:16])}-", "", text)
    missing = re.search(r"undefined symbol: (\S+)", text)
    return f"{text} ({demangle(missing[1])})" if missing and missing[1].startswith("_Z") else text
