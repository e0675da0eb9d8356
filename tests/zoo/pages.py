"""What people read about the zoo, written from its table: `python -m tests.zoo.pages`.

That is the list of plugins in sample_data/zoo/server.toml and in the README beside it, and docs/diagnostics.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.zoo.specimen import Fault, Found, Specimen
from tests.zoo.table import GROUPS, ZOO
from workbench.engine.loader.diagnostics import REGISTRY, Diagnostic
from workbench.session.faults.kinds import HANG_ADVICE, HANG_CAUSE, HANGS, RULES

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = ROOT / "sample_data" / "zoo"
MARK = "written by python -m tests.zoo.pages"
_SANITIZER = "The sanitizer that the plugin was built with saw the mistake happen ([more](sanitizers.md))."
NO_SPECIMEN = {
    ("layout", "refused"): "Which public headers a plugin was built with is told by its debug data or its classes.",
    ("shared-symbols", "error"): "It takes two plugins whose variables of one name differ.",
    ("shared-library", "error"): "It takes two plugins with libraries of one name.",
    ("layout-assumed", "info"): "Told of plugins that were built with a development kit.",
    ("data", "error"): "The fault is in the workspace's files, not in the plugin.",
    ("storage", "error"): "The fault is the disk's.",
    (
        "still-running",
        "error",
    ): "Only a server in the caller's process meets it: one of its own ends with the callback.",
    ("hang", "error"): "Told of a server in the caller's process; one of its own is a fault.",
    ("hang", "info"): "Told when a hang is over.",
    ("debugger", "info"): "It is about the start of the server.",
    ("watching", "warning"): "The system's limits are the reason.",
    ("text", "error"): "A text with a zero byte, or one that is too long, gets a call refused.",
    ("restart-waits", "warning"): "The fault is in server.toml.",
    ("no-effect", "info"): "It is about server.toml.",
    ("restart", "error"): "No plugin is to blame.",
    ("signature", "refused"): "Told instead of the others when `require_signature` is set.",
    ("files", "info"): "Told together with what happens at the end.",
    ("sanitizer", "refused"): "Such a plugin runs when its runtime comes first in the process.",
    ("config", "info"): "Told of every plugin that was built anew since its entry was written.",
}
"""Kinds of diagnostics that have no plugin of their own in the zoo, with the reason."""


def pages() -> dict[Path, str]:
    """Every page with the text it should have."""
    return {
        WORKSPACE / "server.toml": _after_mark(WORKSPACE / "server.toml", _entries()),
        WORKSPACE / "README.md": _after_mark(WORKSPACE / "README.md", _lists()),
        ROOT / "docs" / "diagnostics.md": _after_mark(ROOT / "docs" / "diagnostics.md", _meanings()),
    }


def _after_mark(file: Path, lines: Iterator[str]) -> str:
    """The file as it is up to the line with the mark, and the text after it."""
    head, mark, rest = file.read_text("utf-8").partition(MARK)
    return "\n".join([f"{head}{mark}{rest.partition(chr(10))[0]}", *lines]) + "\n"


def shown(specimen: Specimen) -> str:
    """What to expect, in a few words."""
    expected = specimen.expected
    return f"fault: {expected.kind}" if isinstance(expected, Fault) else f"{expected.code} ({expected.severity})"


def _entries() -> Iterator[str]:
    for specimen in ZOO:
        yield f"\n[[plugins]]  # {specimen.wrong}"
        yield f'file = "{specimen.file}"  # at {specimen.when}: {shown(specimen)}'
        yield "enabled = false"
        yield from (f"{key} = {json.dumps(value)}" for key, value in specimen.entry.items())


def _lists() -> Iterator[str]:
    for title, specimens in GROUPS.items():
        yield f"\n## {title}\n"
        yield "| file | what is wrong | at | watch |"
        yield "|---|---|---|---|"
        for one in specimens:
            name = one.file if one.source is None else f"[{one.file}](../../tests/plugins/zoo/{one.source.name})"
            yield f"| {name} | {one.wrong} | {one.when} | `{shown(one)}` |"


# docs/diagnostics.md.


def _meanings() -> Iterator[str]:
    yield "\n## Diagnostics"
    for class_ in REGISTRY:
        yield f"\n### {class_.code} ({class_.severity})\n"
        yield f"{class_.explanation()} **Do:** {class_.advice}"
        yield from _examples(one for one in ZOO if _is_of(one, class_))
    yield "\n## Faults"
    kind = ""
    for rule in RULES:
        yield from () if rule.kind == kind else (f"\n### {rule.kind}\n",)
        kind = rule.kind
        yield f"- {_plain(rule.cause)} **Do:** {_plain(rule.advice)}{_named(kind, rule.cause)}"
    yield "\n### sanitizer\n"
    yield f"- {_SANITIZER} **Do:** Correct the line that is named.{_named('sanitizer', _SANITIZER)}"
    yield "\n### hang\n"
    for cause, advice in [*((cause, advice) for _, cause, advice in HANGS), (HANG_CAUSE, HANG_ADVICE)]:
        yield f"- {cause} **Do:** {advice}{_named('hang', cause)}"


def _is_of(specimen: Specimen, class_: type[Diagnostic]) -> bool:
    expected = specimen.expected
    return isinstance(expected, Found) and (expected.code, expected.severity) == (class_.code, class_.severity)


def _examples(specimens: Iterator[Specimen]) -> Iterator[str]:
    lines = [f"- {_link(one)}: {one.wrong}" for one in specimens]
    yield from ["", *lines] if lines else ()


def _named(kind: str, cause: str) -> str:
    """The zoo's plugins that end that way."""
    faults = ((one, one.expected) for one in ZOO if isinstance(one.expected, Fault))
    links = [_link(one) for one, fault in faults if fault.kind == kind and fault.cause in cause]
    return f" *Examples:* {', '.join(links)}." if links else ""


def _link(one: Specimen) -> str:
    return f"`{one.file}`" if one.source is None else f"[`{one.file}`](../tests/plugins/zoo/{one.source.name})"


def _plain(text: str) -> str:
    return text.replace("{who}", "The plugin").replace("{where}", "")


def main() -> None:
    """Writes the pages that differ."""
    for file, text in pages().items():
        if file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(f"written: {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
