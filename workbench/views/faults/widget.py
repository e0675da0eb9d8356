"""The Faults panel: what ended or blocked the engine process, where, and the calls before it."""

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from workbench.session import FaultHappened, ThreadStack
from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.facts import facts_html
from workbench.views.faults.model import (
    NO_STACK,
    FaultsModel,
    Frame,
    as_text,
    calls,
    fault_report,
    first_threads,
    frames,
    headline,
    identity,
    registers,
    stack,
    who,
)
from workbench.views.header_bar import HeaderBar
from workbench.views.pages.widget import Page, Pages
from workbench.views.table.empty import EmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable

_COLUMNS: tuple[Column[FaultHappened], ...] = (
    Column(title="Time", text=lambda fault: formats.local_time(fault.nanos), numeric=True, width=96),
    Column(title="Kind", text=lambda fault: fault.kind, icon=lambda _fault: "error", width=130, fit=True),
    Column(title="Plugin", text=lambda fault: fault.plugin or "–", width=160, fit=True),
    Column(
        title="Callback",
        text=lambda fault: fault.callback or "–",
        tip=lambda fault: fault.callback,
        width=170,
        stretch=True,
    ),
    Column(title="Signal", text=lambda fault: fault.signal or "–", width=90, fit=True, extra=True),
    Column(
        title="Message",
        text=lambda fault: fault.message,
        tip=lambda fault: fault.message,
        width=420,
        fit=True,
        extra=True,
    ),
)

MOST_LINES = 2_000
"""Of the page of threads; laying out more would hold up the window."""
_PAGES = ("Report", "Threads", "Registers", "Last calls")


