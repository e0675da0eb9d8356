"""Divides the width of a table between its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

STRETCH_LEAST_PIXELS = 90
SQUEEZED_PIXELS = 84
"""Minimum width of a column whose texts are shortened."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Width requirements of one shown column in pixels."""

    usual: int
    """Normal width. For the stretched column, the preferred width."""
    whole: int = 0
    """Width of its longest text, which it gets when the table is wide enough. 0: ignored."""
    stretch: bool = False
    extra: bool = False
    """Outside the visible part in a narrow table, reached by scrolling."""
    early: bool = False
    """Becomes visible before the texts of the stretched column are complete."""
    yields: bool = False
    """Its texts may be shortened to keep the minimum width of the stretched column."""


def divided(total: int, wishes: Sequence[Wish]) -> list[int]:
    """Returns the widths of the columns. Without a stretched column each column gets its normal width."""
    widths = [wish.usual for wish in wishes]
    stretching = next((place for place, wish in enumerate(wishes) if wish.stretch), None)
    if stretching is None:
        return widths
    left = total - sum(wish.usual for wish in wishes if not wish.stretch and not wish.extra)
    enough = wishes[stretching].usual
    for wish in wishes:
        if wish.extra:
            if left - wish.usual < (enough if wish.early else max(enough, wishes[stretching].whole)):
                break
            left -= wish.usual
    for place, wish in enumerate(wishes):
        more = min(wish.whole - wish.usual, left - enough)
        if more > 0 and not wish.stretch and not wish.extra:
            widths[place] += more
            left -= more
    left = _squeezed(widths, wishes, left) if left < STRETCH_LEAST_PIXELS else left
    widths[stretching] = max(STRETCH_LEAST_PIXELS, left)
    return widths


def _squeezed(widths: list[int], wishes: Sequence[Wish], left: int) -> int:
    """Narrows the widest yielding columns. Returns the remaining width."""
    yielding = [place for place, wish in enumerate(wishes) if wish.yields and not wish.extra]
    while left < STRETCH_LEAST_PIXELS and yielding:
        widest = max(yielding, key=lambda place: widths[place])
        if widths[widest] <= SQUEEZED_PIXELS:
            break
        widths[widest] -= 1
        left += 1
    return left
