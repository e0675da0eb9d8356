"""The view of the running server for the trader robot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.contract.generated.enums import PluginTradeCommand, PluginTradeReason
from workbench.engine.robot.requests import Market, OpenTrade, Quote

STALE_SECONDS = 60
"""A symbol without a quote for this time counts as closed."""
NANOS = 1_000_000_000


def robot_market(trades: Iterable[Mapping[str, Any]], symbols: Iterable[Mapping[str, Any]], now_nanos: int) -> Market:
    """Returns the robot's own trades and the prices of moving symbols. The robot does not touch users' trades."""
    seconds = now_nanos // NANOS
    quotes = {str(row["symbol"]): _quote(row) for row in symbols if _moves(row, seconds)}
    own = [_trade(row) for row in trades if row["reason"] == PluginTradeReason.Expert]
    return Market(own, quotes, seconds)


def _moves(symbol: Mapping[str, Any], seconds: int) -> bool:
    return bool(symbol["bid"] > 0) and seconds - symbol["tick_time"] <= STALE_SECONDS


def _quote(symbol: Mapping[str, Any]) -> Quote:
    return Quote(
        bid=symbol["bid"], ask=symbol["ask"], digits=symbol["digits"], nearest=symbol["stops_level"] * symbol["point"]
    )


def _trade(row: Mapping[str, Any]) -> OpenTrade:
    return OpenTrade(
        order=row["order"],
        login=row["login"],
        symbol=row["symbol"],
        volume=row["volume"],
        cmd=PluginTradeCommand(row["cmd"]),
    )
