"""The Plugins panel: priority order, state and measurements of every plugin, with details below."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.engine.plain_text import file_path
from workbench.session import Answer, AnyCommand, EnablePlugin, MovePlugin, PluginRow
from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.facts import facts_html
from workbench.views.pages.widget import Page, Pages
from workbench.views.plugin_list import PluginList
from workbench.views.plugins.model import PluginLine, PluginsModel, facts, state_meaning, timeline
from workbench.views.table.empty import EmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable

STATE_ROLES = {
    "running": "good",
    "refused": "error",
    "crashed": "error",
    "quarantined": "error",
    "changed on disk": "warning",
    "restart needed": "warning",
    "stopped": "disabled",
    "available": "secondary",
    "loading": "secondary",
}
RESULT_ROLES = {"good": "good", "found": "warning", "refused": "error", "failed": "error", "skipped": "disabled"}
BAR_PIXELS = 160
STATE_ICONS = {
    "running": "good",
    "refused": "error",
    "crashed": "error",
    "quarantined": "error",
    "changed on disk": "warning",
    "restart needed": "warning",
    "loading": "busy",
}


def _state(line: PluginLine) -> str:
    if line.row.enabled:
        waits = line.row.state == "available" and not line.row.load_at_startup
        return "not at startup" if waits else line.row.state
    return "disabled" if line.row.state == "available" else f"{line.row.state}, disabled"


def _columns(plugin_list: PluginList) -> tuple[Column[PluginLine], ...]:
    return (
        Column(title="#", text=lambda line: str(line.place), key=lambda line: line.place, numeric=True, width=26),
        Column(
            title="Plugin",
            text=lambda line: line.row.name,
            icon=lambda line: f"series:{plugin_list.series_of_file(line.row.file)}",
            tip=lambda line: line.row.description or line.row.file,
            color=lambda line: "text" if line.row.enabled else "disabled",
            width=110,
            fit=True,
            stretch=True,
        ),
        Column(
            title="State",
            text=_state,
            color=lambda line: STATE_ROLES.get(line.row.state, "text"),
            icon=lambda line: STATE_ICONS.get(line.row.state, "idle"),
            tip=lambda line: state_meaning(line.row),
            width=134,
            fit=True,
        ),
        Column(
            title="Calls",
            text=lambda line: formats.count(line.calls),
            key=lambda line: line.calls,
            numeric=True,
            width=78,
            fit=True,
            extra=True,
            early=True,
            meaning="Hook and event calls since the server started",
        ),
        Column(
            title="Errors",
            text=lambda line: formats.count(line.errors),
            key=lambda line: line.errors,
            color=lambda line: "error" if line.errors else "secondary",
            numeric=True,
            width=78,
            fit=True,
            extra=True,
            early=True,
            meaning="Calls that threw an exception",
        ),
        Column(
            title="p99",
            text=lambda line: formats.duration(line.p99_nanos) if line.calls else "–",
            key=lambda line: line.p99_nanos,
            numeric=True,
            width=68,
            fit=True,
            extra=True,
            early=True,
            meaning="99th percentile of the call durations",
        ),
        Column(title="Version", text=lambda line: line.row.version, width=90, fit=True, extra=True),
        Column(title="Language", text=lambda line: line.row.language, width=90, fit=True, extra=True),
        Column(
            title="Threads",
            text=lambda line: f"{line.threads_delta:+d}" if line.threads_delta else "0",
            key=lambda line: line.threads_delta,
            numeric=True,
            width=70,
            fit=True,
            extra=True,
            meaning="Threads added during loading. More than 50 is a warning.",
        ),
        Column(
            title="Load time",
            text=lambda line: formats.duration(line.row.load_millis * 1e6) if line.row.load_millis else "–",
            key=lambda line: line.row.load_millis,
            numeric=True,
            width=90,
            fit=True,
            extra=True,
        ),
        Column(
            title="Signed by",
            text=lambda line: line.row.signer or "–",
            tip=lambda line: line.row.signature,
            width=140,
            fit=True,
            extra=True,
            meaning="Organisation of a valid signature",
        ),
        Column(
            title="File",
            text=lambda line: line.row.file,
            tip=lambda line: line.row.file,
            width=240,
            fit=True,
            extra=True,
        ),
    )


class PluginsView(View[PluginsModel]):
    """Table of plugins. Alt+Up and Alt+Down change the priority."""

    name = "plugins"
    title = "Plugins"

    def __init__(self, context: ViewContext, model: PluginsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self.table: DataTable[PluginLine] = DataTable(
            context,
            "plugins",
            _columns(model.plugin_list),
            empty=EmptyState(
                "No plugins",
                "Files in the workspace's plugins folder appear here.",
                "Open folder",
                lambda: context.run("workspace.open_plugins_folder"),
            ),
            identity=lambda line: line.row.file,
            label="Plugins in priority order",
        )
        self._add_actions()
        self.table.selected.connect(self._selected)
        self.message = QLabel()
        self.message.setProperty("role", "error")
        self.message.setWordWrap(True)
        self.message.setContentsMargins(6, 3, 6, 3)
        self.message.setVisible(False)
        self.detail = Pages("Selected plugin")
        self.detail.setVisible(False)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.detail)
        self.splitter.setSizes([200, 160])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.message)
        layout.addWidget(self.splitter, 1)
        context.selection.plugin_changed.connect(self._show_selection)
        self.setFocusProxy(self.table.view)

    def refresh(self) -> None:
        """Updates states and measurements."""
        self.table.show_rows(self.model.lines, self.model.generation)
        self._show_detail()

    def apply_theme(self) -> None:
        """Renders the details in the new colours."""
        self._show_detail()

    def reorder(self, offset: int) -> None:
        """Moves the selected plugin in the priority order. -1 is up."""
        line = self.table.current()
        if line is not None:
            self._send(MovePlugin(file=line.row.file, offset=offset))

    def set_enabled(self, enabled: bool) -> None:
        """Enables or disables the selected plugins for the next start."""
        for line in self.table.selection():
            self._send(EnablePlugin(file=line.row.file, enabled=enabled))

    def set_load_at_startup(self, loaded: bool) -> None:
        """Sets whether the server loads the selected plugins when it starts."""
        for line in self.table.selection():
            self._send(EnablePlugin(file=line.row.file, load_at_startup=loaded))

    def retry(self) -> None:
        """Restarts the server with the selected quarantined plugin."""
        line = self.table.current()
        if line is not None and line.row.file in self.context.session.quarantine:
            self.context.session.retry(line.row.file)

    def copy_path(self) -> None:
        """Copies the full paths of the selected plugins."""
        folder = self.context.session.workspace / "plugins"
        paths = (str(folder / file_path(line.row.file)) for line in self.table.selection())
        QGuiApplication.clipboard().setText("\n".join(paths))

    def _add_actions(self) -> None:
        def some(wanted: Callable[[PluginRow], bool]) -> Callable[[], bool]:
            return lambda: any(wanted(line.row) for line in self.table.selection())

        add, quarantined = self.table.add_action, some(lambda row: row.file in self.context.session.quarantine)
        add("Enable at next start", lambda: self.set_enabled(True), when=some(lambda row: not row.enabled))
        add("Disable at next start", lambda: self.set_enabled(False), when=some(lambda row: row.enabled))
        load, leave = some(lambda row: not row.load_at_startup), some(lambda row: row.load_at_startup)
        add("Load at startup", lambda: self.set_load_at_startup(True), when=load)
        add("Do not load at startup", lambda: self.set_load_at_startup(False), when=leave)
        add("Retry after fault", self.retry, when=quarantined)
        add("Move up", lambda: self.reorder(-1), "Alt+Up")
        add("Move down", lambda: self.reorder(1), "Alt+Down")
        add("Copy path", self.copy_path, "Ctrl+Shift+C")

    def _send(self, command: AnyCommand) -> None:
        self.context.send(command, self._answered)

    def _answered(self, answer: Answer) -> None:
        self.message.setText(answer.error)
        self.message.setVisible(bool(answer.error))

    def _selected(self) -> None:
        line = self.table.current()
        if line is not None:
            self.context.selection.select_plugin(line.row.file)
        self._show_detail()

    def _show_selection(self, file: str) -> None:
        if file in self.model.plugin_list.plugins:
            self.table.select_identity(file)

    def _show_detail(self) -> None:
        line = self.table.current()
        self.detail.setVisible(line is not None)
        if line is not None:
            self.detail.show_pages(line.row.file, self._pages(line))

    def _pages(self, line: PluginLine) -> list[Page]:
        return [
            Page("Facts", "Facts", self._as_html(facts(line))),
            Page("File", "File", self._as_html(line.row.facts)),
            Page("Loading", "Loading", self._timeline(line)),
        ]

    def _as_html(self, pairs: tuple[tuple[str, str], ...]) -> str:
        theme = self.context.theme
        return facts_html(
            pairs,
            label_color=theme.color("secondary").name(),
            mono_family=theme.mono_font().family(),
            mono=(
                "Configuration",
                "File",
                "Published",
                "Classes",
                "Compiler",
                "Needs",
                "Versions",
                "Exports",
                "Unique",
            ),
        )

    def _timeline(self, line: PluginLine) -> str:
        """Returns name, time, bar, result and detail of each step as HTML."""
        color = {role: self.context.theme.color(role).name() for role in ("secondary", "good", "warning", "error")}
        rows = []
        for bar in timeline(line.row):
            step = bar.step
            role = RESULT_ROLES.get(step.result, "secondary")
            before, own = round(bar.begins * BAR_PIXELS), max(1, round(bar.length * BAR_PIXELS))
            # The narrowest content of a cell.
            drawn = f"<td width={before}></td><td width={own} bgcolor='{color.get(role, color['secondary'])}'></td>"
            result = step.result if step.result != "good" else ""
            detail = " · ".join(filter(None, (result, step.detail)))
            rows.append(
                f"<tr><td>{escape(step.name)}&nbsp;&nbsp;</td>"
                f"<td align='right'>{formats.duration(step.took_nanos)}&nbsp;&nbsp;</td>"
                f"<td width={BAR_PIXELS + 8}><table cellspacing=0 cellpadding=0 height=9><tr>{drawn}</tr></table></td>"
                f"<td style='color:{color['secondary']}'>{escape(detail)}</td></tr>"
            )
        return f"<table style='font-size:9pt' cellspacing='1'>{''.join(rows)}</table>" if rows else ""
