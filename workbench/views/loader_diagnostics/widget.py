"""The Loader diagnostics panel: severity, plugin, code, message, time, and the advice for the selected row."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QSplitter, QToolButton, QVBoxLayout, QWidget

from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.facts import facts_html
from workbench.views.loader_diagnostics.model import Diagnostic, LoaderDiagnosticsModel, as_text, facts, rank
from workbench.views.pages.widget import Page, Pages
from workbench.views.plugin_list import PluginList
from workbench.views.table.empty import EmptyState
from workbench.views.table.header_bar import HeaderBar
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable


def _columns(plugin_list: PluginList) -> tuple[Column[Diagnostic], ...]:
    return (
        Column(
            title="Severity",
            text=lambda diagnostic: diagnostic.severity,
            color=lambda diagnostic: "disabled" if diagnostic.past else "text",
            tip=lambda diagnostic: (
                "Has not occurred since the server started" if diagnostic.past else diagnostic.severity
            ),
            key=lambda diagnostic: rank(diagnostic.severity),
            icon=lambda diagnostic: diagnostic.severity,
            width=100,
            fit=True,
        ),
        Column(
            title="Plugin",
            text=lambda diagnostic: diagnostic.plugin,
            icon=lambda diagnostic: plugin_list.swatch(diagnostic.plugin),
            width=120,
            fit=True,
        ),
        Column(title="Code", text=lambda diagnostic: diagnostic.code, width=110, fit=True),
        Column(
            title="Message",
            text=lambda diagnostic: diagnostic.message,
            tip=lambda diagnostic: diagnostic.message,
            color=lambda diagnostic: "disabled" if diagnostic.past else "text",
            width=220,
            stretch=True,
        ),
        Column(
            title="Time",
            text=lambda diagnostic: formats.local_time(diagnostic.nanos),
            key=lambda diagnostic: diagnostic.nanos,
            meaning="Local time of the last occurrence",
            numeric=True,
            width=94,
            extra=True,
        ),
        Column(
            title="Count",
            text=lambda diagnostic: formats.count(diagnostic.times),
            key=lambda diagnostic: diagnostic.times,
            meaning="Number of occurrences",
            numeric=True,
            width=60,
            fit=True,
            extra=True,
        ),
    )


class LoaderDiagnosticsView(View[LoaderDiagnosticsModel]):
    """Table of diagnostics with the advice for the selected one."""

    name = "loader_diagnostics"
    title = "Loader diagnostics"

    def __init__(self, context: ViewContext, model: LoaderDiagnosticsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self.table: DataTable[Diagnostic] = DataTable(
            context,
            "loader_diagnostics",
            _columns(model.plugin_list),
            empty=EmptyState("No diagnostics", "Problems in plugin files and calls appear here."),
            label="Diagnostics",
        )
        self.table.selected.connect(self._selected)
        self.table.add_action("Copy with advice", self.copy_with_advice, "Ctrl+Shift+C")
        self.table.add_action("Clear panel", model.clear)
        self.detail = Pages("Selected diagnostic")
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
        """Shows new diagnostics and counts."""
        self.table.show_rows(self.model.diagnostics, self.model.generation)
        counts = self.model.counts()
        for name, button in self.buttons.items():
            button.setText(formats.count(sum(counts.values()) if name == "all" else counts[name]))
        self._show_detail()

    def apply_theme(self) -> None:
        """Updates the icons of the filter buttons."""
        for name, button in self.buttons.items():
            if name != "all":
                button.setIcon(self.context.theme.icon(name))
        self._show_detail()

    def copy_with_advice(self) -> None:
        """Copies the selected diagnostics as text for a ticket."""
        texts = (as_text(diagnostic) for diagnostic in self.table.selection())
        QGuiApplication.clipboard().setText("\n\n".join(texts))

    def _make_bar(self) -> QWidget:
        bar = HeaderBar()
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(bar)
        for name, tip in (
            ("all", "All diagnostics"),
            ("info", "Information"),
            ("warning", "Warnings"),
            ("error", "Errors and refused files"),
        ):
            bar.row.addWidget(self._filter_button(name, tip))
        bar.row.addStretch(1)
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
        """Shows one severity, or "all"."""
        self.buttons[name].setChecked(True)
        wanted = {"error": ("error", "refused")}.get(name, (name,))
        self.table.accept(
            lambda diagnostic: name == "all" or diagnostic.severity in wanted, partial(self.show_severity, "all")
        )

    def _selected(self) -> None:
        diagnostic = self.table.current()
        if diagnostic is not None:
            self.context.selection.select_plugin(_file_of(self.model.plugin_list, diagnostic.plugin))
        self._show_detail()

    def _show_detail(self) -> None:
        diagnostic = self.table.current()
        self.detail.setVisible(diagnostic is not None)
        if diagnostic is None:
            return
        theme = self.context.theme
        html = facts_html(
            facts(diagnostic),
            label_color=theme.color("secondary").name(),
            mono_family=theme.mono_font().family(),
            mono=("Where",),
        )
        self.detail.show_pages(id(diagnostic), [Page("Diagnostic", diagnostic.code, html)])


def _file_of(plugin_list: PluginList, plugin: str) -> str:
    return next((file for file, row in plugin_list.plugins.items() if plugin in (file, row.name)), "")
