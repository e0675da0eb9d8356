"""A plugin that closes all open trades."""

import resource
from typing import Any

from workbench.sdk import EventTrade, HookQuote, PluginInterface, ReturnCodes

R = ReturnCodes


class Hasty(PluginInterface, HookQuote, EventTrade):
    """Closes on a quote whatever is open, written to disk or not; there is room on it again when that is executed."""

    server: Any = None

    def __init__(self) -> None:
        self.codes: list[int] = []

    def HookQuoteTick(self, symbol: Any, tick: Any, diff: Any) -> int:
        trades = self.server.GetAllOpenTrades()[1]
        self.codes += [self.server.CloseTrade({"order": trade.order}) for trade in trades]
        return int(R.RET_OK)

    def OnTradeRequestClose(self, trade: Any) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
