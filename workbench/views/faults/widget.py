"""The Faults panel: what ended or blocked the engine process, where, and the calls before it."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from workbench.session import FaultHappened
from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.facts import facts_html
from workbench.views.faults.model import FaultsModel, as_text, headline, story
from workbench.views.table.empty import EmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable, padded

_COLUMNS: tuple[Column[FaultHappened], ...] = (
    Column(title="Time", text=lambda fault: formats.local_time(fault.nanos), numeric=True, width=96),
    Column(title="Kind", text=lambda fault: fault.kind, icon=lambda _fault: "error", width=130, fit=True),
    Column(title="Plugin", text=lambda fault: fault.plugin or "–", width=160, fit=True),
    Column(title="Callback", text=lambda fault: fault.callback or "–", width=210, fit=True),
    Column(title="Signal", text=lambda fault: fault.signal or "–", width=90, fit=True),
    Column(title="Message", text=lambda fault: fault.message, tip=lambda fault: fault.message, width=200, stretch=True),
)


class FaultsView(View[FaultsModel]):
    """Table of faults and the story of the selected one; the newest selects itself."""

    name = "faults"
    title = "Faults"

    def __init__(self, context: ViewContext, model: FaultsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self._seen = 0
        self._over = model.over
        self.table: DataTable[FaultHappened] = DataTable(
            context,
            "faults",
            _COLUMNS,
            empty=EmptyState("No faults", "When a plugin crashes or hangs the server, the story appears here."),
            label="Faults",
        )
        self.table.selected.connect(self._show_story)
        self.table.add_action("Copy the story", self.copy, "Ctrl+Shift+C")
        self.text = QTextBrowser()
        self.text.setAccessibleName("The story of the selected fault")
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._make_bar())
        beside.addWidget(self.text, 1)
        self.side = side
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(side)
        splitter.setSizes([600, 700])
        side.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def refresh(self) -> None:
        """Shows a new fault at once."""
        self.table.show_rows(self.model.faults, 0)
        if self._seen < len(self.model.faults):
            self._seen = len(self.model.faults)
            self.table.select_identity(self.table.listing.identity(self.model.faults[-1]))
        if self._over != self.model.over:
            self._over = self.model.over
            self._show_story()

    def apply_theme(self) -> None:
        """Writes the story anew in the new colours."""
        self._show_story()

    def copy(self) -> None:
        """Copies the selected story as text."""
        QGuiApplication.clipboard().setText("\n\n".join(as_text(fault) for fault in self.table.selection()))

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        bar.setProperty("role", "bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(bar)
        padded(layout)
        self.restart = QPushButton("Restart")
        self.restart.clicked.connect(lambda *_: self.context.run("server.restart"))
        self.without = QPushButton()
        self.without.clicked.connect(lambda *_: self.context.run("server.restart_without"))
        copy = QPushButton("Copy")
        copy.clicked.connect(lambda *_: self.copy())
        for button in (self.restart, self.without, copy):
            layout.addWidget(button)
        layout.addStretch(1)
        return bar

    def _show_story(self) -> None:
        fault = self.table.current()
        self.side.setVisible(fault is not None)
        if fault is None:
            return
        newest = fault is self.model.faults[-1] and not self.model.over
        self.without.setText(f"Restart without {fault.plugin}")
        self.without.setVisible(bool(fault.plugin) and newest)
        self.restart.setVisible(newest)
        self.text.setHtml(self._as_html(fault))

    def _as_html(self, fault: FaultHappened) -> str:
        theme = self.context.theme
        title = f"<p style='color:{theme.color('error').name()};font-weight:600'>{escape(headline(fault))}</p>"
        return title + facts_html(
            story(fault),
            label_color=theme.color("secondary").name(),
            mono_family=theme.mono_font().family(),
            mono=("Stack", "Last calls"),
        )
