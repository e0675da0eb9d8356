"""Calls sys.exit, which raises an exception."""

import sys

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class SysExit(PluginInterface, EventQuote):
    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        sys.exit("enough")
