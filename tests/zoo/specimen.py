"""A plugin of the zoo: its file, its trigger and the expected report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parents[1] / "plugins" / "zoo"


@dataclass(frozen=True)
class Found:
    """An expected diagnostic. Its text contains `words`, and each part of them when an ellipsis separates parts."""

    code: str
    severity: str
    words: str


@dataclass(frozen=True)
class Fault:
    """An expected end of the server process, and words of the fault report."""

    kind: str
    cause: str
    """Words of the reported cause."""
    words: str = ""
    plugin: bool = True
    """Whether the report names the plugin."""


@dataclass(frozen=True)
class Specimen:
    """A file of the zoo. Its source is the file of the same stem in `SOURCES`, or `made.py` creates the file."""

    file: str
    when: str
    expected: Found | Fault
    flags: tuple[str, ...] = ()
    """Compiler flags, in addition to those of every plugin of the zoo."""
    libraries: tuple[str, ...] = ()
    """Libraries of `build.LIBRARIES` to link with."""
    made: str = ""
    """The mistake of a file without a source, one sentence."""
    entry: Mapping[str, Any] = field(default_factory=dict)
    """Additional keys of its entry in server.toml."""
    also: tuple[Found, ...] = ()
    """Further expected diagnostics above the severity info."""
    alone: bool = False
    """Whether it needs a separate server, like a plugin that ends the server."""

    @property
    def source(self) -> Path | None:
        """Returns the source, or None for a file that `made.py` creates."""
        stem = SOURCES / Path(self.file).stem
        suffix = ".py" if self.file.endswith(".py") else ".cpp"
        return None if self.made else stem.with_suffix(suffix)

    @property
    def wrong(self) -> str:
        """Returns the mistake of the plugin, one sentence."""
        if self.source is None:
            return self.made
        return self.source.read_text("utf-8").partition("\n")[0].strip('/" ')

    @property
    def fatal(self) -> bool:
        """Returns whether the plugin ends or blocks the server."""
        return isinstance(self.expected, Fault)
