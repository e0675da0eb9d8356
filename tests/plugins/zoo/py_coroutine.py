"""Answers an event with a coroutine, whose body never runs."""

import asyncio

from workbench.sdk import EventQuote, PluginInterface, PluginSymbolRecord, TickInfo


class Coroutine(PluginInterface, EventQuote):
    async def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
