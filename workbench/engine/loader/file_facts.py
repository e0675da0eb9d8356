"""Facts about a plugin's file as labels and texts for the user."""

from __future__ import annotations

from workbench.contract.generated.layouts import Layout
from workbench.engine.loader.elf import vtables
from workbench.engine.loader.elf.demangle import readable_symbol
from workbench.engine.loader.elf.facts import ElfFacts
from workbench.engine.loader.elf.libraries import Needed
from workbench.engine.plain_text import printable_lines

FileFacts = tuple[tuple[str, str], ...]
"""Label and text. A text may have several lines."""

EXPORTS_SHOWN = 40


def file_facts(facts: ElfFacts, data: bytes, tree: tuple[Needed, ...], layout: Layout | None) -> FileFacts:
    """Returns the facts about a shared library, without empty ones."""
    offered = [symbol for symbol in facts.symbols if symbol.defined and symbol.name]
    # Weak symbols are instances of templates, which the author did not export on purpose.
    exports = sorted(readable_symbol(symbol.name) for symbol in offered if symbol.bind != "weak")
    others = len(offered) - len(exports[:EXPORTS_SHOWN])
    more = [f"and {others} more"] if others else []
    reported = (
        ("Machine", f"64-bit {facts.machine}"),
        ("Layout", f"{layout.name}: plugin API {layout.plugin_api}, server API {layout.server_api}" if layout else ""),
        ("Classes", "\n".join(_classes(facts, data))),
        ("Compiler", "\n".join(facts.producers or facts.compilers)),
        ("Build id", facts.build_id),
        ("Debug data", "yes" if facts.has_debug_sections else "no"),
        ("Flags", ", ".join(facts.flags)),
        ("Needs", "\n".join(line for needed in tree for line in _tree(needed, 0))),
        ("Versions", "\n".join(_versions(facts))),
        ("Searches in", ":".join(facts.run_paths or facts.passed_paths)),
        ("SONAME", facts.soname),
        ("Exports", "\n".join([*exports[:EXPORTS_SHOWN], *more])),
        ("Unique", "\n".join(readable_symbol(name) for name in facts.unique_symbols)),
        ("Size", f"{len(data)} bytes"),
    )
    return tuple((label, printable_lines(text)) for label, text in reported if text)


def _classes(facts: ElfFacts, data: bytes) -> list[str]:
    found = [
        f"{class_.name}: {', '.join(class_.bases)} ({class_.words} words of virtual methods)"
        for class_ in vtables.plugin_classes(facts, data)
    ]
    return found or [", ".join(vtables.mentioned_classes(data))]


def _versions(facts: ElfFacts) -> list[str]:
    libraries = dict.fromkeys(name for name, _ in facts.versions)
    return [
        f"{library}: {', '.join(sorted(version for name, version in facts.versions if name == library))}"
        for library in libraries
    ]


def _tree(needed: Needed, depth: int) -> list[str]:
    where = str(needed.path) if needed.path is not None else f"MISSING: {needed.reason}"
    line = f"{'  ' * depth}{needed.name}  {where}"
    return [line, *(below for library in needed.needs for below in _tree(library, depth + 1))]
