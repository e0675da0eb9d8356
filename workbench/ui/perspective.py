"""The docks with the panels of the Develop perspective. A panel is built when it is first visible."""

from collections.abc import Callable, Mapping
from typing import Any

import PySide6QtAds as QtAds
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.ui.theme import ProgramTheme
from workbench.views.registry import PANELS, Panel

Build = Callable[[Panel], QWidget]
_STATE_VERSION = 1
_LEFT_SHARE, _BOTTOM_SHARE = 0.31, 0.27
_ICONS = {
    "TabCloseIcon": "close",
    "DockAreaMenuIcon": "menu",
    "DockAreaUndockIcon": "undock",
    "DockAreaCloseIcon": "close",
}


class _Slot(QWidget):
    """Placeholder in a dock until its panel is built."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        """Small, so that every panel fits into a window of 1000 × 650."""
        return QSize(120, 60)


class Perspective:
    """Owns the dock manager."""

    def __init__(self, parent: QWidget, theme: ProgramTheme, build: Build) -> None:
        flags = QtAds.CDockManager
        flags.setConfigFlags(flags.eConfigFlag(0))
        for flag in ("OpaqueSplitterResize", "AlwaysShowTabs", "DockAreaHasTabsMenuButton",
                     "DockAreaDynamicTabsMenuButtonVisibility", "EqualSplitOnInsertion"):  # fmt: skip
            flags.setConfigFlag(getattr(flags.eConfigFlag, flag), True)
        self.manager = QtAds.CDockManager(parent)
        self._theme, self._build = theme, build
        self.docks: dict[str, Any] = {}
        self._built: dict[str, QWidget] = {}
        for panel in PANELS:
            self.docks[panel.name] = self._make_dock(panel)
        self._place()
        self._default_state = QByteArray(self.manager.saveState(_STATE_VERSION))
        self.apply_theme()
        theme.changed.connect(self.apply_theme)

    @property
    def built(self) -> Mapping[str, QWidget]:
        """The built panels by name."""
        return self._built

    def panel(self, name: str) -> QWidget:
        """Returns the panel of that name. Builds it if needed. KeyError for an unknown name."""
        if name not in self._built:
            panel = {each.name: each for each in PANELS}[name]
            self._built[name] = self._build(panel)
            self.docks[name].widget().box.addWidget(self._built[name])
        return self._built[name]

    def build_visible(self) -> None:
        """Builds the initially visible panels."""
        for name, dock in self.docks.items():
            if dock.isCurrentTab() and not dock.isClosed():
                self.panel(name)

    def raise_panel(self, name: str) -> None:
        """Brings a panel to the front."""
        self.docks[name].toggleView(True)
        self.docks[name].setAsCurrentTab()

    def toggles(self) -> list[QAction]:
        """Returns one checkable action per panel for the View menu."""
        actions: list[QAction] = [self.docks[panel.name].toggleViewAction() for panel in PANELS]
        return actions

    def save(self) -> QByteArray:
        """Returns places, sizes and order of the docks."""
        return QByteArray(self.manager.saveState(_STATE_VERSION))

    def restore(self, state: QByteArray) -> bool:
        """Restores a saved state of the docks. Returns False and changes nothing for a state of another version."""
        return bool(self.manager.restoreState(state, _STATE_VERSION))

    def reset(self) -> None:
        """Moves every panel back to its default place."""
        self.restore(self._default_state)
        for dock in self.docks.values():
            dock.toggleView(True)
        self.docks[next(panel.name for panel in PANELS if panel.area == "bottom")].setAsCurrentTab()
        self.size_to(self.manager.size())

    def size_to(self, size: QSize) -> None:
        """Sets the sizes of the docks for the Develop perspective."""
        tall, wide = size.height(), size.width()
        bottom = int(tall * _BOTTOM_SHARE)
        left = min(max(int(wide * _LEFT_SHARE), 300), 460)
        self._split("journal", [tall - bottom, bottom])
        self._split("plugins", [(tall - bottom) * 11 // 20, (tall - bottom) * 9 // 20])
        self._split("tick_chart", [(tall - bottom) * 3 // 5, (tall - bottom) * 2 // 5])
        columns = self._splitter_of(self._splitter_of(self.docks["plugins"].dockAreaWidget()))
        if columns is not None and columns.count() == 2:
            columns.setSizes([left, wide - left])

    def apply_theme(self) -> None:
        """Applies colours to the docks, which ignore the application's style sheet."""
        provider = self.manager.iconProvider()
        for name, icon in _ICONS.items():
            # The binding takes ownership of the icon and destroys it, so pass a copy.
            provider.registerCustomIcon(getattr(QtAds, name), QIcon(self._theme.icon(icon)))
        self.manager.setStyleSheet(self._theme.dock_sheet())

    def _make_dock(self, panel: Panel) -> Any:
        dock = QtAds.CDockWidget(self.manager, panel.title)
        dock.setObjectName(panel.name)
        dock.setWidget(_Slot(), QtAds.CDockWidget.eInsertMode.ForceNoScrollArea)
        dock.setMinimumSizeHintMode(QtAds.CDockWidget.eMinimumSizeHintMode.MinimumSizeHintFromDockWidget)
        dock.toggleViewAction().setToolTip(panel.purpose)
        dock.visibilityChanged.connect(lambda shown, name=panel.name: self._seen(name, shown))
        return dock

    def _seen(self, name: str, shown: bool) -> None:
        if shown and self.manager.isVisible():
            self.panel(name)

    def _place(self) -> None:
        add, areas = self.manager.addDockWidget, {}
        areas["centre-top"] = add(QtAds.CenterDockWidgetArea, self.docks["tick_chart"])
        areas["bottom"] = add(QtAds.BottomDockWidgetArea, self.docks["journal"])
        areas["left-top"] = add(QtAds.LeftDockWidgetArea, self.docks["plugins"], areas["centre-top"])
        areas["left-bottom"] = add(QtAds.BottomDockWidgetArea, self.docks["loader_diagnostics"], areas["left-top"])
        areas["centre-bottom"] = add(QtAds.BottomDockWidgetArea, self.docks["hook_timings"], areas["centre-top"])
        placed = ("tick_chart", "journal", "plugins", "loader_diagnostics", "hook_timings")
        for panel in PANELS:
            if panel.name not in placed:
                add(QtAds.CenterDockWidgetArea, self.docks[panel.name], areas[panel.area])
        self.docks["journal"].setAsCurrentTab()

    def _split(self, name: str, sizes: list[int]) -> None:
        splitter = self._splitter_of(self.docks[name].dockAreaWidget())
        if splitter is not None and splitter.count() == len(sizes):
            splitter.setSizes(sizes)

    @staticmethod
    def _splitter_of(widget: QWidget | None) -> QSplitter | None:
        parent = widget.parentWidget() if widget is not None else None
        return parent if isinstance(parent, QSplitter) else None
