"""The Loader diagnostics panel: severity, plugin, code, message, time, and below what to do about it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.directory import Directory
from workbench.views.facts import facts_html
from workbench.views.loader_diagnostics.model import Finding, LoaderDiagnosticsModel, as_text, facts, rank
from workbench.views.pages.widget import Page, Pages
from workbench.views.table.empty import EmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable, padded


def _columns(directory: Directory) -> tuple[Column[Finding], ...]:
    def swatch(finding: Finding) -> str:
        number = directory.series_of_name(finding.plugin)
        return f"series:{number}" if number >= 0 else ""

    return (
        Column(
            title="Severity",
            text=lambda finding: finding.severity,
            color=lambda finding: "disabled" if finding.past else "text",
            tip=lambda finding: "Not met since the server was started" if finding.past else finding.severity,
            key=lambda finding: rank(finding.severity),
            icon=lambda finding: finding.severity,
            width=100,
            fit=True,
        ),
        Column(title="Plugin", text=lambda finding: finding.plugin, icon=swatch, width=120, fit=True),
        Column(title="Code", text=lambda finding: finding.code, width=110, fit=True),
        Column(
            title="Message",
            text=lambda finding: finding.message,
            tip=lambda finding: finding.message,
            color=lambda finding: "disabled" if finding.past else "text",
            width=220,
            stretch=True,
        ),
        Column(
            title="Time",
            text=lambda finding: formats.local_time(finding.nanos),
            key=lambda finding: finding.nanos,
            meaning="Last time it was met, clock of this machine",
            numeric=True,
            width=94,
            extra=True,
        ),
        Column(
            title="Times",
            text=lambda finding: formats.count(finding.times),
            key=lambda finding: finding.times,
            numeric=True,
            width=60,
            fit=True,
            extra=True,
        ),
    )


class LoaderDiagnosticsView(View[LoaderDiagnosticsModel]):
    """Table of findings with the advice for the selected one."""

    name = "loader_diagnostics"
    title = "Loader diagnostics"

    def __init__(self, context: ViewContext, model: LoaderDiagnosticsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self.table: DataTable[Finding] = DataTable(
            context,
            "loader_diagnostics",
            _columns(model.directory),
            empty=EmptyState("Nothing to report", "What the loader and the guard find in plugins appears here."),
            label="Findings",
        )
        self.table.selected.connect(self._selected)
        self.table.add_action("Copy with advice", self.copy_with_advice, "Ctrl+Shift+C")
        self.table.add_action("Clear the panel", model.clear)
        self.detail = Pages("The selected finding")
        self.detail.tabBar().setVisible(False)
        self.detail.setVisible(False)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(self.detail)
        splitter.setSizes([200, 120])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_bar())
        layout.addWidget(splitter, 1)
        self.setFocusProxy(self.table.view)

    def refresh(self) -> None:
        """Adds what was found since the last frame."""
        self.table.show_rows(self.model.findings, self.model.generation)
        counts = self.model.counts()
        for name, button in self.buttons.items():
            button.setText(formats.count(sum(counts.values()) if name == "all" else counts[name]))
        self._show_detail()

    def apply_theme(self) -> None:
        """Draws the severities of the filter anew."""
        for name, button in self.buttons.items():
            if name != "all":
                button.setIcon(self.context.theme.icon(name))
        self._show_detail()

    def copy_with_advice(self) -> None:
        """Copies the selected findings as text for a message or a ticket."""
        texts = (as_text(finding) for finding in self.table.selection())
        QGuiApplication.clipboard().setText("\n\n".join(texts))

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        bar.setProperty("role", "bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(bar)
        padded(layout)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(bar)
        for name, tip in (
            ("all", "All findings"),
            ("info", "Information only"),
            ("warning", "Warnings only"),
            ("error", "Errors and refused files only"),
        ):
            layout.addWidget(self._filter_button(name, tip))
        layout.addStretch(1)
        self.apply_theme()
        return bar

    def _filter_button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(name == "all")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda *_: self.show_severity(name))
        self._group.addButton(button)
        self.buttons[name] = button
        return button

    def show_severity(self, name: str) -> None:
        """Shows one severity only, or "all"."""
        self.buttons[name].setChecked(True)
        wanted = {"error": ("error", "refused")}.get(name, (name,))
        self.table.accept(
            lambda finding: name == "all" or finding.severity in wanted, partial(self.show_severity, "all")
        )

    def _selected(self) -> None:
        finding = self.table.current()
        if finding is not None:
            self.context.selection.select_plugin(_file_of(self.model.directory, finding.plugin))
        self._show_detail()

    def _show_detail(self) -> None:
        finding = self.table.current()
        self.detail.setVisible(finding is not None)
        if finding is None:
            return
        theme = self.context.theme
        html = facts_html(
            facts(finding),
            label_color=theme.color("secondary").name(),
            mono_family=theme.mono_font().family(),
            mono=("Where",),
        )
        self.detail.show_pages(id(finding), [Page("Finding", finding.code, html)])


def _file_of(directory: Directory, plugin: str) -> str:
    return next((file for file, row in directory.plugins.items() if plugin in (file, row.name)), "")