class FaultsView(View[FaultsModel]):
    """Table of faults and the report of the selected one; the newest selects itself."""

    name = "faults"
    title = "Faults"

    def __init__(self, context: ViewContext, model: FaultsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self._newest: FaultHappened | None = None
        self._dressed = False
        self._written: FaultHappened | None = None
        self.table: DataTable[FaultHappened] = DataTable(
            context,
            "faults",
            _COLUMNS,
            empty=EmptyState("No faults", "When a plugin crashes or hangs the server, the report appears here."),
            identity=identity,
            label="Faults",
        )
        self.table.selected.connect(self._show_report)
        # The keys are the panel's, too: one reads the pages and not the table.
        self.addAction(self.table.add_action("Copy the report", self.copy, "Ctrl+Shift+C"))
        self.table.add_action("Restart", lambda: context.run("server.restart"))
        self.title_line = QLabel()
        self.title_line.setWordWrap(True)
        self.title_line.setProperty("role", "error")
        self.title_line.setContentsMargins(6, 4, 6, 2)
        self.pages = Pages("The report of the selected fault", _PAGES)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._make_bar())
        beside.addWidget(self.title_line)
        beside.addWidget(self.pages, 1)
        self.side = side
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(side)
        splitter.setSizes([500, 800])
        side.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.setFocusProxy(self.table.view)

    def refresh(self) -> None:
        """Shows a new fault at once, and what is learned of it later."""
        self._dress()
        self.table.show_rows(self.model.faults, self.model.generation)
        newest = self.model.faults[-1] if self.model.faults else None
        if newest is not None and (self._newest is None or identity(newest) != identity(self._newest)):
            self.table.select_identity(identity(newest))
        self._newest = newest
        self._show_report()

    def apply_theme(self) -> None:
        """Writes the report anew in the new colours."""
        self._written = None
        self._show_report()

    def copy(self) -> None:
        """Copies the selected report as text."""
        QGuiApplication.clipboard().setText("\n\n".join(as_text(fault) for fault in self.table.selection()))

    def _dress(self) -> None:
        """Lets the style sheet reach the hidden side before a fault does: that takes longer than all the rest."""
        if not self._dressed:
            self._dressed = True
            for part in (self.side, *self.side.findChildren(QWidget)):
                part.ensurePolished()

    def _retry(self) -> None:
        fault = self.table.current()
        if fault is not None:
            self.context.session.retry(fault.quarantined)

    def _make_bar(self) -> QWidget:
        bar = HeaderBar()
        self.restart = QPushButton("Restart")
        self.restart.setToolTip("Starts the server again on the same databases")
        self.restart.clicked.connect(lambda *_: self.context.run("server.restart"))
        self.without = QPushButton()
        self.without.setToolTip("Starts the server again and leaves the plugin out this time")
        self.without.clicked.connect(lambda *_: self.context.run("server.restart_without"))
        self.retry = QPushButton()
        self.retry.setToolTip("Restarts with the plugin that was left out")
        self.retry.clicked.connect(lambda *_: self._retry())
        self.attach = QPushButton("Attach debugger…")
        self.attach.setToolTip(
            "Copies the gdb command, opens a terminal with it, offers settings for CLion and VS Code"
        )
        self.attach.clicked.connect(lambda *_: self.context.run("server.attach_debugger"))
        copy = QPushButton("Copy the report")
        copy.setToolTip("Copies the whole report as text (Ctrl+Shift+C)")
        copy.clicked.connect(lambda *_: self.copy())
        for button in (self.restart, self.without, self.retry, self.attach, copy):
            bar.row.addWidget(button)
        bar.row.addStretch(1)
        return bar

    def _show_report(self) -> None:
        fault = self.table.current()
        self.side.setVisible(fault is not None)
        if fault is None:
            return
        newest = fault is self.model.faults[-1] and not self.model.over
        out = fault.quarantined in self.context.session.quarantine and bool(fault.quarantined)
        self.without.setText(f"Restart without {fault.plugin}")
        self.without.setVisible(bool(fault.plugin) and newest and not out)
        self.retry.setText(f"Try {fault.plugin or fault.quarantined} again")
        self.retry.setVisible(out)
        self.restart.setVisible(newest)
        # Only what stands still can be looked at; the others are gone.
        self.attach.setVisible(newest and fault.kind == "hang")
        if fault is not self._written:
            self._written = fault
            self.title_line.setText(headline(fault))
            self.pages.show_pages(identity(fault), self._pages(fault))

    def _pages(self, fault: FaultHappened) -> list[Page]:
        several = len(fault.threads), len(fault.last_calls)
        # The page of threads takes longest, and most faults are understood without it.
        threads = partial(self._threads, fault) if fault.threads else ""
        return [
            Page("Report", "Report", self._report_page(fault)),
            Page("Threads", f"Threads ({several[0]})", threads),
            Page("Registers", "Registers", self._plain(registers(fault))),
            Page("Last calls", f"Last calls ({several[1]})", self._plain(calls(fault))),
        ]

    def _threads(self, fault: FaultHappened) -> str:
        """As many threads as can be laid out without holding up the window."""
        read = first_threads(fault, MOST_LINES)
        more = len(fault.threads) - len(read)
        rest = f"… {more} more threads; “Copy the report” takes all of them"
        return "".join(map(self._thread, read)) + (self._stack((Frame(rest),)) if more else "")

    def _report_page(self, fault: FaultHappened) -> str:
        """Cause and advice, then the stack with lines as long as they are, then the other facts."""
        reported = fault_report(fault)
        reported_stack = stack(fault)
        place = [label for label, _text in reported].index("Stack") if reported_stack else len(reported)
        return self._facts(reported[:place]) + self._stack(reported_stack) + self._facts(reported[place + 1 :])

    def _facts(self, reported: tuple[tuple[str, str], ...]) -> str:
        theme = self.context.theme
        return facts_html(
            reported,
            label_color=theme.color("secondary").name(),
            mono_family=theme.mono_font().family(),
            mono=("Address", "File", "Debugger"),
        )

    def _thread(self, thread: ThreadStack) -> str:
        heading = f"<p style='font-size:9pt;margin:8px 0 2px 3px'><b>{escape(who(thread))}</b></p>"
        return heading + self._stack(frames(thread) or (Frame(NO_STACK),))

    def _stack(self, reported: Sequence[Frame]) -> str:
        """Frames of plugins stand out from those of the server and its libraries; an arrow is at the one to blame."""
        color, lines = self.context.theme.color, []
        plugins = any(frame.own for frame in reported)
        for frame in reported:
            role = "error" if frame.at_fault else "text" if frame.own or not plugins else "secondary"
            arrow = "▶ " if frame.at_fault else "&nbsp;&nbsp;"
            text = f"<b>{escape(frame.text)}</b>" if frame.at_fault else escape(frame.text)
            lines.append(f"<span style='color:{color(role).name()}'>{arrow}{text}</span>")
        return self._pre("\n".join(lines))

    def _plain(self, text: str) -> str:
        return self._pre(escape(text))

    def _pre(self, html: str) -> str:
        family = self.context.theme.mono_font().family()
        style = f"font-family:'{family}';font-size:9pt;margin:2px 0 4px 3px"
        return f'<pre style="{style}">{html}</pre>' if html else ""
