"""Why a library is still in the memory map after it was given back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workbench.engine.loader.elf.demangle import readable_symbol
from workbench.engine.loader.elf.facts import NotElf, WrongMachine, read_elf

_SHOWN = 3


def reason(library: Path, others: Iterable[Path] = ()) -> str:
    """The likeliest cause, from what the file asks for; `others` are the files of plugins that are still mapped."""
    try:
        facts = read_elf(library.read_bytes())
    except (OSError, NotElf, WrongMachine) as error:
        return f"its file cannot be read any more: {error}"
    if facts.unique_symbols:
        return _unique(facts.unique_symbols)
    if "NODELETE" in facts.flags:
        return "it was linked with -z nodelete"
    if (holder := _needed_by(facts.soname or library.name, others)) is not None:
        return f"{holder.name} needs it"
    imports = {symbol.name.partition("@")[0] for symbol in facts.symbols if not symbol.defined}
    return _from_imports(imports)


def _from_imports(imports: set[str]) -> str:
    if "__cxa_thread_atexit" in imports or "__cxa_thread_atexit_impl" in imports:
        return "a thread that goes on has thread_local objects of it to destroy at its end"
    if imports & {"dlopen", "dlmopen"}:
        return "something holds it open: it calls dlopen itself"
    return "something else in the process holds it open"


def _unique(names: tuple[str, ...]) -> str:
    shown = ", ".join(readable_symbol(name) for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"it has symbols that are one for the whole process ({shown}{more}); -fno-gnu-unique removes them"


def _needed_by(name: str, others: Iterable[Path]) -> Path | None:
    for other in others:
        try:
            if name in read_elf(other.read_bytes()).needed:
                return other
        except (OSError, ValueError):
            # Gone or damaged by now: it says nothing.
            continue
    return None
