"""Quantities as people read them."""

import pytest

from workbench.views import formats


@pytest.mark.parametrize(
    ("nanos", "text"),
    [
        (0, "0 ns"),
        (0.5, "0.50 ns"),
        (41, "41.0 ns"),
        (999.4, "999 ns"),
        (999.7, "1.00 µs"),
        (8_123, "8.12 µs"),
        (1_200_000, "1.20 ms"),
        (12_345_678, "12.3 ms"),
        (61e9, "61.0 s"),
        (float("nan"), "–"),
    ],
)
def test_that_a_duration_has_three_significant_digits_and_its_unit(nanos: float, text: str) -> None:
    assert formats.duration(nanos) == text


def test_that_counts_are_grouped_thinly_and_rates_round() -> None:
    assert formats.count(1_240_000) == "1\u2009240\u2009000"
    assert [formats.calls(number) for number in (0, 1, 2)] == ["0 calls", "1 call", "2 calls"]
    assert [formats.rate(value) for value in (0.0, 0.25, 9.94, 312.4)] == ["0", "0.2", "9.9", "312"]


def test_that_sizes_times_and_volumes_are_written_as_the_field_writes_them() -> None:
    assert formats.size(214 * 2**20) == "214 MB"
    assert formats.server_time(1_772_438_401_204_000_000) == "08:00:01.204"
    assert formats.server_time(1_772_438_401_204_000_000, date=True) == "2026-03-02 08:00:01.204"
    assert formats.elapsed(761.9) == "00:12:41"
    assert formats.price(1.084311, 5) == "1.08431"
    assert formats.lots(150) == "1.50"
