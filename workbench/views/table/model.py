"""The shown rows of a table and their order: columns, filter, sorting, copying."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """One column: the text of a row and its format."""

    title: str
    text: Callable[[Row], str]
    key: Callable[[Row], Any] | None = None
    """Sort key. None: the text."""
    numeric: bool = False
    """Right-aligned with tabular figures."""
    mono: bool = False
    width: int = 90
    """Pixels at first start. Maximum of a fitted column while others need the space. Preferred width of a stretched
    column."""
    fit: bool = False
    """No wider than its texts need."""
    stretch: bool = False
    """Takes the remaining width. At most one column of a table stretches."""
    extra: bool = False
    """Outside the visible part in a narrow table, reached by scrolling."""
    early: bool = False
    """An extra column that takes precedence over the full texts of the stretched column."""
    meaning: str = ""
    """Tooltip of the header."""
    tip: Callable[[Row], str] | None = None
    color: Callable[[Row], str] | None = None
    """Colour role of the text."""
    icon: Callable[[Row], str] | None = None
    """Icon name. "" for none, "series:3" for a plugin's colour."""


class RowsChange(Enum):
    """Change of the shown rows since the last `sync`."""

    NONE = auto()
    VALUES = auto()
    APPENDED = auto()
    ALL = auto()


class Listing(Generic[Row]):
    """The shown part of a list that grows at its end. Any other change of the list needs a new `generation`."""

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
        """Compares the list with the last call. Returns the change and the number of shown rows added at the end."""
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
        """Returns the row at a position of the table."""
        return self.rows[self.shown[position]]

    def filter(self, needle: str) -> None:
        """Shows rows with this text in any column, ignoring case. Takes effect at the next `sync`."""
        if needle.lower() != self.needle:
            self.needle = needle.lower()
            self._stale = True

    def accept(self, accepts: Callable[[Row], bool]) -> None:
        """Shows only rows for which this returns True. Takes effect at the next `sync`."""
        self._accepts = accepts
        self._stale = True

    def sort(self, column: int, *, descending: bool) -> None:
        """Sorts by a column, stably. -1 restores the order of the list. Takes effect at the next `sync`."""
        self.sort_column, self.descending = column, descending
        self._stale = True

    def tsv(self, positions: Iterable[int], columns: Sequence[int]) -> str:
        """Returns these rows and columns as tab-separated lines."""
        chosen = [self.columns[column] for column in columns]
        lines = ("\t".join(_flat(each.text(self.row(position))) for each in chosen) for position in positions)
        return "\n".join(lines)

    def position_of(self, identity: Hashable) -> int:
        """Returns the position of the row with this identity, or -1 when it is not shown."""
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
        """Returns the identities of the shown rows, to distinguish changed values from changed positions. None for
        lists that are too long to compare.
        """
        if len(self.shown) > 2_000:
            return None
        return [self.identity(self.rows[index]) for index in self.shown]


def _flat(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
