"""Finds the reason why a library is still mapped after dlclose."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workbench.engine.loader.elf.demangle import readable_symbol
from workbench.engine.loader.elf.facts import NotElf, WrongMachine, read_elf

_SHOWN = 3


def reason(library: Path, others: Iterable[Path] = ()) -> str:
    """Returns the likeliest reason, derived from the file. `others` are the plugin files that are still mapped."""
    try:
        facts = read_elf(library.read_bytes())
    except (OSError, NotElf, WrongMachine) as error:
        return f"its file is not readable any more: {error}"
    if facts.unique_symbols:
        return _unique(facts.unique_symbols)
    if "NODELETE" in facts.flags:
        return "the file was linked with -z nodelete"
    if (holder := _needed_by(facts.soname or library.name, others)) is not None:
        return f"{holder.name} needs the library"
    imports = {symbol.name.partition("@")[0] for symbol in facts.symbols if not symbol.defined}
    return _from_imports(imports)


def _from_imports(imports: set[str]) -> str:
    if "__cxa_thread_atexit" in imports or "__cxa_thread_atexit_impl" in imports:
        return "a running thread has thread_local objects of the library, which it destroys at its end"
    if imports & {"dlopen", "dlmopen"}:
        return "the library calls dlopen itself, so a handle may still be open"
    return "another part of the process holds a handle of the library"


def _unique(names: tuple[str, ...]) -> str:
    shown = ", ".join(readable_symbol(name) for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"the file has symbols that exist once for the whole process ({shown}{more}); -fno-gnu-unique removes them"


def _needed_by(name: str, others: Iterable[Path]) -> Path | None:
    for other in others:
        try:
            if name in read_elf(other.read_bytes()).needed:
                return other
        except (OSError, ValueError):
            # The file is gone or damaged, so its needs are unknown.
            continue
    return None
