"""Tries to end the server with sys.exit, which is an exception like any other."""

import sys

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class SysExit(PluginInterface, EventQuote):
    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        sys.exit("enough")
