"""One function that the server times: a hook, an event, a server call or an entry point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CallKindName = Literal["Hook", "Event", "ServerCall", "EntryPoint"]


@dataclass(frozen=True)
class Callback:
    """A callback by its number in call records. `class_name` is empty for entry points and loader steps."""

    number: int
    name: str
    class_name: str
    kind: CallKindName
    doc: str
