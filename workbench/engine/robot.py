"""A trader that opens and closes market trades at random, so that a workspace moves by itself. Seeded; does no I/O."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from workbench.contract.generated.enums import PluginTradeCommand, PluginTradeReason
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import CloseTrade, OpenTrade

MINUTE_NANOS = 60_000_000_000
MAX_ACTIONS_AT_ONCE = 50
TRADES_PER_ACCOUNT = 2
"""Open trades on an average account, once the robot has run for a while."""


@dataclass(frozen=True)
class Offer:
    """A symbol that an account may trade. Volumes in hundredths of a lot."""

    login: int
    symbol: str
    lot_min: int
    lot_step: int
    lot_max: int


@dataclass(frozen=True)
class OpenPosition:
    """A trade that may be closed."""

    order: int
    login: int
    symbol: str
    volume: int


Action = OpenTrade | CloseTrade


class Robot:
    """Decides what to trade next. The caller says how late it is and what is open, and carries out the answer."""

    def __init__(self, seed: int, *, actions_per_minute: float, enabled: bool = True) -> None:
        self._random = random.Random(seed)
        self.actions_per_minute = actions_per_minute
        self.enabled = enabled
        self._credit = 0.0
        self._last_nanos: int | None = None

    def advance(
        self, now_nanos: int, offers: tuple[Offer, ...], positions: Callable[[], list[OpenPosition]]
    ) -> list[Action]:
        """What to do at `now_nanos` (any clock that does not go back). `positions` is asked only when due."""
        passed = now_nanos - self._last_nanos if self._last_nanos is not None else 0
        self._last_nanos = now_nanos
        if not self.enabled or not offers:
            self._credit = 0.0
            return []
        self._credit = min(self._credit + passed * self.actions_per_minute / MINUTE_NANOS, MAX_ACTIONS_AT_ONCE)
        due = int(self._credit)
        if due == 0:
            return []
        self._credit -= due
        closable = positions()
        full = TRADES_PER_ACCOUNT * len({offer.login for offer in offers})
        return [self._action(offers, closable, full) for _ in range(due)]

    def _action(self, offers: tuple[Offer, ...], closable: list[OpenPosition], full: int) -> Action:
        # At `full` open trades closing is as likely as opening; far below it opening is.
        if closable and self._random.random() < 0.5 * len(closable) / full:
            return _close(closable.pop(self._random.randrange(len(closable))))
        return self._open(self._random.choice(offers))

    def _open(self, offer: Offer) -> OpenTrade:
        step = max(offer.lot_step, 1)
        volume = max(offer.lot_min, 1) + step * self._random.randrange(10)
        side = self._random.choice((PluginTradeCommand.Buy, PluginTradeCommand.Sell))
        request = PluginTradeRequestRecord(login=offer.login, symbol=offer.symbol, cmd=side)
        request.volume = min(volume, offer.lot_max) if offer.lot_max > 0 else volume
        request.reason = PluginTradeReason.Expert
        return OpenTrade(trade=request)


def _close(position: OpenPosition) -> CloseTrade:
    request = PluginTradeRequestRecord(order=position.order, login=position.login, symbol=position.symbol)
    request.volume = position.volume
    request.reason = PluginTradeReason.Expert
    return CloseTrade(trade=request)
