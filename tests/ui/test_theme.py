"""Colours by role, readable in both themes."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

import workbench.views
from workbench.ui.icons import icon_names
from workbench.ui.theme import DARK, LIGHT, PICTURES, READABLE, SERIES, VISIBLE, Mode, ProgramTheme, contrast
from workbench.views.base import ROLES

MODES = (Mode.DARK, Mode.LIGHT)


def test_that_both_themes_have_exactly_the_roles() -> None:
    assert set(DARK) == set(LIGHT) == set(ROLES)


@pytest.mark.parametrize("mode", MODES)
def test_that_text_and_severities_are_readable(theme: ProgramTheme, mode: Mode) -> None:
    theme.set_mode(mode)
    for role in ("text", "secondary", "info", "good", "warning", "error"):
        assert contrast(theme.color(role), theme.color("panel")) >= READABLE, role
    for role in ("text", "secondary"):
        assert contrast(theme.color(role), theme.color("window")) >= READABLE, role
    assert contrast(theme.color("text"), theme.color("selection")) >= READABLE


@pytest.mark.parametrize(("mode", "ratio"), [(Mode.DARK, VISIBLE), (Mode.LIGHT, READABLE)])
def test_that_plugin_colours_are_visible_and_differ(theme: ProgramTheme, mode: Mode, ratio: float) -> None:
    theme.set_mode(mode)
    colors = [theme.series(number) for number in range(len(SERIES))]
    assert min(contrast(color, theme.color("panel")) for color in colors) >= ratio
    for one, other in combinations(colors, 2):
        assert sum(abs(a - b) for a, b in zip(_rgb(one), _rgb(other), strict=True)) >= 60
    assert theme.series(len(SERIES)) == colors[0]
    assert theme.series(-1) == theme.color("secondary")


@pytest.mark.parametrize("mode", MODES)
def test_that_every_icon_draws_something(theme: ProgramTheme, mode: Mode) -> None:
    theme.set_mode(mode)
    for name in (*icon_names(), "series:3"):
        for state in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
            picture = theme.icon(name).pixmap(16, 16, state).toImage()
            inked = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(16) for y in range(16))
            assert inked > 8, name
    with pytest.raises(KeyError):
        theme.icon("unknown")


def test_that_severities_differ_in_shape_not_only_in_colour(theme: ProgramTheme) -> None:
    shapes = {bytes(_mask(theme, name)) for name in ("info", "warning", "error")}
    assert len(shapes) == 3


def test_that_panels_name_no_colour_but_by_role() -> None:
    for file in Path(workbench.views.__path__[0]).rglob("*.py"):
        assert not re.search(r"#[0-9A-Fa-f]{6}\b|Qt\.GlobalColor\.(?!transparent)", file.read_text()), file


def _mask(theme: ProgramTheme, name: str) -> list[int]:
    picture = theme.icon(name).pixmap(16, 16).toImage()
    return [int(picture.pixelColor(x, y).alpha() > 127) for x in range(16) for y in range(16)]


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize(("mode", "roles"), [(Mode.DARK, DARK), (Mode.LIGHT, LIGHT)])
def test_that_the_arrows_of_boxes_have_the_colour_of_text(mode: Mode, roles: dict[str, str]) -> None:
    for name in ("up", "down"):
        assert f'stroke="{roles["text"]}"' in (PICTURES / f"{name}-{mode.value}.svg").read_text()


def test_that_the_arrows_of_boxes_are_drawn(theme: ProgramTheme, qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    box.resize(80, 24)
    box.show()
    picture = box.grab().toImage()
    shades = [picture.pixelColor(x, y) for x in range(64, 78) for y in range(4, 20)]
    assert max(contrast(shade, theme.color("panel")) for shade in shades) > VISIBLE
