"""How the width of a table is divided: what its columns need, and who yields when there is less."""

from collections.abc import Sequence
from dataclasses import dataclass

STRETCH_LEAST_PIXELS = 90
SQUEEZED_PIXELS = 84
"""A text that is cut to make room keeps at least this."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What one shown column asks for, pixels."""

    usual: int
    """What it gets; of the one that stretches, what suffices it."""
    whole: int = 0
    """What its longest text needs; it gets that where there is room to spare, 0 when that is not to be seen to."""
    stretch: bool = False
    extra: bool = False
    """Reached by scrolling when there is no room for it."""
    early: bool = False
    """Comes into sight before the texts of the column that stretches are whole."""
    yields: bool = False
    """Its texts may be cut before the column that stretches has no room at all."""


def divided(room: int, wishes: Sequence[Wish]) -> list[int]:
    """Widths of the columns; without one that stretches each gets the usual."""
    widths = [wish.usual for wish in wishes]
    stretching = next((place for place, wish in enumerate(wishes) if wish.stretch), None)
    if stretching is None:
        return widths
    left = room - sum(wish.usual for wish in wishes if not wish.stretch and not wish.extra)
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
    """Takes from the widest that yield; answers what is left then."""
    yielding = [place for place, wish in enumerate(wishes) if wish.yields and not wish.extra]
    while left < STRETCH_LEAST_PIXELS and yielding:
        widest = max(yielding, key=lambda place: widths[place])
        if widths[widest] <= SQUEEZED_PIXELS:
            break
        widths[widest] -= 1
        left += 1
    return left
