"""Which rows of a list a table shows, and in which order: columns, filter, sorting, copying."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """One column: what it writes of a row, and how."""

    title: str
    text: Callable[[Row], str]
    key: Callable[[Row], Any] | None = None
    """What the column sorts by; its text when None."""
    numeric: bool = False
    """Right-aligned, figures of one width."""
    mono: bool = False
    width: int = 90
    """Pixels at first start; the most that a fitted column takes while others need the room; what suffices one that
    stretches."""
    fit: bool = False
    """No wider than its texts need."""
    stretch: bool = False
    """Takes the room that the others leave; at most one column of a table does."""
    extra: bool = False
    """Reached by scrolling when there is no room for it."""
    early: bool = False
    """An extra one that is worth more than the ends of the texts in the column that stretches."""
    meaning: str = ""
    """Tooltip of the header."""
    tip: Callable[[Row], str] | None = None
    color: Callable[[Row], str] | None = None
    """Colour role of the text."""
    icon: Callable[[Row], str] | None = None
    """Icon name; "" for none, "series:3" for a plugin's colour."""


class RowsChange(Enum):
    """What became of the shown rows since the last look."""

    NONE = auto()
    VALUES = auto()
    APPENDED = auto()
    ALL = auto()


class Listing(Generic[Row]):
    """The shown part of a list that grows at its end; any other change of the list needs a new `generation`."""

    def __init__(self, columns: Sequence[Column[Row]], identity: Callable[[Row], Hashable] = id) -> None:
        self.columns = tuple(columns)
        self.identity = identity
        self.rows: Sequence[Row] = ()
        self.shown: list[int] = []
        self.needle = ""
        self.sort_column = -1
        self.descending = False
        self._accepts: Callable[[Row], bool] = lambda _row: True
        self._generation: object = None
        self._length = 0
        self._stale = False
        self._last: list[Hashable] | None = None

    def sync(self, rows: Sequence[Row], generation: Hashable) -> tuple[RowsChange, int]:
        """Looks at the list again; tells what changed and how many shown rows are new at the end."""
        grown = len(rows) - self._length
        same = generation == self._generation and not self._stale and grown >= 0
        self.rows, self._generation, self._length = rows, generation, len(rows)
        if same and grown == 0:
            return RowsChange.NONE, 0
        if same and self.sort_column < 0:
            return self._append(grown)
        before, self.shown = self._last, self._arranged()
        self._stale, self._last = False, self._identities()
        return (RowsChange.VALUES, 0) if before is not None and before == self._last else (RowsChange.ALL, 0)

    def row(self, position: int) -> Row:
        """The row at a place of the table."""
        return self.rows[self.shown[position]]

    def filter(self, needle: str) -> None:
        """Shows rows with this text in any column, in any case; takes effect at the next `sync`."""
        if needle.lower() != self.needle:
            self.needle = needle.lower()
            self._stale = True

    def accept(self, accepts: Callable[[Row], bool]) -> None:
        """Shows only rows for which this is true; takes effect at the next `sync`."""
        self._accepts = accepts
        self._stale = True

    def sort(self, column: int, *, descending: bool) -> None:
        """Sorts by a column, -1 for the order of the list; stable; takes effect at the next `sync`."""
        self.sort_column, self.descending = column, descending
        self._stale = True

    def tsv(self, positions: Iterable[int], columns: Sequence[int]) -> str:
        """Those rows and columns as tab-separated lines."""
        chosen = [self.columns[column] for column in columns]
        lines = ("\t".join(_flat(each.text(self.row(position))) for each in chosen) for position in positions)
        return "\n".join(lines)

    def position_of(self, identity: Hashable) -> int:
        """Place of the row with this identity, -1 when it is not shown."""
        for position, index in enumerate(self.shown):
            if self.identity(self.rows[index]) == identity:
                return position
        return -1

    def _append(self, grown: int) -> tuple[RowsChange, int]:
        first = len(self.rows) - grown
        added = [index for index in range(first, len(self.rows)) if self._matches(self.rows[index])]
        self.shown.extend(added)
        self._last = None if added else self._last
        return (RowsChange.APPENDED, len(added)) if added else (RowsChange.NONE, 0)

    def _arranged(self) -> list[int]:
        shown = [index for index, row in enumerate(self.rows) if self._matches(row)]
        if self.sort_column >= 0:
            column = self.columns[self.sort_column]
            key = column.key or column.text
            shown.sort(key=lambda index: key(self.rows[index]), reverse=self.descending)
        return shown

    def _matches(self, row: Row) -> bool:
        if not self._accepts(row):
            return False
        return not self.needle or any(self.needle in column.text(row).lower() for column in self.columns)

    def _identities(self) -> list[Hashable] | None:
        """What is shown, to tell changed values from changed places; None for lists too long to compare."""
        if len(self.shown) > 2_000:
            return None
        return [self.identity(self.rows[index]) for index in self.shown]


def _flat(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
