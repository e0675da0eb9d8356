"""Never returns from an event."""

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class Hangs(PluginInterface, EventQuote):
    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        while tick:
            pass
