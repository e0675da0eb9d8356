"""The state of one plugin's loading, which the load steps pass on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from workbench.engine.core import Library
from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Refused
from workbench.engine.loader.elf.sdk_layout import API_VERSION, SERVER_API_VERSION
from workbench.engine.loader.registry import Plugin
from workbench.engine.loader.scan import Candidate
from workbench.engine.loader.shared_symbols import NOTHING, Sharing
from workbench.engine.loader.timeline import Note
from workbench.sdk import PluginInterface


@dataclass
class Loading:
    """`create`: whether the plugin runs at the end. Unknown values are None."""

    plugin: Plugin
    create: bool
    candidate: Candidate
    neighbours: tuple[tuple[str, Path], ...] = ()
    """Name and path of the needed libraries that lie in the plugin's folder."""
    sharing: Sharing = NOTHING
    """Symbols and libraries that the plugin may share with others."""
    kept_data: str = ""
    path: str = ""
    """Path of the private copy."""
    library: Library | None = None
    module: ModuleType | None = None
    class_: type[PluginInterface] | None = None
    instance: PluginInterface | None = None
    about: dict[str, Any] | None = None
    """Data that the plugin returned last."""
    failure: str = ""
    """Why the plugin did not return its data."""


Do = Callable[[Loading, Note], None]
Step = tuple[str, Do]


def run(loading: Loading, steps: Iterable[Step]) -> None:
    """Runs the steps in order. A generator decides about the next step after the previous one ends."""
    for name, do in steps:
        with loading.plugin.timeline.step(name) as note:
            do(loading, note)


def check_versions(plugin: Plugin, versions: tuple[int, int]) -> None:
    """Stores the plugin's API numbers and refuses it if they differ from the server's."""
    plugin.api_version, plugin.server_api_version = versions
    if versions != (API_VERSION, SERVER_API_VERSION):
        text = (
            f"built for plugin API {versions[0]} and server API {versions[1]}, "
            f"the server has plugin API {API_VERSION} and server API {SERVER_API_VERSION}"
        )
        raise Refused(diagnostics.ApiVersionMismatch(text))
