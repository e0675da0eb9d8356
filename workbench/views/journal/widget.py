"""The Journal panel: level, server time, type, plugin and text of every line, following the newest line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from workbench.session import JournalLine
from workbench.views import formats
from workbench.views.base import View, ViewContext, add_keys
from workbench.views.journal.model import JournalModel, at_least
from workbench.views.plugin_list import PluginList
from workbench.views.table.empty import Missing, ServerEmptyState
from workbench.views.table.header_bar import HeaderBar
from workbench.views.table.model import Column, RowsChange
from workbench.views.table.widget import DataTable

LEAST_INTERVAL_NANOS = 200_000_000
"""The panel shows new lines five times a second, which is fast enough to read and leaves time for the chart."""


def _columns(plugin_list: PluginList) -> tuple[Column[JournalLine], ...]:
    return (
        Column(title="Level", text=lambda line: line.level, icon=lambda line: line.level, width=84),
        Column(
            title="Server time",
            text=lambda line: formats.server_time(line.server_nanos) if line.server_nanos else "–",
            key=lambda line: line.server_nanos,
            tip=lambda line: formats.server_time(line.server_nanos, date=True),
            numeric=True,
            width=96,
        ),
        Column(title="Type", text=lambda line: line.type, width=96, color=lambda _line: "secondary"),
        Column(
            title="Plugin", text=lambda line: line.plugin, icon=lambda line: plugin_list.swatch(line.plugin), width=150
        ),
        Column(title="Text", text=lambda line: line.text, tip=lambda line: line.text, width=600, stretch=True),
    )


class JournalView(View[JournalModel]):
    """Table of the log. Scrolling up or selecting pauses it; End or the Live button resumes it."""

    name = "journal"
    title = "Journal"

    def __init__(self, context: ViewContext, model: JournalModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self._seen = 0
        self._shown_nanos = 0
        self._following = True
        self._scrolling = False
        self.needle = QLineEdit()
        self.table: DataTable[JournalLine] = DataTable(
            context,
            "journal",
            _columns(model.plugin_list),
            empty=ServerEmptyState(
                context,
                "The log is empty",
                "Messages of the server and its plugins appear here.",
                lambda: Missing("The server is running. Its messages appear here."),
            ),
            label="Server log",
            filter_line=self.needle,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_bar())
        layout.addWidget(self.table, 1)
        self.table.add_action("Clear panel", model.clear)
        self._add_pauses()

    @property
    def following(self) -> bool:
        """Whether the panel follows the newest line."""
        return self._following

    def refresh(self) -> None:
        """Adds the lines since the last frame."""
        now_nanos = self.context.now_nanos()
        if now_nanos - self._shown_nanos < LEAST_INTERVAL_NANOS:
            return
        self._shown_nanos = now_nanos
        change = self.table.show_rows(self.model.lines, self.model.generation)
        if self._following:
            self._seen = self._total()
            if change is not RowsChange.NONE:
                self._to_end()
        self._show_state()

    def follow(self) -> None:
        """Scrolls to the newest line and follows it."""
        self._following = True
        self.table.view.clearSelection()
        self._seen = self._total()
        self._to_end()
        self._show_state()

    def pause(self) -> None:
        """Stops following."""
        self._following = False
        self._show_state()

    def _make_bar(self) -> QWidget:
        bar = HeaderBar()
        self.level = QComboBox()
        self.level.setAccessibleName("Level")
        for level, text in (("info", "All levels"), ("warning", "Warnings and errors"), ("error", "Errors")):
            self.level.addItem(text, level)
        self.level.currentIndexChanged.connect(lambda *_: self._choose_level())
        self.live = QToolButton()
        self.live.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.live.clicked.connect(lambda *_: self.pause() if self._following else self.follow())
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        for widget, stretch in ((self.level, 0), (self.needle, 1), (self.count, 0), (self.live, 0)):
            bar.row.addWidget(widget, stretch)
        return bar

    def _add_pauses(self) -> None:
        self.table.view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.table.selected.connect(self._selected)
        for keys in ("End", "Ctrl+End"):
            add_keys(self, keys, self.follow)

    def _choose_level(self) -> None:
        allowed = at_least(self.level.currentData())
        self.table.accept(lambda line: line.level in allowed)

    def _to_end(self) -> None:
        self._scrolling = True
        self.table.scroll_to_end()
        self._scrolling = False

    def _scrolled(self, value: int) -> None:
        if not self._scrolling and value < self.table.view.verticalScrollBar().maximum():
            self.pause()

    def _selected(self) -> None:
        if self.table.view.selectionModel().hasSelection():
            self.pause()

    def _total(self) -> int:
        return self.model.dropped + len(self.model.lines)

    def _show_state(self) -> None:
        fresh = self._total() - self._seen
        text = "Live" if self._following else f"Paused, {formats.count(fresh)} new"
        if self.live.text() != text:
            self.live.setText(text)
            self.live.setIcon(self.context.theme.icon("good" if self._following else "pause"))
            self.live.setToolTip("Pause scrolling" if self._following else "Follow the newest line (End)")
            self.live.setAccessibleName(f"Follow log: {text}")
        self.count.setText(f"{formats.count(len(self.model.lines))} lines")

    def apply_theme(self) -> None:
        """Updates the icon of the Live button."""
        self.live.setIcon(self.context.theme.icon("good" if self._following else "pause"))
