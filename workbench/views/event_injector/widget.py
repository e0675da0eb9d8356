"""The Event injector panel: event kinds on the left, the form in the middle, the history on the right."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.contract.generated.enums import ReturnCodes
from workbench.session import Answer, Query
from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.event_injector.model import CHOICES, FORMS, EventForm, EventInjectorModel, Sent, choices, outcome
from workbench.views.form.model import FieldError
from workbench.views.form.widget import FormWidget
from workbench.views.table.elided import ElidedLabel
from workbench.views.table.empty import EmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable, padded

LONGEST_BURST = 100_000
UNCHANGING = ("tick", "login", "logout")
"""Forms that do not change the server's choices."""


def _result_icon(sent: Sent) -> str:
    if sent.waiting:
        return "busy"
    return "warning" if sent.failed else "good"


_COLUMNS: tuple[Column[Sent], ...] = (
    Column(
        title="Server time",
        text=lambda sent: formats.server_time(sent.server_nanos) if sent.server_nanos else "–",
        key=lambda sent: sent.server_nanos,
        numeric=True,
        width=96,
    ),
    Column(title="Event", text=lambda sent: sent.form.title, width=100, fit=True),
    Column(
        title="×",
        text=lambda sent: formats.count(sent.number),
        key=lambda sent: sent.number,
        numeric=True,
        width=60,
        fit=True,
    ),
    Column(title="Values", text=lambda sent: sent.summary, tip=lambda sent: sent.summary, width=150, stretch=True),
    Column(title="Answer", text=outcome, tip=outcome, icon=_result_icon, width=260, fit=True),
)


