"""Raises in an event."""

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class Raises(PluginInterface, EventQuote):
    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        limits: dict[str, float] = {}
        self.limit = limits[tick.symbol]
