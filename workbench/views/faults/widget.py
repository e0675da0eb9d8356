"""The Faults panel: crashes and hangs of the engine process, their place, and the calls before them."""

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
from workbench.views.pages.widget import Page, Pages
from workbench.views.table.empty import EmptyState
from workbench.views.table.header_bar import HeaderBar
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
"""Line limit of the Threads page. The layout of more lines would block the window."""
_PAGES = ("Report", "Threads", "Registers", "Last calls")


class FaultsView(View[FaultsModel]):
    """Table of faults and the report of the selected fault. A new fault is selected automatically."""

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
            empty=EmptyState("No faults", "The report appears here when a plugin crashes or blocks the server."),
            identity=identity,
            label="Faults",
        )
        self.table.selected.connect(self._show_report)
        # The keys also work on the pages.
        self.addAction(self.table.add_action("Copy report", self.copy, "Ctrl+Shift+C"))
        self.table.add_action("Restart", lambda: context.run("server.restart"))
        self.title_line = QLabel()
        self.title_line.setWordWrap(True)
        self.title_line.setProperty("role", "error")
        self.title_line.setContentsMargins(6, 4, 6, 2)
        self.pages = Pages("Fault report", _PAGES)
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
        """Shows a new fault at once, and its complete report later."""
        self._dress()
        self.table.show_rows(self.model.faults, self.model.generation)
        newest = self.model.faults[-1] if self.model.faults else None
        if newest is not None and (self._newest is None or identity(newest) != identity(self._newest)):
            self.table.select_identity(identity(newest))
        self._newest = newest
        self._show_report()

    def apply_theme(self) -> None:
        """Renders the report in the new colours."""
        self._written = None
        self._show_report()

    def copy(self) -> None:
        """Copies the selected report as text."""
        QGuiApplication.clipboard().setText("\n\n".join(as_text(fault) for fault in self.table.selection()))

    def _dress(self) -> None:
        """Applies the style sheet to the hidden report before the first fault, because that takes long."""
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
        self.restart.setToolTip("Restart the server on the same databases")
        self.restart.clicked.connect(lambda *_: self.context.run("server.restart"))
        self.without = QPushButton()
        self.without.setToolTip("Restart the server once without this plugin")
        self.without.clicked.connect(lambda *_: self.context.run("server.restart_without"))
        self.retry = QPushButton()
        self.retry.setToolTip("Restart the server with the quarantined plugin")
        self.retry.clicked.connect(lambda *_: self._retry())
        self.attach = QPushButton("Attach debugger…")
        self.attach.setToolTip("Attach gdb, CLion or VS Code to the server")
        self.attach.clicked.connect(lambda *_: self.context.run("server.attach_debugger"))
        copy = QPushButton("Copy report")
        copy.setToolTip("Copy the complete report as text (Ctrl+Shift+C)")
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
        self.retry.setText(f"Retry {fault.plugin or fault.quarantined}")
        self.retry.setVisible(out)
        self.restart.setVisible(newest)
        # A debugger can attach to a hanging process only. The others have ended.
        self.attach.setVisible(newest and fault.kind == "hang")
        if fault is not self._written:
            self._written = fault
            self.title_line.setText(headline(fault))
            self.pages.show_pages(identity(fault), self._pages(fault))

    def _pages(self, fault: FaultHappened) -> list[Page]:
        several = len(fault.threads), len(fault.last_calls)
        # The Threads page takes longest to write, and most faults do not need it.
        threads = partial(self._threads, fault) if fault.threads else ""
        return [
            Page("Report", "Report", self._report_page(fault)),
            Page("Threads", f"Threads ({several[0]})", threads),
            Page("Registers", "Registers", self._plain(registers(fault))),
            Page("Last calls", f"Last calls ({several[1]})", self._plain(calls(fault))),
        ]

    def _threads(self, fault: FaultHappened) -> str:
        """Returns as many threads as the window can lay out without a delay."""
        read = first_threads(fault, MOST_LINES)
        more = len(fault.threads) - len(read)
        rest = f"… {more} more threads. “Copy report” includes all threads."
        return "".join(map(self._thread, read)) + (self._stack((Frame(rest),)) if more else "")

    def _report_page(self, fault: FaultHappened) -> str:
        """Returns cause and advice, then the stack with unwrapped lines, then the other facts."""
        facts, faulting_stack = fault_report(fault), stack(fault)
        place = [label for label, _text in facts].index("Stack") if faulting_stack else len(facts)
        return self._facts(facts[:place]) + self._stack(faulting_stack) + self._facts(facts[place + 1 :])

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> str:
        theme = self.context.theme
        return facts_html(
            facts,
            label_color=theme.color("secondary").name(),
            mono_family=theme.mono_font().family(),
            mono=("Address", "File", "Debugger"),
        )

    def _thread(self, thread: ThreadStack) -> str:
        heading = f"<p style='font-size:9pt;margin:8px 0 2px 3px'><b>{escape(who(thread))}</b></p>"
        return heading + self._stack(frames(thread) or (Frame(NO_STACK),))

    def _stack(self, shown: Sequence[Frame]) -> str:
        """Returns a stack that highlights plugin frames and marks the faulting frame with an arrow."""
        color, lines = self.context.theme.color, []
        plugins = any(frame.own for frame in shown)
        for frame in shown:
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
