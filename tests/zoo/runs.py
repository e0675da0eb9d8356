"""Workspaces of the zoo with some of its plugins enabled, and the result of a run."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.zoo.pages import WORKSPACE
from tests.zoo.specimen import Specimen

HANG_SECONDS = 3.0


@dataclass(frozen=True)
class Run:
    """Result of `workbench run` on the zoo."""

    exit_code: int
    report: dict[str, Any]
    summary: str

    def diagnostics(self, specimen: Specimen) -> list[dict[str, str]]:
        """Diagnostics about that plugin."""
        names = {Path(specimen.file).stem, specimen.file}
        return [diagnostic for diagnostic in self.report["diagnostics"] if diagnostic["plugin"] in names]


class RunZoo(Protocol):
    """`run_zoo([specimen], seconds=2)` runs the server with those enabled and returns the result."""

    def __call__(self, enabled: Collection[Specimen], *, seconds: float, speed: float = 20) -> Run: ...


def make_zoo(folder: Path, plugins: Path, enabled: Collection[Specimen]) -> Path:
    """The demo workspace with these plugins enabled, and without the others when there is just one."""
    workspace = folder / "zoo"
    shutil.copytree(WORKSPACE, workspace, ignore=shutil.ignore_patterns("plugins", "outside", "trust", "data"))
    (workspace / "trust").symlink_to(plugins.parent / "trust")
    text = (workspace / "server.toml").read_text("utf-8")
    text = text.replace("[server]\n", f"[server]\nhang_seconds = {HANG_SECONDS}\n")
    head, *entries = text.split("\n[[plugins]]")
    wanted = {specimen.file for specimen in enabled}
    alone = len(wanted) == 1
    kept = [entry for entry in entries if not alone or _file(entry) in wanted]
    texts = [entry.replace("enabled = false", "enabled = true") if _file(entry) in wanted else entry for entry in kept]
    (workspace / "server.toml").write_text("\n[[plugins]]".join([head, *texts]), "utf-8")
    if alone:
        (workspace / "plugins").mkdir()
        (workspace / "plugins" / "lib").symlink_to(plugins / "lib")
        for file in wanted:
            shutil.copy(plugins / file, workspace / "plugins" / file)
    else:
        (workspace / "plugins").symlink_to(plugins)
    return workspace


def _file(entry: str) -> str:
    return entry.partition('file = "')[2].partition('"')[0]
