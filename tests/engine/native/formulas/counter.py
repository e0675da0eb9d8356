"""One account in front of the server's calculators: an instrument, the quotes that convert, a deposit currency."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from tests.support.market_day import START, group, section, symbol
from workbench.engine import _core
from workbench.sdk import PluginInterface, ReturnCodes

OK = ReturnCodes.RET_OK
Quotes = Mapping[str, tuple[float, float]]
"""Bid and ask of pairs such as `USDJPY`."""

LOGIN = 1001
AROUND: Quotes = {
    "EURUSD": (1.10000, 1.10010),
    "GBPUSD": (1.25000, 1.25020),
    "USDJPY": (150.000, 150.020),
    "USDCHF": (0.90000, 0.90100),
}
"""The world that most rows are computed in."""

INSTRUMENTS: Mapping[str, dict[str, Any]] = {
    "XAUUSD": symbol("XAUUSD", digits=2, contract_size=100.0, profit_mode=1, margin_mode=1),
    "GER40": symbol("GER40", digits=1, contract_size=1.0, profit_mode=1, margin_mode=3)
    | {"currency": "EUR", "quote_currency": "EUR", "tick_size": 0.5, "tick_value": 0.5},
    "ES": symbol("ES", digits=2, contract_size=50.0, profit_mode=2, margin_mode=2)
    | {"currency": "USD", "quote_currency": "USD", "tick_size": 0.25, "tick_value": 12.5},
    "NK": symbol("NK", digits=0, contract_size=1_000.0, profit_mode=2, margin_mode=2)
    | {"currency": "JPY", "quote_currency": "JPY", "tick_size": 5.0, "tick_value": 5_000.0},
    "SHARE": symbol("SHARE", digits=2, contract_size=1.0, profit_mode=1, margin_mode=4)
    | {"currency": "USD", "quote_currency": "USD"},
}
"""What is not a currency pair; a pair has 100,000 units, three digits with yen and five without."""


def instrument(name: str) -> dict[str, Any]:
    known = INSTRUMENTS.get(name)
    return known if known is not None else symbol(name, digits=3 if name.endswith("JPY") else 5)


class Counter(PluginInterface):
    """A server with account 1001 and its instrument only, queried through the plugin interface."""

    def __init__(
        self,
        name: str = "EURUSD",
        fields: Mapping[str, Any] | None = None,
        *,
        quotes: Quotes = AROUND,
        deposit: str = "USD",
        leverage: int = 100,
        balance: float = 10_000.0,
        own_credit: float = 0.0,
        sec: Mapping[str, Any] | None = None,
        more: Sequence[dict[str, Any]] = (),
        **group_fields: Any,
    ) -> None:
        super().__init__()
        self.name = name
        self.engine = _core.Engine(clock="virtual", start_nanos=START, database="")
        offered = {pair: instrument(pair) for pair in quotes}
        offered[name] = instrument(name) | dict(fields or {})
        for record in [*offered.values(), *more]:
            self.engine.put_symbol(record)
        terms = group(currency=deposit, sec=section(**(sec or {})), **{"default_leverage": leverage, **group_fields})
        self.engine.put_group(terms)
        self.engine.seed_account({"login": LOGIN, "group": "real-usd"}, balance=balance, credit=own_credit)
        self.engine.start()
        for pair, (bid, ask) in quotes.items():
            self.quote(bid, ask, pair)
        self.server: Any = self.engine.plugin_server(self.engine.add_python_plugin(self, "counter"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.engine.close()

    def quote(self, bid: float, ask: float, name: str = "") -> None:
        tick = {"symbol": name or self.name, "bid": bid, "ask": ask, "volume": 1.0, "ctm": 0}
        assert self.engine.inject_tick(tick) == OK

    def trade(self, cmd: int, volume: int, **fields: Any) -> dict[str, Any]:
        return {"login": LOGIN, "symbol": self.name, "cmd": int(cmd), "volume": volume, **fields}

    def open(self, cmd: int, volume: int, **fields: Any) -> tuple[int, int]:
        """Code and order number."""
        return self.engine.open_trade(self.trade(cmd, volume, **fields))

    def opened(self, cmd: int, volume: int, **fields: Any) -> int:
        code, order = self.open(cmd, volume, **fields)
        assert code == OK
        return order

    def shut(self, order: int, volume: int = 0) -> None:
        assert self.engine.close_trade({"order": order, "volume": volume})[0] == OK

    def level(self) -> Any:
        return self.engine.margins()[0]

    def open_trade(self, order: int) -> Any:
        return next(trade for trade in self.engine.open_trades() if trade.order == order)
