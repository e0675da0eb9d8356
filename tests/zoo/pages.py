"""Writes the generated pages about diagnostics and the zoo: `python -m tests.zoo.pages`.

The pages are docs/diagnostics.md, the table of docs/views/loader_diagnostics.md and the lists of plugins in
sample_data/zoo/server.toml and its README. With `--check` it writes nothing and reports the pages that differ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.zoo.specimen import Fault, Found, Specimen
from tests.zoo.table import GROUPS, ZOO
from workbench.engine.loader.diagnostics import REGISTRY, Diagnostic
from workbench.session.faults.kinds import HANG_ADVICE, HANG_CAUSE, HANGS, RULES

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = ROOT / "sample_data" / "zoo"
PANEL = ROOT / "docs" / "views" / "loader_diagnostics.md"
MARK = "written by python -m tests.zoo.pages"
_SANITIZER = "The plugin's sanitizer observed this error and ended the process ([more](sanitizers.md))."
NO_SPECIMEN = {
    ("layout", "refused"): "The debug data or the classes of a plugin show its public headers.",
    ("shared-symbols", "error"): "It needs two plugins with different variables of the same name.",
    ("shared-library", "error"): "It needs two plugins with different libraries of the same name.",
    ("layout-assumed", "info"): "It concerns plugins that were built with a development kit.",
    ("import", "warning"): "Reported by inspection; the server then refuses such a plugin.",
    ("data", "error"): "The cause is a file of the workspace, not the plugin.",
    ("storage", "error"): "The cause is the disk.",
    ("still-running", "error"): "It occurs only in a server in the caller's process.",
    ("hang", "error"): "It occurs only in a server in the caller's process; otherwise a hang is a fault.",
    ("hang", "info"): "The server reports it at the end of a hang.",
    ("debugger", "info"): "It concerns the start of the server.",
    ("watching", "warning"): "The cause is a limit of the system.",
    ("text", "error"): "The server refuses a call with a zero byte in a text, or with a text that is too long.",
    ("restart-waits", "warning"): "The cause is server.toml.",
    ("no-effect", "info"): "It concerns server.toml.",
    ("restart", "error"): "It has no faulting plugin.",
    ("signature", "refused"): "It replaces the others when `require_signature` is set.",
    ("files", "info"): "The server reports it together with the diagnostics at the end.",
    ("sanitizer", "refused"): "The server loads the runtime of such a plugin first, so the plugin runs.",
    ("config", "info"): "It concerns every plugin that was rebuilt after its entry was written.",
}
"""Diagnostics without a plugin in the zoo, with the reason."""


def pages() -> dict[Path, str]:
    """Returns every page with its expected text."""
    return {
        WORKSPACE / "server.toml": _after_mark(WORKSPACE / "server.toml", _entries()),
        WORKSPACE / "README.md": _after_mark(WORKSPACE / "README.md", _lists()),
        ROOT / "docs" / "diagnostics.md": _after_mark(ROOT / "docs" / "diagnostics.md", _meanings()),
        PANEL: _after_mark(PANEL, _conditions()),
    }


def _after_mark(file: Path, lines: Iterator[str]) -> str:
    """Returns the file up to the line with the mark, followed by `lines`."""
    head, mark, rest = file.read_text("utf-8").partition(MARK)
    return "\n".join([f"{head}{mark}{rest.partition(chr(10))[0]}", *lines]) + "\n"


def shown(specimen: Specimen) -> str:
    """Returns the expected report in a few words."""
    expected = specimen.expected
    return f"fault: {expected.kind}" if isinstance(expected, Fault) else f"{expected.code} ({expected.severity})"


def _entries() -> Iterator[str]:
    for specimen in ZOO:
        yield f"\n[[plugins]]  # {specimen.wrong}"
        yield f'file = "{specimen.file}"  # {specimen.when}: {shown(specimen)}'
        yield "enabled = false"
        yield from (f"{key} = {json.dumps(value)}" for key, value in specimen.entry.items())


def _lists() -> Iterator[str]:
    for title, specimens in GROUPS.items():
        yield f"\n## {title}\n"
        yield "| file | mistake | trigger | expected |"
        yield "|---|---|---|---|"
        for one in specimens:
            name = one.file if one.source is None else f"[{one.file}](../../tests/plugins/zoo/{one.source.name})"
            yield f"| {name} | {one.wrong} | {one.when} | `{shown(one)}` |"


# docs/diagnostics.md.


def _meanings() -> Iterator[str]:
    yield "\n## Diagnostics"
    for class_ in REGISTRY:
        yield f"\n### {class_.code} ({class_.severity})\n"
        yield f"{class_.explanation()}\n\n**What to do:** {class_.advice}"
        yield from _examples(one for one in ZOO if _is_of(one, class_))
    yield "\n## Faults"
    rules = [(rule.kind, _plain(rule.cause), _plain(rule.advice)) for rule in RULES]
    rules.append(("sanitizer", _SANITIZER, "Fix the line that the message names."))
    rules += [("hang", cause, advice) for _, cause, advice in HANGS]
    rules.append(("hang", HANG_CAUSE, HANG_ADVICE))
    for kind in dict.fromkeys(kind for kind, _, _ in rules):
        yield f"\n### {kind}\n"
        yield "| cause | what to do | examples |"
        yield "|---|---|---|"
        yield from (f"| {cause} | {advice} | {_named(kind, cause)} |" for of, cause, advice in rules if of == kind)


def _conditions() -> Iterator[str]:
    yield "\n| code | severity | condition |"
    yield "|---|---|---|"
    for class_ in REGISTRY:
        yield f"| `{class_.code}` | {class_.severity} | {class_.condition} |"


def _is_of(specimen: Specimen, class_: type[Diagnostic]) -> bool:
    expected = specimen.expected
    return isinstance(expected, Found) and (expected.code, expected.severity) == (class_.code, class_.severity)


def _examples(specimens: Iterator[Specimen]) -> Iterator[str]:
    lines = [f"- {_link(one)}: {one.wrong}" for one in specimens]
    yield from ["", *lines] if lines else ()


def _named(kind: str, cause: str) -> str:
    """Returns links to the plugins of the zoo with this fault."""
    faults = ((one, one.expected) for one in ZOO if isinstance(one.expected, Fault))
    return ", ".join(_link(one) for one, fault in faults if fault.kind == kind and fault.cause in cause)


def _link(one: Specimen) -> str:
    return f"`{one.file}`" if one.source is None else f"[`{one.file}`](../tests/plugins/zoo/{one.source.name})"


def _plain(text: str) -> str:
    return text.replace("{who}", "The plugin").replace("{where}", "")


def main(arguments: Sequence[str]) -> int:
    """Writes the pages whose text differs. With `--check` it only reports them and returns 1."""
    differing = {file: text for file, text in pages().items() if file.read_text("utf-8") != text}
    for file, text in differing.items():
        if "--check" in arguments:
            print(f"{file.relative_to(ROOT)}: differs from its classes; run python -m tests.zoo.pages")
        else:
            file.write_text(text, "utf-8")
            print(f"written: {file.relative_to(ROOT)}")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
