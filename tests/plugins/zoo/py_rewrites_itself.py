"""Rewrites its own file while it is loaded."""

from pathlib import Path

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class RewritesItself(PluginInterface, EventQuote):
    def __init__(self) -> None:
        self._rewritten = False

    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        if not self._rewritten:
            self._rewritten = True
            Path(__file__).write_text(Path(__file__).read_text("utf-8") + "# once more\n", "utf-8")
