"""Converts notices of the native server to events and to lines of the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec

from workbench.engine.configuration.model import FILE_NAME
from workbench.engine.core import Core, Notice
from workbench.engine.files.private import make_private
from workbench.engine.loader import diagnostics
from workbench.engine.loader.registry import PluginRegistry
from workbench.engine.messages import (
    AnyEvent,
    ConfigurationChanged,
    DayEnded,
    JournalLine,
    JournalWritten,
    MailSent,
    MaintenanceChanged,
    MaintenanceStep,
    MarginCalled,
    MessageSent,
    NewsPublished,
    StatePublished,
)
from workbench.engine.plain_text import parse_json, printable
from workbench.engine.server.journal import Journal
from workbench.engine.symbolize.diagnostic_stacks import DiagnosticStacks

JOURNAL_FILE = "journal.log"
BACKUPS_FOLDER = "backups"


class News:
    """Passes notices on: events to the client process, journal lines to the file as well."""

    def __init__(self, core: Core, data_folder: Path, run_folder: Path, emit: Callable[[AnyEvent], None]) -> None:
        self._core, self._data_folder, self._emit = core, data_folder, emit
        self._journal = Journal(data_folder / JOURNAL_FILE, workspace=data_folder.parent)
        self._journal_failed = False
        self._stacks = DiagnosticStacks(run_folder)
        self.plugins: PluginRegistry | None = None

    def pass_on(self) -> None:
        """Passes on the notices since the last call. A diagnostic with a stack waits for the names of its functions."""
        lines: list[JournalLine] = []
        for notice in self._core.take_notices():
            match notice.kind:
                case "journal":
                    lines.append(self._line(notice))
                case "diagnostic":
                    self._diagnostic(notice)
                case "state":
                    state = StatePublished(nanos=notice.nanos, plugin=self._name(notice), state=_parsed(notice.text))
                    self._emit(state)
                case "message":
                    self._message(notice)
                case "mail":
                    self._emit(MailSent(nanos=notice.nanos, plugin=self._name(notice), mail=_parsed(notice.text)))
                case "news":
                    self._emit(NewsPublished(nanos=notice.nanos, plugin=self._name(notice), news=_parsed(notice.text)))
                case "configuration":
                    self._change(notice)
                case "margin call":
                    self._emit(MarginCalled(nanos=notice.nanos, login=notice.id, margin=_parsed(notice.text)))
                case "day end":
                    self._emit(DayEnded(nanos=notice.nanos, **_parsed(notice.text)))
                case "maintenance":
                    self._emit(_step(notice))
                    if notice.code == "backed up":
                        make_private(self._data_folder / BACKUPS_FOLDER)
        for diagnostic in self._stacks.named():
            self._emit(diagnostic)
        if lines:
            self._emit(JournalWritten(nanos=lines[-1].nanos, lines=tuple(lines)))
            self._write(lines)

    def close(self) -> None:
        """Reports the diagnostics that still wait for names."""
        self.pass_on()
        self._stacks.close()
        for diagnostic in self._stacks.named():
            self._emit(diagnostic)

    def expect_no_journal(self) -> None:
        """Reports no further error of the journal, because another diagnostic already reports the cause."""
        self._journal_failed = True

    def _name(self, notice: Notice) -> str:
        return self.plugins.name_of(notice.plugin) if self.plugins is not None and notice.plugin is not None else ""

    def _line(self, notice: Notice) -> JournalLine:
        return JournalLine(
            nanos=notice.nanos,
            server_nanos=notice.server_nanos,
            level=notice.severity,
            type=notice.code,
            plugin=self._name(notice),
            text=notice.text,
        )

    def _diagnostic(self, notice: Notice) -> None:
        plugin = self._name(notice)
        doubt = self.plugins.layout_doubt(notice.plugin) if self.plugins is not None else ""
        found = diagnostics.from_notice(
            notice.severity, notice.code, notice.text, plugin, notice.nanos, layout_doubt=doubt
        )
        where = {"thread": printable(notice.thread), "detail": printable(notice.detail)}
        self._stacks.add(msgspec.structs.replace(found, **where), notice.frames)

    def _message(self, notice: Notice) -> None:
        self._emit(
            MessageSent(
                nanos=notice.nanos,
                plugin=self._name(notice),
                target=notice.target,
                id=notice.id,
                data=_parsed(notice.text),
            )
        )

    def _change(self, notice: Notice) -> None:
        by = self._name(notice)
        try:
            fields = parse_json(notice.text)
        except ValueError as error:
            text = f"the plugin's change of {notice.code} {notice.target} is not written to {FILE_NAME}: {error}"
            self._emit(diagnostics.ConfigurationDiffers(text).event(by))
            return
        self._emit(
            ConfigurationChanged(
                nanos=notice.nanos,
                section=notice.code,
                key=notice.target,
                before=fields["before"],
                after=fields["after"],
                by=by,
            )
        )

    def _write(self, lines: list[JournalLine]) -> None:
        try:
            self._journal.write(lines)
            self._journal_failed = False
        except OSError as error:
            # Reported once instead of for every line. The client process receives the lines themselves.
            if not self._journal_failed:
                self._journal_failed = True
                diagnostic = diagnostics.DatabaseFault(f"{self._journal.path.name}: {error.strerror}")
                self._emit(diagnostic.event(""))


def _step(notice: Notice) -> MaintenanceChanged:
    return MaintenanceChanged(
        nanos=notice.nanos, step=cast(MaintenanceStep, notice.code), text=notice.text, moved=notice.id
    )


def _parsed(text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError:
        # Not judged here: the client shows the text unchanged.
        return text
