"""The market data of the trader robot, and the requests that it makes. Does no I/O."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.contract.generated.enums import PluginTradeCommand, PluginTradeReason
from workbench.contract.generated.records import PluginTradeRequestRecord

BUY, SELL = PluginTradeCommand.Buy, PluginTradeCommand.Sell
SIDES = {
    PluginTradeCommand.Buy: 1, PluginTradeCommand.BuyLimit: 1, PluginTradeCommand.BuyStop: 1,
    PluginTradeCommand.BuyStopLimit: 1, PluginTradeCommand.Sell: -1, PluginTradeCommand.SellLimit: -1,
    PluginTradeCommand.SellStop: -1, PluginTradeCommand.SellStopLimit: -1,
}  # fmt: skip
"""1 for commands that buy, -1 for commands that sell."""
LIMITS = (PluginTradeCommand.BuyLimit, PluginTradeCommand.SellLimit)
STOPS = (PluginTradeCommand.BuyStop, PluginTradeCommand.SellStop)
STOP_LIMITS = (PluginTradeCommand.BuyStopLimit, PluginTradeCommand.SellStopLimit)
PENDING = (*LIMITS, *STOPS, *STOP_LIMITS)
NEAREST, FARTHEST = 0.5e-4, 4e-4
"""Distances of stops and pending orders as shares of the price. The market reaches most of them within minutes."""
EXPIRES_SECONDS = (60, 600)


@dataclass(frozen=True)
class Offer:
    """A symbol that an account may trade. Volumes are in hundredths of a lot."""

    login: int
    symbol: str
    lot_min: int
    lot_step: int
    lot_max: int


@dataclass(frozen=True, kw_only=True)
class OpenTrade:
    """A position or a pending order that the robot may change. `volume` is lots x 100."""

    order: int
    login: int
    symbol: str
    volume: int
    cmd: PluginTradeCommand = BUY

    @property
    def pending(self) -> bool:
        """Returns whether the order still waits for its price."""
        return self.cmd in PENDING


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Last prices of a symbol. `nearest` is the minimum distance of a stop from them, in units of the price."""

    bid: float
    ask: float
    digits: int
    nearest: float = 0.0


@dataclass(frozen=True)
class Market:
    """The robot's input for a decision. Symbols without a quote are not traded now. `seconds` is server time."""

    trades: Sequence[OpenTrade] = ()
    quotes: Mapping[str, Quote] = field(default_factory=dict)
    seconds: int = 0


class RequestMaker:
    """Makes requests with prices that the server accepts."""

    def __init__(self, numbers: random.Random) -> None:
        self._random = numbers

    def volume(self, offer: Offer) -> int:
        """Returns a volume within the offer's limits."""
        volume = max(offer.lot_min, 1) + max(offer.lot_step, 1) * self._random.randrange(10)
        return min(volume, offer.lot_max) if offer.lot_max > 0 else volume

    def opening(self, offer: Offer, cmd: PluginTradeCommand, volume: int = 0) -> PluginTradeRequestRecord:
        """Returns a market order without stops. Volume 0 chooses one at random."""
        return PluginTradeRequestRecord(
            login=offer.login,
            symbol=offer.symbol,
            cmd=cmd,
            volume=volume or self.volume(offer),
            reason=PluginTradeReason.Expert,
        )

    def with_stops(self, request: PluginTradeRequestRecord, quote: Quote) -> PluginTradeRequestRecord:
        """Returns stop loss and take profit around the expected price of the position."""
        side = SIDES[request.cmd]
        price = request.open_price or (quote.bid if side > 0 else quote.ask)
        if request.cmd in STOP_LIMITS:
            price = request.close_price
        request.sl = round(price - side * self._away(quote), quote.digits)
        request.tp = round(price + side * self._away(quote), quote.digits)
        return request

    def placing(
        self, offer: Offer, cmd: PluginTradeCommand, quote: Quote, *, expires_at: int = 0
    ) -> PluginTradeRequestRecord:
        """Returns a pending order near the market. `expires_at` 0: no expiration."""
        request = self.opening(offer, cmd)
        side = SIDES[cmd]
        market = quote.ask if side > 0 else quote.bid
        # A limit order waits for a better price than the market's, a stop order for a worse one.
        towards = -side if cmd in LIMITS else side
        request.open_price = round(market + towards * self._away(quote), quote.digits)
        if cmd in STOP_LIMITS:
            request.close_price = round(request.open_price - side * self._away(quote), quote.digits)
        request.expiration = expires_at
        return request

    def expiration(self, seconds: int) -> int:
        """Returns a moment some minutes after `seconds`."""
        return seconds + self._random.randint(*EXPIRES_SECONDS)

    def about(self, trade: OpenTrade, *, volume: int = 0) -> PluginTradeRequestRecord:
        """Returns a request for an open trade."""
        return PluginTradeRequestRecord(
            order=trade.order,
            login=trade.login,
            symbol=trade.symbol,
            cmd=trade.cmd,
            volume=volume,
            reason=PluginTradeReason.Expert,
        )

    def _away(self, quote: Quote) -> float:
        share = self._random.uniform(NEAREST, FARTHEST)
        return quote.nearest + (quote.ask - quote.bid) + quote.bid * share
