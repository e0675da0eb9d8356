"""Colours by role in light and dark, fonts, and the switch between them."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from workbench.ui.icons import draw_icon, swatch
from workbench.ui.stylesheet import dock_sheet, program_sheet
from workbench.views.base import BODY_POINTS, TABLE_POINTS

# fmt: off
DARK = {
    "window": "#1E1F22", "panel": "#2B2D30", "raised": "#393B40", "separator": "#393B40",
    "text": "#DFE1E5", "secondary": "#A8ADB5", "disabled": "#6F737A", "accent": "#6396FF", "selection": "#2E436E",
    "info": "#6AA6FF", "good": "#5FAD65", "warning": "#E0A53A", "error": "#F37A74",
    "bid": "#56B4E9", "ask": "#E69F00", "up": "#4DB6A4", "down": "#E07A5F",
}
LIGHT = {
    "window": "#F7F8FA", "panel": "#FFFFFF", "raised": "#EBECF0", "separator": "#DFE1E5",
    "text": "#1B1D21", "secondary": "#5A5D66", "disabled": "#9DA0A8", "accent": "#2F6BE0", "selection": "#D4E2FF",
    "info": "#2F6BE0", "good": "#2E7D38", "warning": "#9A6400", "error": "#C4312B",
    "bid": "#0072B2", "ask": "#AD5600", "up": "#1B7F6E", "down": "#B5432A",
}
# The eight colours of Okabe and Ito. Those of bid and ask come late, so that four plugins never look like a price.
SERIES = ("#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2", "#56B4E9", "#E69F00", "#999999")
# fmt: on
PICTURES = Path(__file__).parent / "pictures"
READABLE = 4.5
VISIBLE = 3.0


class Mode(Enum):
    """Theme choice of the user."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def luminance(color: QColor) -> float:
    """Returns the relative luminance of an sRGB colour, 0 to 1 (WCAG 2.1)."""
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Returns the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def separated(color: QColor, ground: QColor, ratio: float) -> QColor:
    """Returns the nearest shade of a colour with that contrast ratio to its background."""
    step = -0.02 if luminance(ground) > 0.5 else 0.02
    hue, saturation, lightness = color.hslHueF(), color.hslSaturationF(), color.lightnessF()
    while contrast(color, ground) < ratio and 0.0 < lightness < 1.0:
        lightness = min(1.0, max(0.0, lightness + step))
        color = QColor.fromHslF(max(hue, 0.0), saturation, lightness)
    return color


def distinct(colors: list[QColor], roles: Mapping[str, QColor]) -> list[QColor]:
    """Returns the colours with shades changed so that none is nearly equal to an earlier one."""
    kept: list[QColor] = []
    for color in colors:
        shade, ratio = color, contrast(color, roles["panel"])
        while any(_near(shade, other) for other in kept) and ratio < 12:
            ratio += 1.0
            shade = separated(color, roles["panel"], ratio)
        kept.append(shade)
    return kept


def _near(one: QColor, other: QColor) -> bool:
    parts = zip((one.red(), one.green(), one.blue()), (other.red(), other.green(), other.blue()), strict=True)
    return sum(abs(a - b) for a, b in parts) < 60


class ProgramTheme(QObject):
    """The theme of the program. Implements `Theme` for the panels."""

    changed = Signal()

    def __init__(self, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__()
        self.mode = mode
        self._icons: dict[str, QIcon] = {}
        self._styled = False
        self._load()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def dark(self) -> bool:
        """Whether the theme has light text on a dark background."""
        if self.mode is Mode.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() is not Qt.ColorScheme.Light
        return self.mode is Mode.DARK

    def set_mode(self, mode: Mode) -> None:
        """Switches the whole program at once."""
        self.mode = mode
        self._load()
        self.apply()

    def color(self, role: str) -> QColor:
        """Returns the colour of a role. KeyError for an unknown role."""
        return self._colors[role]

    def series(self, number: int) -> QColor:
        """Returns the colour of a plugin by its colour number; secondary text for -1."""
        return self._series[number % len(self._series)] if number >= 0 else self._colors["secondary"]

    def icon(self, name: str) -> QIcon:
        """Returns an icon, or the swatch of a plugin for "series:3". KeyError for an unknown name."""
        if name not in self._icons:
            kind, _, number = name.partition(":")
            self._icons[name] = swatch(self.series(int(number))) if kind == "series" else draw_icon(name, self.color)
        return self._icons[name]

    def table_font(self) -> QFont:
        """Returns the interface font at table size with tabular figures."""
        return QFont(self._table_font)

    def mono_font(self) -> QFont:
        """Returns the monospace font at table size."""
        return QFont(self._mono_font)

    def apply(self) -> None:
        """Applies the theme to the application. Call it once the application exists."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # setStyle polishes every widget again, which takes longer than the rest of this method.
        if not self._styled:
            application.setStyle("Fusion")
            self._styled = True
        body = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        body.setPointSize(BODY_POINTS)
        application.setFont(body)
        application.setPalette(self.qt_palette())
        application.setStyleSheet(
            program_sheet(self._colors, arrow_down=self._picture("down"), arrow_up=self._picture("up"))
        )
        self.changed.emit()

    def _picture(self, name: str) -> str:
        """Returns the path of a picture in the present text colour. A style sheet accepts only paths."""
        return (PICTURES / f"{name}-{'dark' if self.dark else 'light'}.svg").as_posix()

    def dock_sheet(self) -> str:
        """Returns the style sheet of the dock manager, which ignores that of the application."""
        return dock_sheet(self._colors)

    def qt_palette(self) -> QPalette:
        """Returns the roles as a Qt palette."""
        made = QPalette()
        for qt_role, role in _PALETTE_ROLES.items():
            made.setColor(qt_role, self._colors[role])
        for qt_role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, qt_role, self._colors["disabled"])
        return made

    def _load(self) -> None:
        chosen, ratio = (DARK, VISIBLE) if self.dark else (LIGHT, READABLE)
        self._colors = {role: QColor(text) for role, text in chosen.items()}
        self._series = distinct(
            [separated(QColor(text), self._colors["panel"], ratio) for text in SERIES], self._colors
        )
        self._icons.clear()
        # Cached, because every cell needs them and the system's font database is slow.
        self._table_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._table_font.setPointSize(TABLE_POINTS)
        self._table_font.setFeature(QFont.Tag("tnum"), 1)
        self._mono_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._mono_font.setPointSize(TABLE_POINTS)

    def _system_changed(self) -> None:
        if self.mode is Mode.SYSTEM:
            self._load()
            self.apply()


_PALETTE_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "window",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "disabled",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "raised",
    QPalette.ColorRole.Mid: "separator",
    QPalette.ColorRole.Dark: "separator",
    QPalette.ColorRole.Shadow: "window",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Accent: "accent",
}
