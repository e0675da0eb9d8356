"""Valid arguments for each method of the server."""

from typing import Any

from tests.engine.native.server.hostile import CONTRACT, Victim
from tests.support.market_day import BUY, START, group, symbol
from workbench.contract.table import Method, Param

NOW = START // 1_000_000_000
METHODS = [
    method
    for table in reversed([*CONTRACT.chain()])
    for interface in table.interfaces
    if interface.implemented_by == "host"
    for method in interface.methods
]
BY_NAME: dict[str, Any] = {
    "group": "*",
    "filter_group": "*",
    "group_filter": "*",
    "group_name": "real-usd",
    "symbol": "EURUSD",
    "frame": "1H",
    "gw_uuid": "u-1",
    "gw_order": "g-1",
    "from_cur": "EUR",
    "to_cur": "USD",
    "config": '{"a": 1}',
    "login": 1001,
    "account_id": 1001,
    "manager_id": 1,
    "magic": 5,
    "from": NOW - 60,
    "to": NOW + 60,
    "amount": 10.0,
    "data": {"a": 1},
}
BY_TYPE: dict[str, Any] = {"string": "text", "i32": 0, "i64": 0, "time": NOW, "f64": 1.0, "json": {}}
BAR = {"open": 1.1, "high": 1.2, "low": 1.0, "close": 1.1, "time": NOW - NOW % 60 - 3_600, "volume": 1.0}
TRADE = {"order": 1, "login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 10, "open_price": 1.1, "open_time": NOW}
RECORDS: dict[str, dict[str, Any]] = {
    "TickInfo": {"symbol": "EURUSD", "bid": 1.1, "ask": 1.1002, "volume": 1.0},
    "PluginTradeRecord": {**TRADE, "close_price": 1.2, "close_time": NOW},
    "PluginCandleRecord": BAR,
    "PluginMailRecord": {"to": 1001, "subject": "s", "body": "t"},
    "PluginNewsRecord": {"subject": "s", "body": "t"},
    "PluginSymbolRecord": symbol("EURUSD"),
    "PluginGroupRecord": group(),
    "PluginConHoliday": {"year": 2026, "month": 12, "day": 25, "symbol": "*"},
    "PluginConSymbolGroup": {"sec_index": 0, "name": "forex"},
}


def good_request(victim: Victim, method: str) -> dict[str, Any]:
    """A request that is carried out as it is."""
    if method in ("OpenTrade", "CheckOpenTrade"):
        return {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 1}
    return {"order": victim.closed if method == "UpdateCloseTrade" else victim.buy}


def good_value(victim: Victim, method: Method, param: Param) -> Any:
    """An argument with which the method works."""
    if param.type.name == "PluginTradeRequestRecord":
        return good_request(victim, method.name)
    if param.type.name == "PluginAccountRequestRecord":
        return {"group": "real-usd", "login": 3000 if method.name == "AddAccount" else 1001}
    if param.type.name == "PluginTradeGatewayDataUpdateRecord":
        return {"order": victim.buy, "has_gw_order": True, "has_gw_open_price": True, "has_gw_close_price": True}
    if method.name in ("AddSymbol", "AddGroup"):
        return symbol("AUDUSD") if method.name == "AddSymbol" else group("new-usd")
    if param.name == "order":
        closed = method.name in ("DeleteTrade", "RestoreTrade")
        return victim.order if method.name == "CancelTrade" else victim.closed if closed else victim.buy
    if param.name == "opposite_order":
        return victim.sell
    if method.name in ("DeleteAccount", "DeleteSymbol", "DeleteGroup"):
        return {"DeleteAccount": 2001, "DeleteSymbol": "GBPUSD", "DeleteGroup": "empty-usd"}[method.name]
    if method.name in ("BalanceOut", "CreditOut") and param.name == "amount":
        return -10.0
    if param.type.kind == "vector":
        return [dict(RECORDS.get(param.type.element.name, {}))]
    if param.type.kind == "record":
        return dict(RECORDS.get(param.type.name, {}))
    return BY_NAME.get(param.name, BY_TYPE.get(param.type.name, 0))
