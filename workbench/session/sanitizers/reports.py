"""Parses sanitizer reports: the kind of error, its place, and the text with function names instead of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.plain_text import printable
from workbench.engine.symbolize.symbolizer import FunctionNames, Place

MOST_LINES = 200

_FRAME = re.compile(r"^ +#\d+ 0x[0-9a-f]+ \((.*)\+0x([0-9a-f]+)\)$")
_HEADS = (
    re.compile(r"^==\d+==\s*ERROR: (?P<tool>\w+Sanitizer): (?P<what>[\w-]+(?: [\w-]+)*?)(?: on .*| \(.*|: .*)?$"),
    re.compile(r"^(?:WARNING|ERROR|FATAL): (?P<tool>ThreadSanitizer): (?P<what>.*?)(?: \(.*\)| \(pid=\d+\))?$"),
    re.compile(r"^(?P<file>\S.*):(?P<line>\d+):\d+: runtime error: (?P<what>.*)$"),
)
_ACCESS = re.compile(r"^(?:READ|WRITE) of size \d+")
_NOT_OWN = ("std::", "__gnu_cxx::", "__", "operator new", "operator delete")
_RULE = re.compile(r"^=+$")
# The lines after these only repeat the report or show a memory dump.
_END = ("SUMMARY: ", "Shadow bytes around")


@dataclass(frozen=True)
class Report:
    """One report. `what` is its kind as the sanitizer names it, such as `heap-buffer-overflow`."""

    tool: str
    what: str
    lines: tuple[str, ...]
    place: str = ""
    """`file:line` when the report contains it."""

    @property
    def frames(self) -> tuple[Place, ...]:
        """All frames of all stacks of the report, in order."""
        return tuple(place for line in self.lines if (place := _place(line)) is not None)

    def places(self, run_folder: Path) -> list[Place]:
        """Returns the frames inside the plugins' private files, for which debug information is read."""
        return [place for place in self.frames if run_folder in Path(place[0]).parents]

    def at_fault(self, run_folder: Path) -> Place | None:
        """Returns the first frame inside a plugin's private file."""
        return next(iter(self.places(run_folder)), None)

    def where(self, run_folder: Path, names: FunctionNames) -> str:
        """Returns the innermost function of that file outside the C++ library; empty when names are unknown."""
        at_fault = self.at_fault(run_folder)
        if at_fault is None:
            return ""
        of_file = [place for place in self.places(run_folder) if place[0] == at_fault[0]]
        functions = [name for place in of_file for name in names.get(place, ())]
        return next((name for name in functions if not name.startswith(_NOT_OWN)), "".join(functions[:1]))

    def text(self, names: FunctionNames) -> tuple[str, ...]:
        """Returns the lines with function names where they are known."""
        return tuple(line for each in self.lines[:MOST_LINES] for line in _named(each, names))

    def sentence(self, where: str) -> str:
        """Returns the report as one line. `where` is the name of the faulting frame."""
        access = next((m[0] for line in self.lines if (m := _ACCESS.match(line))), "")
        what = f"{self.what}, {access}" if access else self.what
        # The report's own place is the exact line. The frame may only give the function's line.
        place = "" if self.place in where else self.place
        return ", ".join(filter(None, (f"{self.tool}: {what}", f"in {where}" if where else "", place)))


def take_reports(text: str, *, final: bool) -> tuple[list[Report], str]:
    """Returns the complete reports and the remaining text. With `final` nothing remains."""
    found: list[Report] = []
    rest: list[str] = []
    for block, complete in _blocks(text):
        if complete or final:
            if (report := _report(block)) is not None:
                found.append(report)
        else:
            rest += block
    return found, "".join(rest)


def _blocks(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yields the lines of each report with their line ends, and whether the report is complete."""
    block: list[str] = []
    for line in text.splitlines(keepends=True):
        if block and (_head(line.rstrip("\n")) or (_RULE.match(line.rstrip("\n")) and _ends_with_rule(block))):
            yield block, True
            block = []
        if line.endswith("\n") and _RULE.match(line.rstrip("\n")) and not block:
            continue
        block.append(line)
        if _is_closed(block):
            yield block, True
            block = []
    if block:
        yield block, False


def _ends_with_rule(block: list[str]) -> bool:
    return "ThreadSanitizer" in block[0]


def _is_closed(block: list[str]) -> bool:
    """Whether the report is complete. UBSan ends a report with an empty line; others end at the next report."""
    return "runtime error:" in block[0] and len(block) > 1 and block[-1] == "\n"


def _head(line: str) -> re.Match[str] | None:
    return next((m for pattern in _HEADS if (m := pattern.match(line))), None)


def _report(block: list[str]) -> Report | None:
    lines = [printable(line.rstrip()) for line in block]
    head = _head(lines[0])
    if head is None:
        return None
    end = next((index for index, line in enumerate(lines) if line.startswith(_END)), len(lines))
    parts = head.groupdict()
    place = f"{Path(parts['file']).name}:{parts['line']}" if parts.get("file") else ""
    tool = parts.get("tool") or "UndefinedBehaviorSanitizer"
    while lines[:end] and not lines[end - 1]:
        end -= 1
    return Report(tool, parts["what"], tuple(lines[:end]), place)


def _place(line: str) -> Place | None:
    match = _FRAME.match(line)
    return (match[1], int(match[2], 16)) if match else None


def _named(line: str, names: FunctionNames) -> tuple[str, ...]:
    place = _place(line)
    if place is None:
        return (line,)
    known = names.get(place) or (f"{Path(place[0]).name}+{place[1]:#x}",)
    number = line[: line.index(" 0x")]
    return tuple(f"{number} {name}" for name in known)