class EventInjectorView(View[EventInjectorModel]):
    """Generated forms. Enter sends an event, a burst repeats it, the history sends it again."""

    name = "event_injector"
    title = "Event injector"

    def __init__(self, context: ViewContext, model: EventInjectorModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self._forms: dict[str, FormWidget] = {}
        self._offered: dict[str, list[tuple[str, str]]] = {}
        self._rows: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._filled_quote = False
        self._shown_generation = 0
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("Event")
        self.kinds.setFont(context.theme.table_font())
        self.kinds.addItems([form.title for form in FORMS])
        # Width of the longest title plus the scroll bar.
        self.kinds.setFixedWidth(self.kinds.sizeHintForColumn(0) + 28)
        self.kinds.currentRowChanged.connect(self._show_form)
        self.stack = QStackedWidget()
        self.table = self._make_history()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._make_middle())
        splitter.addWidget(self.table)
        splitter.setSizes([760, 560])
        splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.kinds)
        layout.addWidget(_separator())
        layout.addWidget(splitter, 1)
        self.kinds.setCurrentRow(0)

    @property
    def form(self) -> EventForm:
        """The shown form."""
        return FORMS[max(0, self.kinds.currentRow())]

    def refresh(self) -> None:
        """Shows answers, and the first quote of a symbol."""
        self.table.show_rows(self.model.history, self.model.generation)
        if self.form.name == "tick" and not self._filled_quote:
            self._fill_quote()
        if self._shown_generation != self.model.generation:
            self._shown_generation = self.model.generation
            latest = self.model.history[-1]
            self._say(outcome(latest), "secondary" if latest.waiting else "error" if latest.failed else "good")

    def showEvent(self, event: QShowEvent) -> None:
        """Queries the present symbols, accounts and trades."""
        super().showEvent(event)
        self._ask_choices()

    def send(self) -> None:
        """Sends the event of the shown form, repeated as set in the burst field."""
        form = self.form
        try:
            made = self._forms[form.name]
            values = made.edited_values("order") if form.edits else made.values()
        except FieldError as error:
            self._say(str(error), "error")
            return
        self._begin(form, values, self.burst.value())

    def resend(self) -> None:
        """Sends the selected rows of the history again."""
        for sent in self.table.selection():
            self._begin(sent.form, sent.values, sent.number)

    def edit_again(self) -> None:
        """Fills the form from the selected row of the history."""
        sent = self.table.current()
        if sent is not None:
            self.kinds.setCurrentRow(FORMS.index(sent.form))
            self._forms[sent.form.name].set_values(sent.values)

    def stop(self) -> None:
        """Stops every burst in progress."""
        for sent in self.model.history:
            sent.stopped = True

    def _begin(self, form: EventForm, values: Mapping[str, Any], number: int) -> None:
        sent = self.model.begin(form, values, number=number)
        self._pump(sent)

    def _pump(self, sent: Sent) -> None:
        for command in self.model.due(sent):
            self.context.send(command, lambda answer: self._answered(sent, answer))

    def _answered(self, sent: Sent, answer: Answer) -> None:
        self.model.learn(sent, answer)
        self._pump(sent)
        if not sent.waiting and sent.form.name not in UNCHANGING:
            self._ask_choices()

    def _ask_choices(self) -> None:
        for choice in {self.form.choice(name) for name in self.form.chosen}:
            self.context.send(Query(what=CHOICES[choice].what), partial(self._offer, choice))

    def _offer(self, choice: str, answer: Answer) -> None:
        if answer.error or answer.code != ReturnCodes.RET_OK:
            return
        self._offered[choice] = choices(choice, answer.data or [])
        self._rows[choice] = {str(row[CHOICES[choice].key]): row for row in answer.data or []}
        for form in FORMS:
            if form.name in self._forms:
                self._fill_choices(form, self._forms[form.name])

    def _fill_choices(self, form: EventForm, made: FormWidget) -> None:
        for name in form.chosen:
            if name in made.editors and form.choice(name) in self._offered:
                made.offer(name, self._offered[form.choice(name)])
        if form.edits:
            self._load_order(form, made)

    def _load_order(self, form: EventForm, made: FormWidget) -> None:
        made.load(self._rows.get(form.choice("order"), {}).get(made.text("order"), {}), "order")

    def _make_middle(self) -> QWidget:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.stack)
        layout.addWidget(area, 1)
        layout.addWidget(self._make_send_bar())
        return middle

    def _make_send_bar(self) -> QWidget:
        bar = QWidget()
        layout = QHBoxLayout(bar)
        padded(layout)
        self.send_button = QPushButton("Send")
        self.send_button.setDefault(True)
        self.send_button.clicked.connect(lambda *_: self.send())
        self.burst = QSpinBox()
        self.burst.setRange(1, LONGEST_BURST)
        self.burst.setPrefix("× ")
        self.burst.setFixedWidth(84)
        self.burst.setAccessibleName("Repetitions")
        self.burst.setToolTip("Number of times to send the event")
        self.all_fields = QToolButton()
        self.all_fields.setText("All fields")
        self.all_fields.setCheckable(True)
        self.all_fields.setToolTip("Show all fields of the record")
        self.all_fields.toggled.connect(self._show_all)
        self.answer = ElidedLabel()
        self.answer.setAccessibleName("Answer")
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.answer.setMinimumWidth(60)
        self.answer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for widget, stretch in ((self.send_button, 0), (self.burst, 0), (self.all_fields, 0), (self.answer, 1)):
            layout.addWidget(widget, stretch)
        return bar

    def _make_history(self) -> DataTable[Sent]:
        table: DataTable[Sent] = DataTable(
            self.context,
            "event_injector",
            _COLUMNS,
            empty=EmptyState("Nothing sent yet", "Sent events and the server's answers appear here."),
            label="Sent events",
        )
        table.add_action("Send again", self.resend, "Ctrl+Return")
        table.add_action("Edit in form", self.edit_again)
        table.add_action("Stop bursts", self.stop)
        table.activated.connect(self.edit_again)
        return table

    def _show_form(self, row: int) -> None:
        form = FORMS[row]
        if form.name not in self._forms:
            self._forms[form.name] = self._make_form(form)
            self.stack.addWidget(self._forms[form.name])
        widget = self._forms[form.name]
        self.stack.setCurrentWidget(widget)
        self.all_fields.setVisible(len(form.fields) > len(form.first))
        widget.show_all(self.all_fields.isChecked())
        self._filled_quote = False
        self._say("", "secondary")
        if self.isVisible():
            self._ask_choices()

    def _make_form(self, form: EventForm) -> FormWidget:
        made = FormWidget(form.fields, first=form.first, chosen=form.chosen, theme=self.context.theme)
        made.set_values(form.presets)
        made.submitted.connect(self.send)
        made.edited.connect(self._edited)
        self._fill_choices(form, made)
        return made

    def _show_all(self, everything: bool) -> None:
        made = self._forms[self.form.name]
        made.show_all(everything)
        self._fill_choices(self.form, made)

    def _edited(self, name: str) -> None:
        if self.form.name == "tick" and name == "symbol":
            self._filled_quote = False
            self._fill_quote()
        if self.form.edits and name == "order":
            self._load_order(self.form, self._forms[self.form.name])

    def _fill_quote(self) -> None:
        form = self._forms["tick"]
        symbol = form.text("symbol")
        quote = self.model.quote(symbol)
        row = next((row for row in self.model.plugin_list.symbols.values() if row.symbol == symbol), None)
        if quote is not None and row is not None:
            for name, value in zip(("bid", "ask"), quote, strict=True):
                form.set_text(name, formats.price(value, row.digits))
            self._filled_quote = True

    def _say(self, text: str, role: str) -> None:
        if self.answer.text() != text or self.answer.property("role") != role:
            self.answer.setText(text)
            self.answer.setToolTip(text)
            self.answer.setProperty("role", role)
            self.answer.style().polish(self.answer)


def _separator() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedWidth(1)
    return line
