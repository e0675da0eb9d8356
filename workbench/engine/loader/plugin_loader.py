"""Loads plugins in the platform's order, from the file to the running plugin, and reports diagnostics."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.core import Core
from workbench.engine.files.fingerprint import fingerprint_of
from workbench.engine.files.regular_file import FileProblem
from workbench.engine.loader import diagnostics, loading_state
from workbench.engine.loader.diagnostics import Diagnostic, Refused
from workbench.engine.loader.entries import Entries
from workbench.engine.loader.functions import Functions
from workbench.engine.loader.library_checks import is_refused, loaded_runtimes
from workbench.engine.loader.library_steps import LibraryWay
from workbench.engine.loader.loading_state import Loading, Step
from workbench.engine.loader.module_steps import ModuleWay
from workbench.engine.loader.plugin_data import DataProblem, PluginData
from workbench.engine.loader.process_snapshot import ProcessSnapshot
from workbench.engine.loader.registry import Plugin, PluginRegistry
from workbench.engine.loader.scan import Candidate, leaves_folder, read_candidate
from workbench.engine.loader.scanner import Scanned, Scanner, ScanRequest
from workbench.engine.loader.shared_symbols import Sharing, compare
from workbench.engine.loader.signing.signature import SignatureRules
from workbench.engine.loader.timeline import Note
from workbench.engine.loader.unloading import Unloader
from workbench.engine.process.own_threads import thread_ids

MAX_NEW_THREADS = 50
SCANS = 3
"""Number of attempts to scan a file that changes during the scan."""

Find = Callable[[Plugin, Diagnostic], None]


class Loader:
    """Loads the plugins of one server. `find` receives each diagnostic. `ending` unmaps plugins that do not run."""

    def __init__(
        self,
        core: Core,
        registry: PluginRegistry,
        *,
        run_folder: Path,
        configuration: ConfigurationFile,
        plugins_folder: Path,
        signatures: SignatureRules,
        scanner: Scanner,
        data: PluginData,
        find: Find,
        ending: Unloader,
    ) -> None:
        self._core, self._registry, self._find, self._ending = core, registry, find, ending
        self._plugins_folder, self._data = plugins_folder, data
        self._signatures = signatures
        self._functions = Functions(run_folder)
        self._scanner = scanner
        self._digests: dict[str, str] = {}
        self._mapped: list[tuple[Plugin, Sharing]] = []
        """Plugins whose libraries were mapped into this process, in order."""
        self.entries = Entries(configuration, self._find)
        self._ways: dict[str, LibraryWay | ModuleWay] = {
            "C++": LibraryWay(
                core,
                run_folder=run_folder,
                compare=self._compare,
                compare_late=self._compare_late,
            ),
            "Python": ModuleWay(core, compare=self._compare),
        }

    def load(self, plugin: Plugin, *, create: bool) -> None:
        """Checks a plugin, and loads and creates it if `create` is set. A refused plugin stays in the list.

        The loader executes no code of a file that the checks refuse, or of a known plugin that is not to be created.
        """
        try:
            coming = self._checked(plugin, create=create)
            if create or not plugin.in_configuration:
                self._bring_in(coming)
            else:
                self._leave_out(plugin)
        except Refused as refusal:
            self._find(plugin, refusal.diagnostic)
            self._registry.set_state(plugin, "refused")

    # Before any code of the plugin runs.

    def _checked(self, plugin: Plugin, *, create: bool) -> Loading:
        with plugin.timeline.step("read file") as note:
            candidate = self._read(plugin, note)
        with plugin.timeline.step("ELF checks" if candidate.language == "C++" else "source checks") as note:
            scanned = self._inspect(plugin, candidate, note)
        with plugin.timeline.step("signature") as note:
            self._check_signature(plugin, scanned, note)
        self._digests[candidate.digest] = plugin.file
        return Loading(plugin, create, candidate, neighbours=scanned.neighbours, sharing=scanned.sharing)

    def _read(self, plugin: Plugin, note: Note) -> Candidate:
        # Taken before reading, so that a write during the read counts as later.
        seen = fingerprint_of(plugin.path)
        plugin.modified_nanos = seen.modified_nanos if seen is not None else 0
        try:
            candidate = read_candidate(plugin.path)
        except FileProblem as problem:
            raise Refused(diagnostics.Unreadable(str(problem))) from problem
        plugin.digest = candidate.digest
        note.detail = f"{len(candidate.data)} bytes, SHA-256 {candidate.digest[:12]}…"
        if plugin.path.parent == self._plugins_folder and leaves_folder(plugin.path, self._plugins_folder):
            self._find(plugin, diagnostics.LinkOutside(f"leads to {plugin.path.resolve()}"))
        if candidate.digest in self._digests:
            raise Refused(diagnostics.Duplicate(f"the file has the same content as {self._digests[candidate.digest]}"))
        return candidate

    def expect(self, plugins: Iterable[Plugin]) -> None:
        """Requests scans of the files of these plugins, which the loader loads in this order."""
        self._scanner.expect([self._request(plugin) for plugin in plugins])

    def _request(self, plugin: Plugin, again: int = 0) -> ScanRequest:
        return request_for(plugin, self._signatures, again)

    def _inspect(self, plugin: Plugin, candidate: Candidate, note: Note) -> Scanned:
        """Reports the diagnostics of the checks. The last one that refuses the plugin ends the loading."""
        scanned = self._scan(plugin, candidate)
        plugin.take_over(scanned)
        note.detail = "" if plugin.layout is None else f"built with {plugin.layout.name}"
        problems = sorted(scanned.diagnostics, key=lambda diagnostic: diagnostic.severity == "refused")
        for diagnostic in problems[:-1] if is_refused(problems) else problems:
            self._find(plugin, diagnostic)
        if is_refused(problems):
            note.detail = ""
            raise Refused(problems[-1])
        return scanned

    def _scan(self, plugin: Plugin, candidate: Candidate) -> Scanned:
        """Returns the scan of exactly these bytes."""
        for again in range(SCANS):
            scanned = self._scanner.scan(self._request(plugin, again))
            if scanned.digest in ("", candidate.digest):
                return scanned
        raise Refused(diagnostics.Unreadable("the file changes while the server reads it"))

    def _check_signature(self, plugin: Plugin, scanned: Scanned, note: Note) -> None:
        state, diagnostic = scanned.signature, scanned.signature_diagnostic()
        if state is None or diagnostic is None:
            return
        note.detail = state.sentence
        if self._signatures.required and not state.good:
            raise Refused(diagnostics.SignatureRequired(state.sentence))
        self._find(plugin, diagnostic)

    def _leave_out(self, plugin: Plugin) -> None:
        with plugin.timeline.step("compare"):
            self.entries.compare_file(plugin)
        why = "not to be loaded at server startup" if plugin.entry.enabled else "not enabled"
        plugin.timeline.skip("CreatePlugin", why)
        self._registry.set_state(plugin, plugin.state)

    # With the plugin's code.

    def _bring_in(self, coming: Loading) -> None:
        plugin, way = coming.plugin, self._ways[coming.candidate.language]
        started = time.monotonic_ns()
        plugin.index = self._core.reserve_plugin(plugin.row().name)
        self._registry.set_state(plugin, "loading")
        self._compare_with_others(coming)
        if coming.create:
            self._read_kept_data(coming)
        before = thread_ids()
        plugin.threads_before = plugin.threads_after = len(before)
        with plugin.timeline.step("state before"):
            around = ProcessSnapshot(self._functions)
        try:
            loading_state.run(coming, way.steps(coming))
            if coming.create:
                set_budgets(self._core, plugin)
                loading_state.run(coming, [("interfaces", self._learn_interfaces)])
        finally:
            # Also after a refusal, and while the code is still mapped: changed state may point into it.
            loading_state.run(coming, self._after(before, around))
            if coming.library is not None:
                self._mapped.append((plugin, coming.sharing))
            if plugin.module is None:
                coming.instance = None
                after = "its AboutPlugin call" if not coming.create else "its refusal"
                self._ending.prove(plugin, coming.library or coming.module, after=after)
        plugin.load_millis = (time.monotonic_ns() - started) / 1e6
        self._registry.set_state(plugin, "running" if coming.create else "available")

    def _compare_with_others(self, coming: Loading) -> None:
        """Reports what the plugin will share with plugins that were loaded before it."""
        for other, theirs in self._mapped:
            mapped = other.module is not None
            for diagnostic in compare(coming.plugin.file, coming.sharing, other.file, theirs, mapped=mapped):
                self._find(coming.plugin, diagnostic)

    def _read_kept_data(self, coming: Loading) -> None:
        try:
            coming.kept_data = self._data.load(coming.plugin.file)
        except DataProblem as problem:
            self._find(coming.plugin, diagnostics.KeptData(str(problem)))

    def _after(self, before: frozenset[int], around: ProcessSnapshot) -> Iterator[Step]:
        yield "threads", lambda coming, note: self._count_threads(coming.plugin, before, note)
        yield "state after", lambda coming, note: self._look_around(coming.plugin, around, note)

    def _look_around(self, plugin: Plugin, around: ProcessSnapshot, note: Note) -> None:
        note.detail = around.growth()
        for diagnostic in around.diagnostics("while it was loaded"):
            self._find(plugin, diagnostic)
        plugin.opened = around.opened

    def _count_threads(self, plugin: Plugin, before: frozenset[int], note: Note) -> None:
        after = thread_ids()
        plugin.threads_after, plugin.thread_ids = len(after), after - before
        note.detail = f"{plugin.threads_before} before, {plugin.threads_after} after"
        if plugin.threads_after - plugin.threads_before > MAX_NEW_THREADS:
            text = f"{plugin.threads_before} threads before it was loaded, {plugin.threads_after} after"
            self._find(plugin, diagnostics.TooManyThreads(text))

    def _learn_interfaces(self, coming: Loading, note: Note) -> None:
        coming.plugin.interfaces = tuple(self._core.plugin_interfaces(coming.plugin.index))
        note.detail = ", ".join(coming.plugin.interfaces) or "none"

    def _compare(self, coming: Loading, note: Note) -> None:
        """Takes over the data that the plugin returns. Refuses the plugin if another one has its name."""
        plugin, about = coming.plugin, coming.about or {}
        name = self.entries.name_of(plugin, about)
        for other in self._registry:
            if other is not plugin and other.index >= 0 and other.row().name == name:
                raise Refused(diagnostics.Duplicate(f"{other.file} has the same name {name!r}"))
        self.entries.compare(plugin, about, note)
        if plugin.name:
            self._core.rename_plugin(plugin.index, plugin.name)
            # Reported before more of its code runs, so that the client process knows the name after a crash.
            self._registry.set_state(plugin, plugin.state)

    def _compare_late(self, coming: Loading, note: Note) -> None:
        """Compares a legacy plugin, which returns its data after its creation: too late for a refusal."""
        if coming.failure:
            self._find(coming.plugin, diagnostics.ConfigurationDiffers(coming.failure))
        try:
            self._compare(coming, note)
        except Refused as taken:
            text = f"{taken.diagnostic.text}; the server uses the file name instead"
            self._find(coming.plugin, diagnostics.ConfigurationDiffers(text))
            self.entries.compare(coming.plugin, {}, note)


def set_budgets(core: Core, plugin: Plugin) -> None:
    """Applies the time budgets of the plugin's entry to its callbacks, or the server's defaults."""
    core.set_plugin_budgets(plugin.index, plugin.budget_millis, plugin.entry.budgets)


def request_for(plugin: Plugin, signatures: SignatureRules, again: int = 0) -> ScanRequest:
    """Returns the scan request for a plugin's file. `again` counts earlier requests during which the file changed."""
    path, trust = os.fsencode(plugin.path), os.fsencode(signatures.trust)
    return ScanRequest(path, trust, plugin.entry.layout, loaded_runtimes(), again)
