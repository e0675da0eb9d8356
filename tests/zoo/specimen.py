"""A plugin of the zoo: its file, what shows what is wrong with it, and what is then said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parents[1] / "plugins" / "zoo"


@dataclass(frozen=True)
class Found:
    """A diagnostic. `words` are in its text, those on both sides of an ellipsis each for itself."""

    code: str
    severity: str
    words: str


@dataclass(frozen=True)
class Fault:
    """What becomes of the server's process, and words that the report has."""

    kind: str
    cause: str
    """Words of the cause that is given."""
    words: str = ""
    plugin: bool = True
    """Whether the plugin is named."""


@dataclass(frozen=True)
class Specimen:
    """A file of the zoo. Its source is the file of the same stem in `SOURCES`; without one it is made (`made.py`)."""

    file: str
    when: str
    expected: Found | Fault
    flags: tuple[str, ...] = ()
    """For the compiler, beside what every plugin of the zoo is compiled with."""
    libraries: tuple[str, ...] = ()
    """Libraries of `build.LIBRARIES` that it is linked with."""
    made: str = ""
    """What is wrong with a file that has no source of its own."""
    entry: Mapping[str, Any] = field(default_factory=dict)
    """More keys of its entry in server.toml."""
    also: tuple[Found, ...] = ()
    """What else is found when it runs, of a severity above info."""
    alone: bool = False
    """Whether it needs a server of its own, as what ends the server does."""

    @property
    def source(self) -> Path | None:
        """The source, None for a file that is made."""
        stem = SOURCES / Path(self.file).stem
        suffix = ".py" if self.file.endswith(".py") else ".cpp"
        return None if self.made else stem.with_suffix(suffix)

    @property
    def wrong(self) -> str:
        """What is wrong with it, one sentence."""
        if self.source is None:
            return self.made
        return self.source.read_text("utf-8").partition("\n")[0].strip('/" ')

    @property
    def fatal(self) -> bool:
        """Whether it takes the server down."""
        return isinstance(self.expected, Fault)
