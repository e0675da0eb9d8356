"""A small server on a virtual clock, for conversations with hand-computed numbers."""

from pathlib import Path
from typing import Any

from workbench.engine import _core
from workbench.sdk import (
    EventAccount,
    EventQuote,
    EventTrade,
    HookAccount,
    HookQuote,
    HookTrade,
    PluginInterface,
    PluginTradeCommand,
)

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
START = 1_772_438_400 * SECOND
"""2026-03-02T08:00:00Z, a Monday."""
BUY, SELL = PluginTradeCommand.Buy, PluginTradeCommand.Sell


def symbol(name: str, *, digits: int = 5, contract_size: float = 100_000.0, **fields: Any) -> dict[str, Any]:
    """A forex symbol that may be traded at any time."""
    return {"symbol": name, "digits": digits, "trade": 2, "contract_size": contract_size, **fields}


def section(**fields: Any) -> dict[str, Any]:
    """A symbol group in which everything may be traded: 0.01 to 100 lots, no commission."""
    return {"trade": 2, "lot_min": 1, "lot_max": 10_000, "lot_step": 1, **fields}


def group(
    name: str = "real-usd", *, currency: str = "USD", sec: dict[str, Any] | None = None, **fields: Any
) -> dict[str, Any]:
    """A group of accounts with leverage 1:100."""
    base = {"group": name, "enable": 1, "currency": currency, "default_leverage": 100, "partial_close": 1}
    return {**base, "margin_call": 100, "margin_stopout": 50, "secgroups": {0: sec or section()}, **fields}


class Desk:
    """One server with EURUSD at 1.10000/1.10010 and account 1001 with 10,000 USD."""

    def __init__(
        self,
        *,
        database: Path | None = None,
        groups: tuple[dict[str, Any], ...] = (group(),),
        start_nanos: int = START,
    ) -> None:
        path = "" if database is None else str(database)
        self.engine = _core.Engine(clock="virtual", start_nanos=start_nanos, database=path)
        for name in ("EURUSD", "GBPUSD"):
            self.engine.put_symbol(symbol(name))
        self.engine.put_symbol(symbol("USDJPY", digits=3))
        for record in groups:
            self.engine.put_group(record)
        self.engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
        self.engine.start()
        self.tick("EURUSD", 1.10000, 1.10010)

    def close(self) -> None:
        self.engine.close()

    def tick(self, name: str, bid: float, ask: float, **fields: Any) -> int:
        return self.engine.inject_tick({"symbol": name, "bid": bid, "ask": ask, "volume": 1.0, "ctm": 0, **fields})

    def open(
        self, cmd: int = BUY, volume: int = 100, *, login: int = 1001, symbol: str = "EURUSD", **fields: Any
    ) -> tuple[int, int]:
        """Code and order number; volume is lots x 100."""
        return self.engine.open_trade({"login": login, "symbol": symbol, "cmd": int(cmd), "volume": volume, **fields})

    def shut(self, order: int, volume: int = 0, **fields: Any) -> tuple[int, int]:
        return self.engine.close_trade({"order": order, "volume": volume, **fields})

    def margin(self, login: int = 1001) -> Any:
        return next(level for level in self.engine.margins() if level.login == login)

    def account(self, login: int = 1001) -> Any:
        return next(account for account in self.engine.accounts() if account.login == login)

    def journal(self) -> list[str]:
        return [notice["text"] for notice in self.engine.take_notices() if notice["kind"] == "journal"]

    def add(self, plugin: PluginInterface, name: str = "plugin") -> int:
        return self.engine.add_python_plugin(plugin, name)


class Listener(PluginInterface, HookTrade, EventTrade, HookAccount, EventAccount):
    """Writes down every trade and account call; `answers` gives hooks another code than RET_OK."""

    def __init__(self, **answers: int) -> None:
        self.heard: list[str] = []
        self.trades: list[Any] = []
        self.answers = answers

    def _hook(self, name: str) -> int:
        self.heard.append(name)
        return self.answers.get(name, 0)

    def _event(self, name: str, trade: Any) -> None:
        self.heard.append(name)
        self.trades.append((name, trade.order, int(trade.state), trade.volume))

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookTradeRequestOpen")

    def HookTradeProcessOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookTradeProcessOpen")

    def HookTradeRequestClose(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookTradeRequestClose")

    def HookTradeProcessClose(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookTradeProcessClose")

    def HookTradeProcessCommision(
        self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any
    ) -> int:
        return self._hook("HookTradeProcessCommision")

    def OnTradeRequestOpen(self, trade: Any) -> None:
        self._event("OnTradeRequestOpen", trade)

    def OnTradeAddDB(self, trade: Any) -> None:
        self._event("OnTradeAddDB", trade)

    def OnTradeRequestClose(self, trade: Any) -> None:
        self._event("OnTradeRequestClose", trade)

    def OnTradeRequestUpdate(self, trade: Any) -> None:
        self._event("OnTradeRequestUpdate", trade)

    def OnTradeUpdateDB(self, trade: Any) -> None:
        self._event("OnTradeUpdateDB", trade)

    def OnTradeExecuteOpen(self, trade: Any) -> None:
        self._event("OnTradeExecuteOpen", trade)

    def OnTradeExecuteClose(self, trade: Any) -> None:
        self._event("OnTradeExecuteClose", trade)

    def HookAccountAdd(self, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookAccountAdd")

    def HookAccountUpdate(self, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookAccountUpdate")

    def HookAccountDelete(self, account: Any, margin: Any, diff: Any) -> int:
        return self._hook("HookAccountDelete")

    def HookAccountLogin(self, account: Any) -> int:
        return self._hook("HookAccountLogin")

    def HookAccountLogout(self, account: Any) -> int:
        return self._hook("HookAccountLogout")

    def OnAccountAdd(self, account: Any) -> None:
        self.heard.append("OnAccountAdd")

    def OnAccountUpdate(self, account: Any) -> None:
        self.heard.append("OnAccountUpdate")

    def OnAccountDelete(self, account: Any) -> None:
        self.heard.append("OnAccountDelete")

    def OnAccountLogin(self, ip: str, type: Any, account: Any) -> None:
        self.heard.append(f"OnAccountLogin {ip}")

    def OnAccountLogout(self, ip: str, type: Any, account: Any) -> None:
        self.heard.append(f"OnAccountLogout {ip}")

    def OnAccountPasswordChange(self, password: str, account: Any) -> None:
        self.heard.append(f"OnAccountPasswordChange {password}")


class QuoteFilter(PluginInterface, HookQuote, EventQuote):
    """Answers each quote with `answer`; with RET_OK_CHANGE after writing `bid` and `ask` where given."""

    def __init__(self, answer: int = 0, *, bid: float | None = None, ask: float | None = None) -> None:
        self.answer, self.bid, self.ask = answer, bid, ask
        self.reported: list[tuple[str, float, float]] = []

    def HookQuoteTick(self, symbol: Any, tick: Any, diff: Any) -> int:
        if self.bid is not None:
            diff.bid = self.bid
        if self.ask is not None:
            diff.ask = self.ask
        return self.answer

    def OnQuoteTick(self, symbol: Any, tick: Any) -> None:
        self.reported.append((symbol.symbol, symbol.bid, symbol.ask))
