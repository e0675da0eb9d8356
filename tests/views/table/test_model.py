"""The visible rows, their order, and the notifications about changes."""

from dataclasses import dataclass

import pytest

from workbench.views.table.model import Column, Listing, RowsChange


@dataclass
class Fruit:
    name: str
    weight: int


COLUMNS: tuple[Column[Fruit], ...] = (
    Column(title="Name", text=lambda fruit: fruit.name),
    Column(title="Weight", text=lambda fruit: str(fruit.weight), key=lambda fruit: fruit.weight, numeric=True),
)


@pytest.fixture
def fruits() -> list[Fruit]:
    return [Fruit("Pear", 9), Fruit("apple", 120), Fruit("Plum", 30)]


def names(listing: Listing[Fruit]) -> list[str]:
    return [listing.row(position).name for position in range(len(listing.shown))]


def test_that_rows_added_at_the_end_are_reported_as_insertions(fruits: list[Fruit]) -> None:
    listing = Listing(COLUMNS)
    assert listing.sync(fruits, 0)[0] is RowsChange.ALL
    assert listing.sync(fruits, 0) == (RowsChange.NONE, 0)
    fruits.append(Fruit("Fig", 20))
    assert listing.sync(fruits, 0) == (RowsChange.APPENDED, 1)
    assert names(listing) == ["Pear", "apple", "Plum", "Fig"]


def test_that_a_filter_looks_into_every_column_in_any_case(fruits: list[Fruit]) -> None:
    listing = Listing(COLUMNS)
    listing.filter("P")
    listing.accept(lambda fruit: fruit.weight < 100)
    listing.sync(fruits, 0)
    assert names(listing) == ["Pear", "Plum"]
    listing.filter("30")
    listing.sync(fruits, 0)
    assert names(listing) == ["Plum"]
    fruits.append(Fruit("Peach", 99))
    assert listing.sync(fruits, 0) == (RowsChange.NONE, 0)


def test_that_numbers_sort_as_numbers_and_back_to_the_lists_order(fruits: list[Fruit]) -> None:
    listing = Listing(COLUMNS)
    listing.sort(1, descending=True)
    listing.sync(fruits, 0)
    assert names(listing) == ["apple", "Plum", "Pear"]
    listing.sort(-1, descending=False)
    listing.sync(fruits, 0)
    assert names(listing) == ["Pear", "apple", "Plum"]


def test_that_changed_values_in_unchanged_places_keep_the_places(fruits: list[Fruit]) -> None:
    listing = Listing(COLUMNS)
    listing.sync(fruits, 0)
    fruits[0].weight = 10
    assert listing.sync(fruits, 1) == (RowsChange.VALUES, 0)
    del fruits[0]
    assert listing.sync(fruits, 2)[0] is RowsChange.ALL
    assert names(listing) == ["apple", "Plum"]


def test_that_a_copy_has_tabs_between_columns_and_none_inside(fruits: list[Fruit]) -> None:
    fruits[0].name = "Pe\tar"
    listing = Listing(COLUMNS)
    listing.sync(fruits, 0)
    assert listing.tsv([0, 2], [1, 0]) == "9\tPe ar\n30\tPlum"
    assert listing.position_of(id(fruits[2])) == 2
    assert listing.position_of("nobody") == -1
