"""A form that is generated from field descriptions: columns of editors, the rest behind "All fields"."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from workbench.contract.form import FieldForm
from workbench.views.base import Theme
from workbench.views.form.model import FieldError, parse, written

EDITOR_PIXELS = 132
GAP_PIXELS = 6
Editor = QLineEdit | QComboBox | QCheckBox


class FormWidget(QWidget):
    """Editors of one form. `values` returns the arguments of a command."""

    submitted = Signal()
    edited = Signal(str)

    def __init__(
        self, fields: Sequence[FieldForm], *, first: Sequence[str], chosen: Sequence[str], theme: Theme
    ) -> None:
        """`first`: fields that are always shown. `chosen`: fields whose values come from the server's data."""
        super().__init__()
        by_name = {field.name: field for field in fields}
        self.fields = [by_name[name] for name in first]
        self.fields += [field for field in fields if field.name not in first]
        self._first = frozenset(first)
        self._chosen = frozenset(chosen)
        self._theme = theme
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._record: Mapping[str, Any] = {}
        self._loaded: str | None = None
        """Typed number of the last loaded record. None in a form that loads no records."""
        self._unedited: dict[str, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(GAP_PIXELS, GAP_PIXELS, GAP_PIXELS, GAP_PIXELS)
        self._grid.setHorizontalSpacing(GAP_PIXELS)
        self._grid.setVerticalSpacing(4)
        self._columns = 3
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        for field in self.fields[: len(first)]:
            self._add(field)
        self._arrange()

    def values(self) -> dict[str, Any]:
        """Returns the value of every field. FieldError for the first invalid field, which gets the focus."""
        return {field.name: self._value(field) for field in self.fields}

    def edited_values(self, key: str) -> dict[str, Any]:
        """Returns `key` and the values that were edited since `load`. FieldError as `values`."""
        return {field.name: self._value(field) for field in self.fields if field.name == key or self._is_edited(field)}

    def load(self, record: Mapping[str, Any], key: str) -> None:
        """Shows a record whose `key` is already in its editor. Shows an unknown, empty record as empty fields.

        Keeps edits of the same record and discards edits of another record.
        """
        same = self._loaded == self.text(key)
        kept = {field.name for field in self.fields if same and self._is_edited(field)} | {key}
        self._record, self._loaded = record, self.text(key)
        for field in self.fields:
            if field.name in self.editors:
                self._show_loaded(field, keep_text=field.name in kept)

    def _show_loaded(self, field: FieldForm, *, keep_text: bool) -> None:
        if not keep_text:
            self.set_text(field.name, self._stored_text(field))
        self._unedited[field.name] = self._stored_text(field) if keep_text else self.text(field.name)

    def _stored_text(self, field: FieldForm) -> str:
        # An unknown value is empty, so that an entered 0 is an edit. A check box cannot be empty.
        if not self._record and field.kind != "bool":
            return ""
        return written(field, self._record.get(field.name, field.default))

    def _is_edited(self, field: FieldForm) -> bool:
        if field.name not in self.editors:
            return False
        return self.text(field.name) != self._unedited.get(field.name, self._stored_text(field))

    def text(self, name: str) -> str:
        """Returns the text of an editor. KeyError for a field that is not shown yet."""
        editor = self.editors[name]
        if isinstance(editor, QCheckBox):
            return "true" if editor.isChecked() else "false"
        if isinstance(editor, QComboBox):
            return self._combo_text(editor)
        return editor.text()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Writes values into the editors. Other fields keep their values."""
        named = [field for field in self.fields if field.name in values]
        if any(values[field.name] != field.default for field in named if field.name not in self.editors):
            self.show_all(True)
        for field in named:
            if field.name in self.editors:
                self.set_text(field.name, written(field, values[field.name]))

    def set_text(self, name: str, text: str) -> None:
        """Writes a value into one editor."""
        editor = self.editors[name]
        if isinstance(editor, QCheckBox):
            editor.setChecked(text == "true")
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(text))
            if editor.isEditable():
                editor.setEditText(text)
        else:
            editor.setText(text)
            # Show the beginning of a text that is longer than its editor.
            editor.setCursorPosition(0)

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offers choices as value and text. Keeps the present value."""
        editor = self.editors[name]
        assert isinstance(editor, QComboBox)
        if [editor.itemData(place) for place in range(editor.count())] == [value for value, _ in choices]:
            return
        kept = self._combo_text(editor)
        editor.blockSignals(True)
        editor.clear()
        for value, shown in choices:
            editor.addItem(shown, value)
        self.set_text(name, kept or (choices[0][0] if choices else ""))
        editor.blockSignals(False)

    def show_all(self, everything: bool) -> None:
        """Shows every field of the record, or the first ones only."""
        for field in self.fields:
            # Dozens of hidden editors would make every form slow to show.
            if everything and field.name not in self.editors:
                self._add(field)
                if self._loaded is not None:
                    self._show_loaded(field, keep_text=False)
            if field.name not in self._first and field.name in self.editors:
                self.editors[field.name].setVisible(everything)
                self._labels[field.name].setVisible(everything)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the number of columns to the width."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        widest = max(label.sizeHint().width() for label in self._labels.values() if not label.isHidden())
        columns = max(1, (self.width() - GAP_PIXELS) // (widest + EDITOR_PIXELS + 2 * GAP_PIXELS))
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for place, name in enumerate(self.editors):
            self._put(place, name)
        self._grid.setColumnStretch(2 * self._columns, 1)

    def _put(self, place: int, name: str) -> None:
        row, column = divmod(place, self._columns)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(self._labels[name], row, 2 * column, side)
        self._grid.addWidget(self.editors[name], row, 2 * column + 1)

    def _add(self, field: FieldForm) -> None:
        label = QLabel(field.name)
        label.setProperty("role", "secondary")
        label.setFont(self._theme.table_font())
        editor = self._make(field)
        tip = " ".join(part for part in (field.doc, f"({field.unit})" if field.unit else "") if part)
        for widget in (label, editor):
            widget.setToolTip(tip)
        editor.setAccessibleName(field.name)
        editor.setAccessibleDescription(tip)
        editor.setFont(self._theme.mono_font() if field.kind == "json" else self._theme.table_font())
        editor.setFixedWidth(EDITOR_PIXELS)
        label.setBuddy(editor)
        self.editors[field.name], self._labels[field.name] = editor, label
        self._put(len(self.editors) - 1, field.name)

    def _make(self, field: FieldForm) -> Editor:
        if field.kind == "bool":
            box = QCheckBox()
            box.setChecked(bool(field.default))
            return box
        if field.kind == "enum" or field.name in self._chosen:
            return self._make_combo(field)
        line = QLineEdit(written(field, field.default))
        line.setPlaceholderText(field.unit)
        if field.is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.returnPressed.connect(self.submitted)
        line.textEdited.connect(lambda *_: self._touched(field))
        return line

    def _make_combo(self, field: FieldForm) -> QComboBox:
        combo = QComboBox()
        combo.setEditable(field.kind != "enum")
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.view().setMinimumWidth(2 * EDITOR_PIXELS)
        for name, _number in field.choices:
            combo.addItem(name, name)
        if field.kind == "enum":
            combo.setCurrentIndex(max(0, combo.findData(written(field, field.default))))
        edit = combo.lineEdit()
        if edit is not None:
            # A completed choice would be sent instead of the typed text.
            combo.setCompleter(None)  # type: ignore[arg-type]
            # The list shows a description. The editor keeps only the number.
            combo.activated.connect(lambda place: edit.setText(str(combo.itemData(place))))
            edit.returnPressed.connect(self.submitted)
        combo.currentTextChanged.connect(lambda *_: self._touched(field))
        return combo

    @staticmethod
    def _combo_text(combo: QComboBox) -> str:
        return combo.currentText()

    def _value(self, field: FieldForm) -> Any:
        if field.name not in self.editors:
            return field.default
        try:
            return parse(field, self.text(field.name))
        except FieldError:
            self.editors[field.name].setFocus()
            raise

    def _touched(self, field: FieldForm) -> None:
        self.edited.emit(field.name)
