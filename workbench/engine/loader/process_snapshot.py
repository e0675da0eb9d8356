"""Snapshots of the process before and after a plugin's code runs. Changes are reported and partly reverted."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from workbench.engine import _core
from workbench.engine.loader import diagnostics
from workbench.engine.loader.descriptors import described
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.functions import Functions
from workbench.engine.plain_text import printable

MOST_NAMED = 12
"""Maximum number of descriptors or variables that one diagnostic names."""

_SIGNALS = tuple(
    getattr(signal, f"SIG{name}")
    for name in ("SEGV", "BUS", "FPE", "ILL", "ABRT", "TRAP", "TERM", "INT", "PIPE", "CHLD")
)
_MEBI = 1 << 20


@dataclass(frozen=True)
class ProcessChange:
    """One change of the process state, as the native side reports it."""

    kind: str
    """handler, stream (descriptors 0 to 2), descriptor, environment or setting."""
    what: str
    before: str
    after: str
    address: int
    was_put_back: bool


class ProcessSnapshot:
    """The state of the process at creation, taken by the creating thread."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._state = _core.ProcessState.now()
        self._python_handlers = _python_handlers()
        self.opened: dict[int, tuple[int, int, str]] = {}
        """Descriptors that were opened since the snapshot. Set by `diagnostics`."""

    def diagnostics(self, when: str, *, with_files: bool = True) -> list[Diagnostic]:
        """Returns the changes since the snapshot, one diagnostic for each kind. `when`: `while it was loaded`."""
        changes = [ProcessChange(*row) for row in self._state.changes(put_back=True)]
        self.opened = self._newly_open()
        if not with_files:
            changes = [change for change in changes if change.kind != "descriptor"]
        return list(diagnostics_about([*changes, *self._python_changes()], self._functions, when))

    def growth(self) -> str:
        """Returns the growth of the process memory since the snapshot."""
        now = _core.ProcessState.now()
        mapped = (now.mapped_bytes - self._state.mapped_bytes) / _MEBI
        resident = (now.resident_bytes - self._state.resident_bytes) / _MEBI
        return f"{mapped:+.1f} MiB mapped, {resident:+.1f} MiB resident"

    def _newly_open(self) -> dict[int, tuple[int, int, str]]:
        before, now = self._state.descriptors(), _core.ProcessState.now().descriptors()
        return {number: facts for number, facts in now.items() if before.get(number) != facts}

    def _python_changes(self) -> Iterator[ProcessChange]:
        """Yields handlers that Python code set. The kernel sees the same function for all of them."""
        for number, after in _python_handlers().items():
            before = self._python_handlers[number]
            if after is before or before is None:
                continue
            try:
                signal.signal(number, before)
                done = True
            except ValueError:
                # Only the main thread can restore a handler. The code on the main thread set this one and keeps it.
                done = False
            name = getattr(after, "__qualname__", None) or str(after)
            yield ProcessChange("handler", number.name, "", f"{name}()", 0, done)


def _python_handlers() -> dict[signal.Signals, Any]:
    return {number: signal.getsignal(number) for number in _SIGNALS}


def diagnostics_about(changes: list[ProcessChange], functions: Functions, when: str) -> Iterator[Diagnostic]:
    """Yields one diagnostic for each kind of change, and for each changed setting. `when`: `while it was loaded`."""
    by_kind: dict[str, list[ProcessChange]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    yield from _handlers(by_kind.get("handler", []), functions, when)
    yield from _files(by_kind.get("descriptor", []), when)
    yield from _environment(by_kind.get("environment", []), when)
    alike: dict[tuple[str, str, bool], list[ProcessChange]] = {}
    for change in by_kind.get("setting", []):
        alike.setdefault((change.before, change.after, change.was_put_back), []).append(change)
    for change in by_kind.get("stream", []):
        yield _setting(change, when)
    for same in alike.values():
        # One setlocale() call changes six categories.
        yield _setting(replace(same[0], what=", ".join(change.what for change in same)), when)


def _handlers(changes: list[ProcessChange], functions: Functions, when: str) -> Iterator[Diagnostic]:
    if changes:
        yield replaced_handlers(changes, functions, when)


def replaced_handlers(changes: list[ProcessChange], functions: Functions, when: str) -> Diagnostic:
    """Returns the diagnostic about these handlers, with the functions that replaced them."""
    words = [f"{change.what} by {_by(change, functions)}" for change in changes]
    back = "put back for the server" if all(change.was_put_back for change in changes) else "left as they are"
    text = f"replaced {when}: {', '.join(words)}; {back}. {diagnostics.HandlerReplaced.advice}"
    return diagnostics.HandlerReplaced(text)


def _by(change: ProcessChange, functions: Functions) -> str:
    return functions.name(change.address) if change.address else change.after


def _files(changes: list[ProcessChange], when: str) -> Iterator[Diagnostic]:
    opened = [change for change in changes if not change.before]
    if opened:
        names = (f"{change.what} → {described(int(change.what), change.after)}" for change in opened)
        yield diagnostics.FilesOpened(f"opened {when}: {_listed(names, len(opened))}")
    for change in changes:
        if change.before:
            yield _setting(change, when)


def _environment(changes: list[ProcessChange], when: str) -> Iterator[Diagnostic]:
    # Values may be secrets.
    names = (f"{change.what} {_verb(change)}" for change in changes)
    back = "; put back" if all(change.was_put_back for change in changes) else ""
    if changes:
        yield diagnostics.ProcessStateChanged(f"environment variables {when}: {_listed(names, len(changes))}{back}")


def _verb(change: ProcessChange) -> str:
    return "changed" if change.before and change.after else "added" if change.after else "removed"


_STREAMS = {"0": "standard input", "1": "standard output", "2": "standard error"}


def _setting(change: ProcessChange, when: str) -> Diagnostic:
    what = change.what
    if change.kind in ("stream", "descriptor"):
        what = f"descriptor {change.what}" + (f" ({_STREAMS[change.what]})" if change.kind == "stream" else "")
    back = "; put back" if change.was_put_back else ""
    text = f"{what} changed {when}: from {change.before or 'closed'} to {change.after or 'closed'}{back}"
    return diagnostics.ProcessStateChanged(printable(text))


def _listed(names: Iterator[str], count: int) -> str:
    shown = [name for _, name in zip(range(MOST_NAMED), names, strict=False)]
    more = [f"{count - MOST_NAMED} more"] if count > MOST_NAMED else []
    return printable(", ".join([*shown, *more]))
