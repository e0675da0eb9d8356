"""`workbench inspect`: runs the loader's checks on plugin files. Executes their code only with --load."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import textwrap
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from workbench.cli.exit_codes import CHECK_FAILED, DONE, PLUGIN_FAILED, UsageError
from workbench.cli.output import write_out
from workbench.engine.loader.elf import sdk_layout
from workbench.engine.loader.scan import SUFFIXES
from workbench.engine.loader.scanner import Scanned, ScanRequest, shared
from workbench.engine.loader.shared_symbols import compare
from workbench.engine.loader.signing.signature import TRUST_FOLDER
from workbench.engine.plain_text import file_text, printable
from workbench.session import (
    AnyEvent,
    DiagnosticFound,
    EngineStarted,
    FaultHappened,
    PluginChanged,
    PluginRow,
    StartOptions,
)
from workbench.session.process_session import ProcessSession
from workbench.session.sanitizers.runtimes import needed_by

SCHEMA = "workbench.inspect"
VERSION = 1
LOAD_SECONDS = 30.0
LOOK_SECONDS = 0.005
_LABEL_WIDTH = 14
_BAD = ("error", "refused")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("plugins", nargs="+", type=Path, metavar="PLUGIN", help="plugin file (.so or .py)")
    parser.add_argument("--json", action="store_true", help="print the diagnostics and facts as JSON")
    parser.add_argument(
        "--load", action="store_true", help="also load the plugin into a temporary server (runs its code)"
    )
    trust = "folder with trusted certificates (default: trust/ beside the plugin's folder)"
    parser.add_argument("--trust", type=Path, metavar="FOLDER", help=trust)
    layout = "header version of the plugin, if the file does not contain it"
    parser.add_argument("--layout", default="", choices=sdk_layout.NAMES, help=layout)


@dataclass(frozen=True)
class Loaded:
    """Result of loading a file."""

    row: PluginRow | None
    diagnostics: tuple[DiagnosticFound, ...]
    faults: tuple[FaultHappened, ...]


@dataclass(frozen=True)
class Inspected:
    """All results for one file."""

    path: Path
    language: str
    scanned: Scanned
    diagnostics: tuple[DiagnosticFound, ...]
    loaded: Loaded | None

    @property
    def bad(self) -> bool:
        """Whether a check failed."""
        return any(diagnostic.severity in _BAD for diagnostic in self.diagnostics)


def run(arguments: argparse.Namespace) -> int:
    """Inspects the files in order. Returns the most severe exit code."""
    for path in arguments.plugins:
        _check_usable(path)
    if arguments.trust is not None and not arguments.trust.is_dir():
        raise UsageError(f"{printable(str(arguments.trust))}: not a folder of trusted certificates")
    found: list[Inspected] = []
    for path in arguments.plugins:
        found.append(_inspect(path, arguments, found))
    if arguments.json:
        document = {"schema": SCHEMA, "version": VERSION, "files": [_as_json(each) for each in found]}
        write_out(json.dumps(document, indent=1) + "\n")
    else:
        write_out("\n".join("\n".join(_as_text(each)) + "\n" for each in found))
    if any(each.loaded is not None and each.loaded.faults for each in found):
        return PLUGIN_FAILED
    return CHECK_FAILED if any(each.bad for each in found) else DONE


def _check_usable(path: Path) -> None:
    """UsageError for a missing file or an unknown suffix. The checks handle all other problems."""
    if not os.path.lexists(path):
        raise UsageError(f"{printable(str(path))}: no such file")
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{printable(str(path))}: not a {' or '.join(SUFFIXES)} file")


def _inspect(path: Path, arguments: argparse.Namespace, earlier: list[Inspected]) -> Inspected:
    trust = arguments.trust or path.absolute().parent.parent / TRUST_FOLDER
    # A server with only this file starts with the sanitizer runtimes that the file needs.
    runtimes = needed_by(path.parent, StartOptions(plugins=(file_text(path.absolute()),))).runtimes
    scanned = shared().scan(ScanRequest(os.fsencode(path.absolute()), os.fsencode(trust), arguments.layout, runtimes))
    name = printable(path.name)
    signature = scanned.signature_diagnostic()
    diagnostics = [diagnostic.event(name) for diagnostic in (*scanned.diagnostics, *([signature] if signature else ()))]
    for other in earlier:
        # In the order of the command line, as a server would load them.
        shared_now = compare(name, scanned.sharing, printable(other.path.name), other.scanned.sharing, mapped=True)
        diagnostics += [diagnostic.event(name) for diagnostic in shared_now]
    loaded = None
    if arguments.load and not any(diagnostic.severity == "refused" for diagnostic in diagnostics):
        loaded = _load(path, trust, arguments.layout)
        known = {(diagnostic.code, diagnostic.message) for diagnostic in diagnostics}
        diagnostics += [
            diagnostic for diagnostic in loaded.diagnostics if (diagnostic.code, diagnostic.message) not in known
        ]
    ordered = sorted(
        diagnostics, key=lambda diagnostic: ("refused", "error", "warning", "info").index(diagnostic.severity)
    )
    return Inspected(path, SUFFIXES[path.suffix], scanned, tuple(ordered), loaded)


def _load(path: Path, trust: Path, layout: str) -> Loaded:
    """Loads a file into a temporary server with its own databases."""
    events: list[AnyEvent] = []
    with tempfile.TemporaryDirectory(prefix="workbench-inspect-") as folder:
        workspace = Path(folder)
        (workspace / "plugins").mkdir()
        if trust.is_dir():
            (workspace / TRUST_FOLDER).symlink_to(trust.absolute())
        entry = f'[[plugins]]\nfile = {json.dumps(file_text(path.name))}\nlayout = "{layout}"\n' if layout else ""
        (workspace / "server.toml").write_text(f'[server]\nname = "Inspection"\n{entry}', "utf-8")
        session = ProcessSession(workspace)
        try:
            session.start(StartOptions(plugins=(file_text(path.absolute()),), clock="virtual"))
            _hear(session, events)
            session.stop()
            events += session.take_events()
        finally:
            session.close()
        events += session.take_events()
    rows = [event.row for event in events if isinstance(event, PluginChanged)]
    return Loaded(
        rows[-1] if rows else None,
        tuple(event for event in events if isinstance(event, DiagnosticFound)),
        tuple({event.number: event for event in events if isinstance(event, FaultHappened)}.values()),
    )


def _hear(session: ProcessSession, events: list[AnyEvent]) -> None:
    """Collects events until the server runs or fails to start."""
    pause, deadline = threading.Event(), time.monotonic() + LOAD_SECONDS
    while time.monotonic() < deadline:
        heard = session.take_events()
        events += heard
        if any(isinstance(event, EngineStarted | FaultHappened) for event in heard):
            return
        pause.wait(LOOK_SECONDS)


def _as_text(found: Inspected) -> list[str]:
    lines = [f"{printable(str(found.path))}: {found.language} plugin"]
    for diagnostic in found.diagnostics:
        head = f"  {diagnostic.severity:<9}{diagnostic.code:<18}"
        lines += [f"{head}{printable(diagnostic.message)}"]
        if diagnostic.severity != "info":
            indent = " " * len(head)
            lines += textwrap.wrap(diagnostic.advice, 100, initial_indent=indent, subsequent_indent=indent)
    for label, text in found.scanned.facts:
        first, *more = map(printable, text.split("\n"))
        lines += [f"  {label:<{_LABEL_WIDTH}}{first}", *(f"  {'':<{_LABEL_WIDTH}}{line}" for line in more)]
    if found.scanned.signature is not None:
        lines.append(f"  {'Signature':<{_LABEL_WIDTH}}{printable(found.scanned.signature.sentence)}")
    return lines + _loaded_text(found.loaded)


def _loaded_text(loaded: Loaded | None) -> list[str]:
    if loaded is None:
        return []
    lines = []
    for fault in loaded.faults:
        where = f" in {fault.callback}" if fault.callback else ""
        lines.append(f"  FAULT    {fault.kind}{where}: {printable(fault.message)}")
        lines += [f"  {'':<9}{printable(text)}" for text in (fault.cause, fault.advice, *fault.stack) if text]
    if loaded.row is not None:
        classes = ", ".join(loaded.row.interfaces) or "no classes"
        lines.append(f"  {'Loaded':<{_LABEL_WIDTH}}{loaded.row.state}, {classes}")
        for step in loaded.row.steps:
            detail = f"  {printable(step.detail)}" if step.detail else ""
            lines.append(f"  {'':<{_LABEL_WIDTH}}{step.name:<22}{step.took_nanos / 1e6:9.3f} ms  {step.result}{detail}")
    return lines


def _as_json(found: Inspected) -> dict[str, Any]:
    scanned, loaded = found.scanned, found.loaded
    return {
        "file": file_text(found.path.name),
        "path": file_text(found.path),
        "language": found.language,
        "digest": scanned.digest,
        "layout": scanned.layout.name if scanned.layout else "",
        "facts": dict(scanned.facts),
        "signature": msgspec.to_builtins(scanned.signature),
        "diagnostics": [
            {name: getattr(diagnostic, name) for name in ("severity", "code", "message", "explanation", "advice")}
            for diagnostic in found.diagnostics
        ],
        "refused": any(diagnostic.severity == "refused" for diagnostic in found.diagnostics),
        "loaded": None
        if loaded is None
        else {"plugin": msgspec.to_builtins(loaded.row), "faults": msgspec.to_builtins(loaded.faults)},
    }
