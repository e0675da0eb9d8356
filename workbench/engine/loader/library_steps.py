"""Load steps of a shared library: private copy, dlopen, AboutPlugin, CreatePlugin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.engine.core import Core, CoreError, LibraryError, PluginFailure
from workbench.engine.loader import diagnostics, run_file
from workbench.engine.loader.diagnostics import Refused
from workbench.engine.loader.elf.demangle import demangle
from workbench.engine.loader.elf.sdk_layout import CURRENT
from workbench.engine.loader.loading_state import Do, Loading, Step, check_versions
from workbench.engine.loader.scan import Candidate
from workbench.engine.loader.timeline import Note


class LibraryWay:
    """Load steps of C++ plugins. `compare` is the step that takes over the data of AboutPlugin."""

    def __init__(self, core: Core, *, run_folder: Path, compare: Do, compare_late: Do) -> None:
        self._core, self._run_folder = core, run_folder
        self._compare, self._compare_late = compare, compare_late

    def steps(self, loading: Loading) -> Iterator[Step]:
        """Yields the steps in the platform's order. CreatePlugin is left out when the plugin is not to run."""
        yield "private copy", self._place
        yield "dlopen", self._map
        older = loading.plugin.layout not in (None, CURRENT)
        if older:
            # Legacy plugins export no version numbers and no AboutPlugin. Their getApiVersion may be another plugin's.
            yield "versions", _take_versions_of_layout
        else:
            yield "versions", _ask_versions
            yield "AboutPlugin", self._ask_about
            yield "compare", self._compare
        if loading.create:
            yield "CreatePlugin", self._create
            if older:
                yield "introduction", self._introduce
                yield "compare", self._compare_late

    def _place(self, loading: Loading, note: Note) -> None:
        candidate = loading.candidate
        try:
            folder = run_file.link_neighbours(loading.neighbours, candidate.path.parent, self._run_folder)
            loading.path = str(run_file.place(candidate, folder))
        except OSError as error:
            text = f"cannot be copied to {self._run_folder}: {error.strerror}"
            raise Refused(diagnostics.Unreadable(text)) from error
        note.detail = Path(loading.path).name

    def _ask_about(self, loading: Loading, note: Note) -> None:
        assert loading.library is not None
        try:
            loading.about = self._core.about_plugin(loading.plugin.index, loading.library)
        except (CoreError, LibraryError, PluginFailure) as error:
            raise Refused(diagnostics.CreateFailed(f"AboutPlugin: {error}")) from error
        if not loading.about:
            note.result, note.detail = "skipped", "no data"

    def _map(self, loading: Loading, _note: Note) -> None:
        try:
            loading.library = self._core.load_library(loading.path, loading.plugin.index)
        except LibraryError as error:
            raise Refused(diagnostics.Unresolved(_readable(str(error), loading.candidate))) from error
        except PluginFailure as failure:
            # The linker has mapped the library all the same. The end of loading unmaps it like every refused library.
            loading.library = self._core.library_left_open(loading.path, loading.plugin.index)
            raise Refused(diagnostics.CreateFailed(str(failure))) from failure

    def _create(self, loading: Loading, _note: Note) -> None:
        plugin, library = loading.plugin, loading.library
        assert library is not None
        older = plugin.layout is not None and plugin.layout is not CURRENT
        try:
            self._core.create_plugin(
                plugin.index,
                library,
                config_json=json.dumps(plugin.entry.config),
                data_json=loading.kept_data,
                layout=plugin.layout.name if older and plugin.layout is not None else "",
            )
        except PluginFailure as failure:
            raise Refused(diagnostics.CreateFailed(str(failure))) from failure
        plugin.module = library

    def _introduce(self, loading: Loading, note: Note) -> None:
        try:
            loading.about = self._core.plugin_introduction(loading.plugin.index)
        except PluginFailure as failure:
            # The plugin is created already, so the server cannot refuse it any more.
            loading.failure = note.detail = str(failure)
            note.result = "failed"


def _take_versions_of_layout(loading: Loading, note: Note) -> None:
    plugin = loading.plugin
    assert plugin.layout is not None
    plugin.api_version, plugin.server_api_version = plugin.layout.plugin_api, plugin.layout.server_api
    note.detail = f"API numbers of the layout {plugin.layout.name}"


def _ask_versions(loading: Loading, note: Note) -> None:
    assert loading.library is not None
    try:
        check_versions(loading.plugin, loading.library.versions())
    except PluginFailure as failure:
        raise Refused(diagnostics.CreateFailed(str(failure))) from failure
    note.detail = f"plugin API {loading.plugin.api_version}, server API {loading.plugin.server_api_version}"


def _readable(text: str, candidate: Candidate) -> str:
    """Returns the linker's message with the plugin's own name and the C++ name of a missing symbol."""
    text = re.sub(rf"\S*{re.escape(candidate.digest[:16])}-", "", text)
    missing = re.search(r"undefined symbol: (\S+)", text)
    return f"{text} ({demangle(missing[1])})" if missing and missing[1].startswith("_Z") else text
