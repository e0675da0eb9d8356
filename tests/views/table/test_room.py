"""How the width of a table is divided among its columns."""

from workbench.views.table.room import SQUEEZED_PIXELS, STRETCH_LEAST_PIXELS, Wish, divided

PLUGIN = Wish(usual=120, whole=180, yields=True)
CODE = Wish(usual=80, whole=80, yields=True)
MESSAGE = Wish(usual=200, stretch=True)
TIME = Wish(usual=94, extra=True)
TIMES = Wish(usual=50, extra=True)


def test_that_room_to_spare_shows_whole_texts_before_it_goes_to_the_column_that_stretches() -> None:
    assert divided(1000, [PLUGIN, CODE, MESSAGE]) == [180, 80, 740]
    assert divided(410, [PLUGIN, CODE, MESSAGE]) == [130, 80, 200]
    assert divided(400, [PLUGIN, CODE, MESSAGE]) == [120, 80, 200]


def test_that_extra_columns_come_into_sight_one_after_the_other() -> None:
    wishes = [PLUGIN, MESSAGE, TIME, TIMES]
    assert divided(319, wishes)[1] == 199
    assert divided(320 + 94, wishes)[1] == 200
    assert divided(320 + 93, wishes)[:2] == [180, 413 - 180]
    assert sum(divided(320 + 94 + 50, wishes)) == 464


def test_that_late_columns_wait_until_the_texts_of_the_one_that_stretches_are_whole() -> None:
    name = Wish(usual=100, whole=160, stretch=True)
    figures = Wish(usual=50, extra=True, early=True)
    assert divided(199, [name, figures, TIMES]) == [149, 50, 50]
    assert divided(150, [name, figures, TIMES]) == [100, 50, 50]
    assert divided(260, [name, figures, TIMES]) == [160, 50, 50]
    assert divided(259, [name, figures, TIMES]) == [209, 50, 50]


def test_that_texts_yield_before_the_column_that_stretches_has_no_room_and_the_widest_first() -> None:
    widths = divided(270, [PLUGIN, CODE, MESSAGE])
    assert widths == [100, 80, STRETCH_LEAST_PIXELS]
    assert divided(100, [PLUGIN, CODE, MESSAGE]) == [SQUEEZED_PIXELS, 80, STRETCH_LEAST_PIXELS]


def test_that_columns_without_one_that_stretches_keep_their_widths() -> None:
    assert divided(1000, [PLUGIN, TIME]) == [120, 94]
