"""Rates of the status bar."""

from workbench.ui.status import RATE_WINDOW, Count, Rates

SECOND = 1_000_000_000


def test_that_rates_are_those_of_the_last_seconds() -> None:
    rates = Rates()
    assert rates.per_second() == (0.0, 0.0)
    for quarter in range(20):
        rates.add(Count(quarter * SECOND // 4, ticks=quarter * 100, calls=quarter * 25))
    assert rates.per_second() == (400.0, 100.0)
    for quarter in range(20, 21 + RATE_WINDOW):
        rates.add(Count(quarter * SECOND // 4, ticks=1_900, calls=475))
    assert rates.per_second() == (0.0, 0.0)


def test_that_a_new_server_starts_its_rates_anew() -> None:
    rates = Rates()
    rates.add(Count(0, ticks=0, calls=0))
    rates.add(Count(SECOND, ticks=1_000, calls=500))
    rates.add(Count(2 * SECOND, ticks=10, calls=5))
    assert rates.per_second() == (0.0, 0.0)
    rates.add(Count(3 * SECOND, ticks=30, calls=15))
    assert rates.per_second() == (20.0, 10.0)
