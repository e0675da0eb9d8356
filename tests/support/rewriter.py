"""A plugin that changes trades in its hooks."""

from collections.abc import Callable
from typing import Any

from workbench.sdk import HookTrade, PluginInterface, ReturnCodes

R = ReturnCodes


class Rewriter(PluginInterface, HookTrade):
    """Writes into the diff of the hooks it has a function for."""

    def __init__(self, **writers: Callable[[Any, Any], None]) -> None:
        self.writers = writers
        self.seen: list[tuple[str, str, int]] = []

    def _write(self, hook: str, trade: Any, diff: Any) -> int:
        self.seen.append((hook, trade.comment, trade.volume))
        if hook not in self.writers:
            return int(R.RET_OK)
        self.writers[hook](trade, diff)
        return int(R.RET_OK_CHANGE)

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        return self._write("request", trade, diff)

    def HookTradeProcessCommision(
        self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any
    ) -> int:
        return self._write("commission", trade, diff)

    def HookTradeProcessClose(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        return self._write("close", trade, diff)
