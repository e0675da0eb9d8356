"""Texts without room."""

from PySide6.QtGui import QImage

from tests.support.scene import Scene
from workbench.views.table.elided import ElidedLabel

TEXT = "server.toml:247: groups.real-usd.margin_stopout: 150 is above margin_call (100)."


def picture(label: ElidedLabel, width: int) -> QImage:
    label.resize(width, label.sizeHint().height())
    return label.grab().toImage()


def test_that_a_text_without_room_ends_in_an_ellipsis_and_stays_whole_for_copying(scene: Scene) -> None:
    label = ElidedLabel(TEXT)
    whole = label.sizeHint().width()
    assert (picture(label, whole).isNull(), label.shown_text()) == (False, TEXT)
    short = picture(label, whole // 2)
    assert label.shown_text().endswith("…")
    assert label.text() == TEXT
    same = ElidedLabel(label.shown_text())
    assert short.size() == picture(same, whole // 2).size()
    assert short == picture(same, whole // 2)
