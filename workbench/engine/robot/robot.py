"""A robot that trades at random like clients, so that a workspace has activity. Seeded, and does no I/O."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable

from workbench.contract.generated.enums import PluginTradeCommand
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import (
    CancelTrade,
    CloseTrade,
    CloseTradeBy,
    DeleteTrade,
    MoveMoney,
    OpenTrade,
    RestoreTrade,
    UpdateTrade,
)
from workbench.engine.robot.requests import BUY, LIMITS, PENDING, SELL, SIDES, Market, Offer, RequestMaker
from workbench.engine.robot.requests import OpenTrade as Position

MINUTE_NANOS = 60_000_000_000
MAX_ACTIONS_AT_ONCE = 50
TRADES_PER_ACCOUNT = 2
"""Open trades on an average account after the robot has run for a while."""
REMEMBERED = 20
"""Number of its last closed trades, which it may delete or restore."""
GAMBLER_DEPOSIT = 1_000.0
MONEY = (
    (PluginTradeCommand.BalanceIn, 1), (PluginTradeCommand.BalanceOut, -1), (PluginTradeCommand.CreditIn, 1),
    (PluginTradeCommand.CreditOut, -1), (PluginTradeCommand.Bonus, 1), (PluginTradeCommand.Charge, -1),
    (PluginTradeCommand.Correction, 1), (PluginTradeCommand.Commission, -1), (PluginTradeCommand.Dividend, 1),
    (PluginTradeCommand.Tax, -1),
)  # fmt: skip
"""Finance commands of the robot, with the sign of their amounts."""

Action = (
    OpenTrade | CloseTrade | CloseTradeBy | UpdateTrade | CancelTrade | DeleteTrade | RestoreTrade | MoveMoney
)  # fmt: skip


class Robot:
    """Decides on the next actions. The caller passes the time and the open trades, and carries out the actions.

    A *gambler* buys as long as it has money and never closes, so it gets margin calls and stop outs. Without money
    it deposits again.
    """

    def __init__(
        self, seed: int, *, actions_per_minute: float, enabled: bool = True, gamblers: Iterable[int] = ()
    ) -> None:
        self._random = random.Random(seed)
        self._make = RequestMaker(self._random)
        self.actions_per_minute = actions_per_minute
        self.enabled = enabled
        self._gamblers = frozenset(gamblers)
        self._in_the_game: set[int] = set()
        self._closed: deque[int] = deque(maxlen=REMEMBERED)
        self._credit = 0.0
        self._last_nanos: int | None = None

    def advance(self, now_nanos: int, offers: tuple[Offer, ...], look: Callable[[], Market]) -> list[Action]:
        """Returns the actions at `now_nanos` (any clock that does not go back). Calls `look` only when one is due."""
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
        market = look()
        offers = tuple(offer for offer in offers if offer.symbol in market.quotes)
        if not offers:
            return []
        turn = _Turn(self._random, self._make, offers, market, self._gamblers)
        return [self._action(turn) for _ in range(due)]

    def _action(self, turn: _Turn) -> Action:
        luck = self._random.random()
        if luck < 0.12 and turn.gambling:
            return self._gamble(turn)
        if luck < 0.16:
            return self._money(self._random.choice(turn.offers))
        if luck < 0.19 and (order := self._remembered(turn)):
            return self._history(order)
        # At `full` open trades, closing is as likely as opening. Far below it, opening is likelier.
        if turn.free and self._random.random() < 0.5 * len(turn.free) / turn.full:
            return self._change(turn, turn.take())
        return self._open(turn)

    # Opening.

    def _open(self, turn: _Turn) -> Action:
        offer = self._random.choice(turn.offers)
        cmd = self._random.choice((BUY, SELL))
        quote = turn.market.quotes[offer.symbol]
        luck = self._random.random()
        if luck < 0.25:
            return OpenTrade(trade=self._make.opening(offer, cmd))
        if luck < 0.4 and turn.free:
            return OpenTrade(trade=self._against(turn))
        if luck < 0.6:
            return OpenTrade(trade=self._make.with_stops(self._make.opening(offer, cmd), quote))
        expires = self._make.expiration(turn.market.seconds) if self._random.random() < 0.5 else 0
        order = self._make.placing(offer, self._random.choice(PENDING), quote, expires_at=expires)
        return OpenTrade(trade=self._make.with_stops(order, quote) if self._random.random() < 0.5 else order)

    def _against(self, turn: _Turn) -> PluginTradeRequestRecord:
        """Opens the opposite of a position, which may then be closed by it."""
        one = self._random.choice(turn.free)
        offer = Offer(one.login, one.symbol, 0, 0, 0)
        return self._make.opening(offer, SELL if SIDES[one.cmd] > 0 else BUY, one.volume)

    # Changing what is open.

    def _change(self, turn: _Turn, trade: Position) -> Action:
        luck = self._random.random()
        if luck < 0.25:
            return self._update(turn, trade)
        if trade.pending:
            return CancelTrade(trade=self._make.about(trade))
        opposite = turn.opposite(trade)
        if opposite is not None and luck < 0.7:
            request = self._make.about(trade)
            request.parent_order = opposite.order
            return CloseTradeBy(trade=request)
        part = turn.part_of(trade)
        if part and luck < 0.45:
            return CloseTrade(trade=self._make.about(trade, volume=part))
        self._closed.append(trade.order)
        return CloseTrade(trade=self._make.about(trade, volume=trade.volume))

    def _update(self, turn: _Turn, trade: Position) -> Action:
        quote = turn.market.quotes[trade.symbol]
        if not trade.pending:
            return UpdateTrade(trade=self._make.with_stops(self._make.about(trade), quote))
        offer = Offer(trade.login, trade.symbol, 0, 0, 0)
        moved = self._make.placing(offer, trade.cmd, quote)
        moved.order, moved.volume = trade.order, 0
        return UpdateTrade(trade=self._make.with_stops(moved, quote) if trade.cmd in LIMITS else moved)

    # Actions of managers.

    def _remembered(self, turn: _Turn) -> int:
        """Returns a trade of the robot that is closed by now, 0 for none."""
        gone = [order for order in self._closed if order not in turn.orders]
        return self._random.choice(gone) if gone else 0

    def _history(self, order: int) -> Action:
        self._closed.remove(order)
        request = PluginTradeRequestRecord(order=order)
        return DeleteTrade(trade=request) if self._random.random() < 0.5 else RestoreTrade(trade=request)

    def _money(self, offer: Offer) -> Action:
        cmd, sign = self._random.choice(MONEY)
        amount = sign * float(self._random.randrange(1, 20))
        return MoveMoney(login=offer.login, cmd=cmd, amount=amount, comment="robot")

    def _gamble(self, turn: _Turn) -> Action:
        offer = self._random.choice(turn.gambling)
        plays = any(trade.login == offer.login and not trade.pending for trade in turn.market.trades)
        if not plays and offer.login in self._in_the_game:
            self._in_the_game.remove(offer.login)
            return MoveMoney(
                login=offer.login, cmd=PluginTradeCommand.BalanceIn, amount=GAMBLER_DEPOSIT, comment="once more"
            )
        if plays:
            self._in_the_game.add(offer.login)
        return OpenTrade(trade=self._make.opening(offer, BUY))


class _Turn:
    """The open trades of one market snapshot that are still free. The robot acts on each trade once."""

    def __init__(
        self,
        numbers: random.Random,
        make: RequestMaker,
        offers: tuple[Offer, ...],
        market: Market,
        gamblers: frozenset[int],
    ) -> None:
        self._random, self._make = numbers, make
        self.market = market
        self.gambling = [offer for offer in offers if offer.login in gamblers]
        self.offers = [offer for offer in offers if offer.login not in gamblers] or list(offers)
        self.free = [trade for trade in market.trades if trade.login not in gamblers and trade.symbol in market.quotes]
        self.orders = {trade.order for trade in market.trades}
        self.full = TRADES_PER_ACCOUNT * len({offer.login for offer in self.offers})
        self._limits = {(offer.login, offer.symbol): offer for offer in offers}

    def take(self) -> Position:
        """Returns a random one of the free trades."""
        return self.free.pop(self._random.randrange(len(self.free)))

    def opposite(self, trade: Position) -> Position | None:
        """Returns another position that can close `trade`."""
        for other in self.free:
            same = other.login == trade.login and other.symbol == trade.symbol and not other.pending
            if same and SIDES[other.cmd] != SIDES[trade.cmd]:
                self.free.remove(other)
                return other
        return None

    def part_of(self, trade: Position) -> int:
        """Returns a volume that leaves enough of the trade open, 0 if the trade is too small to be split."""
        offer = self._limits.get((trade.login, trade.symbol))
        if offer is None:
            return 0
        least, step = max(offer.lot_min, 1), max(offer.lot_step, 1)
        steps = (trade.volume - 2 * least) // step
        return least + step * self._random.randint(0, steps) if steps >= 0 else 0
