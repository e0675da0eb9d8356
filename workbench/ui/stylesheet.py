"""Style sheets for the program and the docks from the colours of a theme."""

from collections.abc import Mapping
from string import Template

from PySide6.QtGui import QColor

_PROGRAM = Template("""
QWidget { outline: none; }
QToolTip { background: $raised; color: $text; border: 1px solid $disabled; padding: 3px; }
QMainWindow, QDialog { background: $window; }
QMenuBar { background: $window; color: $text; border-bottom: 1px solid $separator; }
QMenuBar::item { padding: 3px 8px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $raised; color: $text; border: 1px solid $edge; padding: 4px 0; }
QMenu::item { padding: 4px 24px 4px 24px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $edge; margin: 4px 0; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $separator; spacing: 2px; padding: 2px 6px; }
QToolBar::separator { width: 1px; background: $separator; margin: 4px 6px; }
QToolButton { border: 1px solid transparent; padding: 2px 6px; border-radius: 3px; color: $text; }
QToolButton:hover { background: $raised; }
QToolButton:pressed, QToolButton:checked { background: $selection; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: $raised; color: $text; border: 1px solid $separator; border-radius: 3px;
  padding: 2px 10px; min-height: 18px; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed { background: $selection; }
QPushButton:disabled { color: $disabled; }
QPushButton:default { border-color: $accent; }
QPushButton:focus, QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border-color: $accent; }
QLineEdit, QComboBox, QAbstractSpinBox, QDateTimeEdit {
  background: $panel; color: $text; border: 1px solid $separator; border-radius: 3px;
  padding: 1px 5px; min-height: 18px;
  selection-background-color: $selection; selection-color: $text; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $disabled; }
QPlainTextEdit, QTextEdit { background: $panel; color: $text; border: none;
  selection-background-color: $selection; selection-color: $text; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url($arrow_down); width: 10px; height: 10px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 16px; }
QAbstractSpinBox::up-arrow { image: url($arrow_up); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow { image: url($arrow_down); width: 8px; height: 8px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QListWidget { font-size: 9pt; }
QListWidget::item { height: 22px; padding: 0 6px; }
QListWidget::item:selected { background: $selection; color: $text; }
QListWidget::item:disabled { color: $disabled; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $edge;
  selection-background-color: $selection; }
QTableView, QTreeView, QListView { background: $panel; color: $text; border: none; gridline-color: $separator;
  selection-background-color: $selection; selection-color: $text; alternate-background-color: $panel; }
QTableView::item { padding: 0 2px; border: none; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $secondary; border: none; border-right: 1px solid $separator;
  border-bottom: 1px solid $separator; padding: 2px 5px; }
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $panel; border: none; }
QSplitter::handle { background: $separator; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QTabWidget::pane { border: none; border-top: 1px solid $separator; }
QTabBar::tab { background: transparent; color: $secondary; padding: 3px 10px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QStatusBar { background: $window; color: $secondary; border-top: 1px solid $separator; }
QStatusBar::item { border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $disabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: $panel; }
QScrollArea > QWidget > QWidget { background: $panel; }
QCheckBox { color: $text; spacing: 5px; }
*[role="panel"] { background: $panel; }
*[role="bar"] { background: $panel; border-bottom: 1px solid $separator; }
QFrame[role="line"] { background: $separator; border: none; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="disabled"] { color: $disabled; }
QLabel[role="title"] { color: $text; font-weight: 600; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="good"] { color: $good; }
QFrame[role="notification-info"] { background: $panel; border: none; border-left: 3px solid $info;
  border-bottom: 1px solid $separator; }
QFrame[role="notification-warning"] { background: $panel; border: none; border-left: 3px solid $warning;
  border-bottom: 1px solid $separator; }
QFrame[role="notification-error"] { background: $error_ground; border: none; border-left: 3px solid $error;
  border-bottom: 1px solid $separator; }
QFrame[role="popup"] { background: $raised; border: 1px solid $edge; }
QFrame[role="popup"] QListWidget { background: transparent; border: none; }
""")

_DOCKS = Template("""
ads--CDockContainerWidget { background: $window; }
ads--CDockAreaWidget { background: $panel; border: none; }
ads--CDockAreaTitleBar { background: $window; border: none; border-bottom: 1px solid $separator; padding: 0; }
ads--CDockAreaTitleBar CTitleBarButton, ads--CTitleBarButton { padding: 2px; border: none; background: transparent; }
ads--CTitleBarButton:hover { background: $raised; }
ads--CDockWidgetTab { background: $window; border: none; border-bottom: 2px solid transparent;
  padding: 0 4px; min-height: 24px; }
ads--CDockWidgetTab[activeTab="true"] { background: $panel; border-bottom: 2px solid $accent; }
ads--CDockWidgetTab QLabel { color: $secondary; }
ads--CDockWidgetTab[activeTab="true"] QLabel { color: $text; }
ads--CDockWidgetTab:hover QLabel { color: $text; }
ads--CDockWidget { background: $panel; border: none; }
ads--CDockSplitter::handle { background: $separator; }
ads--CDockSplitter::handle:hover { background: $accent; }
ads--CFloatingDockContainer { background: $window; }
ads--CAutoHideTab { color: $secondary; background: $window; }
#tabCloseButton { border: none; padding: 0; background: transparent; }
#tabCloseButton:hover { background: $raised; }
QScrollArea#dockWidgetScrollArea { padding: 0; border: none; }
""")


def program_sheet(colors: Mapping[str, QColor], *, arrow_down: str, arrow_up: str) -> str:
    """Returns the style sheet of the application. The arrows are paths of pictures."""
    return _PROGRAM.substitute(_names(colors), arrow_down=arrow_down, arrow_up=arrow_up)


def dock_sheet(colors: Mapping[str, QColor]) -> str:
    """Returns the style sheet of the dock manager."""
    return _DOCKS.substitute(_names(colors))


def _names(colors: Mapping[str, QColor]) -> dict[str, str]:
    names = {role: color.name() for role, color in colors.items()}
    dark = colors["panel"].lightness() < 128
    names["scroll"] = names["raised"] if dark else "#C9CCD6"
    # Popups have no shadow, so their border must distinguish them from the panels.
    names["edge"] = _mixed(colors["disabled"], colors["raised"], 0.6).name()
    names["error_ground"] = _mixed(colors["error"], colors["panel"], 0.18).name()
    return names


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    def part(of_one: int, of_other: int) -> int:
        return round(of_one * share + of_other * (1 - share))

    return QColor(part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue()))
