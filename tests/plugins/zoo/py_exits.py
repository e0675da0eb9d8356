"""Ends the server's process with os._exit."""

import os

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class Exits(PluginInterface, EventQuote):
    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        os._exit(7)
