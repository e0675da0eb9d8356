"""Misspells a callback, which is never called."""

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class Misspelt(PluginInterface, EventQuote):
    def OnQouteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        pass
