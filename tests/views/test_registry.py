"""Invariants of all registered panels."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.scene import Scene
from workbench.views.base import View
from workbench.views.registry import PANELS, Panel

VIEWS = Path(import_module("workbench.views").__file__ or "").parent
AREAS = {"left-top", "left-bottom", "centre-top", "centre-bottom", "bottom"}
SHARED = {"table", "form", "pages"}


def test_that_every_folder_is_a_panel_and_every_panel_a_folder() -> None:
    folders = {path.parent.name for path in VIEWS.glob("*/widget.py")} - SHARED
    assert folders == {panel.name for panel in PANELS}
    assert {panel.area for panel in PANELS} == AREAS


def test_that_models_import_no_qt() -> None:
    modules = [f"workbench.views.{panel.name}.model" for panel in PANELS]
    code = f"import sys, importlib; [importlib.import_module(m) for m in {modules}]; print('PySide6' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_that_every_panel_opens_empty_in_both_themes_with_a_name(scene: Scene, panel: Panel) -> None:
    view = scene.open(panel.name)
    scene.frame()
    scene.theme.set_mode(type(scene.theme.mode).LIGHT)
    scene.frame()
    assert isinstance(view, View)
    assert (view.name, view.title, view.accessibleName()) == (panel.name, panel.title, panel.title)
