"""One plugin on its way in: what the steps of loading it hand to each other."""

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
    """`create`: whether the plugin is to run at the end. What is not known yet is None."""

    plugin: Plugin
    create: bool
    candidate: Candidate
    neighbours: tuple[tuple[str, Path], ...] = ()
    """Libraries that it needs and that lie in its own folder: name and place."""
    sharing: Sharing = NOTHING
    """What it may share with other plugins of the process."""
    kept_data: str = ""
    path: str = ""
    """Of the private copy."""
    library: Library | None = None
    module: ModuleType | None = None
    class_: type[PluginInterface] | None = None
    instance: PluginInterface | None = None
    about: dict[str, Any] | None = None
    """What it said of itself last."""
    failure: str = ""
    """Why it did not say it."""


Do = Callable[[Loading, Note], None]
Step = tuple[str, Do]


def run(loading: Loading, steps: Iterable[Step]) -> None:
    """Takes one step after the other. A generator decides about its next step when the one before is done."""
    for name, do in steps:
        with loading.plugin.timeline.step(name) as note:
            do(loading, note)


def check_versions(plugin: Plugin, versions: tuple[int, int]) -> None:
    """Notes the plugin's API numbers and refuses it when they are not the server's."""
    plugin.api_version, plugin.server_api_version = versions
    if versions != (API_VERSION, SERVER_API_VERSION):
        text = (
            f"built for plugin API {versions[0]} and server API {versions[1]}, "
            f"the server has plugin API {API_VERSION} and server API {SERVER_API_VERSION}"
        )
        raise Refused(diagnostics.ApiVersionMismatch(text))
