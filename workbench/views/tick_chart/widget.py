"""The Tick chart panel: several symbols above each other on one time axis, following the newest quote."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.table.empty import EmptyState, ServerEmptyState, missing_market
from workbench.views.table.header_bar import HeaderBar
from workbench.views.tick_chart.model import FRAMES, TickChartModel
from workbench.views.tick_chart.stack import PlotStack

SHOWN_AT_FIRST = 3
TICKS_SPAN_SECONDS = 120.0
CANDLES_AT_FIRST = 60


class LastingMenu(QMenu):
    """A menu with check marks that stays open after a click."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Toggles the action without closing the menu."""
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class TickChartView(View[TickChartModel]):
    """A bar with symbols, frame and Live button above the plots."""

    name = "tick_chart"
    title = "Tick chart"

    def __init__(self, context: ViewContext, model: TickChartModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self.stack = PlotStack(model, context.theme)
        self._wanted = [name for name in str(context.settings.value("tick_chart/symbols", "")).split(",") if name]
        self._revisions = (-1, -1)
        self.symbols_button, self.symbols_menu = self._make_symbols()
        self.frame_box = self._make_frames()
        self.live_button = self._make_live()
        self.note = QLabel()
        self.note.setProperty("role", "secondary")
        self._faces = self._make_faces()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_bar())
        layout.addLayout(self._faces, 1)
        self.stack.following_changed.connect(self._show_following)
        self.stack.picked.connect(self._pick)
        context.selection.symbol_changed.connect(self._symbol_selected)
        context.selection.time_changed.connect(self.stack.show_cursor)
        self.setFocusProxy(self.stack)
        self._choose_frame(self.frame_box.currentText())

    def refresh(self) -> None:
        """Draws one frame."""
        revisions = (self.model.plugin_list.revision, len(self.model.symbols()))
        if revisions != self._revisions:
            self._revisions = revisions
            self._show_symbols()
        if self.stack.draw():
            self._write_note()
        face = self._faces.currentWidget()
        if isinstance(face, EmptyState):
            face.look()

    def apply_theme(self) -> None:
        """Applies new colours."""
        self.stack.apply_theme()

    def show_symbols(self, names: list[str]) -> None:
        """Shows the symbols of these names in the server's order, and saves the choice."""
        self._wanted = names
        self.context.settings.setValue("tick_chart/symbols", ",".join(names))
        self._show_symbols()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Forwards keys from the bar to the plots."""
        self.stack.keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Shows the context menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Follow newest quote\tEnd", self.stack.follow)
        menu.addAction("Show all quotes\tHome", self.stack.show_everything)
        menu.addAction("Copy newest quotes", self.copy)
        menu.addMenu(self.symbols_menu)
        menu.popup(event.globalPos())

    def copy(self) -> None:
        """Copies the newest quote of each shown symbol, tab-separated."""
        lines = ["Symbol\tTime\tBid\tAsk"]
        for symbol in self.stack.shown():
            quote, digits = self.model.newest(symbol), self.model.digits(symbol)
            if quote is not None:
                when = formats.server_time(self.model.nanos(quote.seconds), date=True)
                prices = "\t".join(formats.price(price, digits) for price in (quote.bid, quote.ask))
                lines.append(f"{self.model.name(symbol)}\t{when}\t{prices}")
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _make_symbols(self) -> tuple[QToolButton, QMenu]:
        button, menu = QToolButton(), LastingMenu("Symbols", self)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("Choose the symbols to show")
        button.setAccessibleName("Symbols")
        return button, menu

    def _make_frames(self) -> QComboBox:
        box = QComboBox()
        box.addItems(list(FRAMES))
        box.setCurrentText(str(self.context.settings.value("tick_chart/frame", "Ticks")))
        box.setToolTip("Show quotes, or candles of the bid")
        box.setAccessibleName("Frame")
        box.currentTextChanged.connect(self._choose_frame)
        return box

    def _make_live(self) -> QToolButton:
        button = QToolButton()
        button.setText("● Live")
        button.setCheckable(True)
        button.setChecked(True)
        button.setToolTip("Follow the newest quote (End)")
        button.setAccessibleName("Follow the newest quote")
        button.clicked.connect(self._live_clicked)
        return button

    def _make_bar(self) -> QWidget:
        bar = HeaderBar(margin_pixels=2)
        bar.row.addWidget(self.symbols_button)
        bar.row.addWidget(self.frame_box)
        bar.row.addWidget(self.live_button)
        bar.row.addWidget(self.note, 1)
        self.note.setMinimumWidth(1)
        return bar

    def _make_faces(self) -> QStackedLayout:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.stack)
        faces = QStackedLayout()
        faces.addWidget(area)
        faces.addWidget(
            ServerEmptyState(
                self.context,
                "No quotes yet",
                "Quotes and trades appear here while the server runs.",
                lambda: missing_market(self.context),
            )
        )
        faces.addWidget(
            EmptyState("No symbols", "Choose at least one symbol.", "Choose symbols", self.symbols_button.showMenu)
        )
        return faces

    def _numbers(self) -> list[int]:
        """Returns the chosen symbols, or the first few symbols with quotes."""
        known = {row.symbol: number for number, row in sorted(self.model.plugin_list.symbols.items())}
        wanted = [number for name, number in known.items() if name in self._wanted]
        return wanted if self._wanted else self.model.symbols()[:SHOWN_AT_FIRST]

    def _show_symbols(self) -> None:
        shown = self._numbers()
        self.stack.set_symbols(shown)
        names = [self.model.name(number) for number in shown]
        more = f" +{len(names) - 3}" if len(names) > 3 else ""
        self.symbols_button.setText((", ".join(names[:3]) + more or "Symbols") + " ▾")
        self.stack.setAccessibleName("Prices of " + ", ".join(names))
        self._faces.setCurrentIndex(1 if not self.model.symbols() else 0 if shown else 2)
        self._fill_menu(set(names))

    def _fill_menu(self, shown: set[str]) -> None:
        names = [row.symbol for _, row in sorted(self.model.plugin_list.symbols.items())]
        if names != [action.text() for action in self.symbols_menu.actions()]:
            self.symbols_menu.clear()
            for name in names:
                action = self.symbols_menu.addAction(name)
                action.setCheckable(True)
                action.toggled.connect(self._symbol_toggled)
        for action in self.symbols_menu.actions():
            action.blockSignals(True)
            action.setChecked(action.text() in shown)
            action.blockSignals(False)

    def _symbol_toggled(self) -> None:
        self.show_symbols([action.text() for action in self.symbols_menu.actions() if action.isChecked()] or ["-"])

    def _symbol_selected(self, name: str) -> None:
        shown = [self.model.name(number) for number in self.stack.shown()]
        if name and name not in shown:
            self.show_symbols([*shown, name])

    def _choose_frame(self, frame: str) -> None:
        self.context.settings.setValue("tick_chart/frame", frame)
        seconds = FRAMES[frame]
        self.stack.set_frame(seconds)
        self.stack.time_range.span_seconds = seconds * CANDLES_AT_FIRST if seconds else TICKS_SPAN_SECONDS
        self.stack.dirty()

    def _live_clicked(self, checked: bool) -> None:
        if checked:
            self.stack.follow()
        else:
            self.stack.hold()

    def _show_following(self) -> None:
        self.live_button.setChecked(self.stack.time_range.following)
        self._write_note()

    def _pick(self, symbol: int, server_nanos: int) -> None:
        self.stack.hold()
        self.context.selection.select_symbol(self.model.name(symbol))
        self.context.selection.select_time(server_nanos)

    def _write_note(self) -> None:
        notes = [] if self.stack.time_range.following else ["Paused (End resumes)"]
        if self.model.dropped:
            notes.append(f"oldest {formats.count(self.model.dropped)} quotes dropped")
        self.note.setText("   ".join(notes))
