"""Writes a line to the server log when a symbol's spread gets unusually wide, at most one per symbol and interval."""

from typing import Any

from workbench.sdk import RET_ERR_PARAMS, RET_OK, EventQuote, PluginInterface, PluginSymbolRecord, Server, TickInfo


class SpreadWatch(PluginInterface, EventQuote):
    """`config`: {"wide_points": {"EURUSD": 15}, "quiet_seconds": 60}; a symbol without a limit is not watched."""

    def __init__(self, server: Server, config: dict[str, Any]) -> None:
        self._server = server
        self._wide_points: dict[str, float] = config.get("wide_points", {})
        self._quiet_seconds: int = config.get("quiet_seconds", 60)
        self._reported_at: dict[str, int] = {}
        self._alarms: dict[str, int] = {}

    def plugin_name(self) -> str:
        return "spread_watch"

    def plugin_description(self) -> str:
        return "Tells when a spread gets unusually wide"

    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        limit = self._wide_points.get(tick.symbol)
        if limit is None or tick.ctm - self._reported_at.get(tick.symbol, 0) < self._quiet_seconds:
            return
        # symbol is only read during the call: the server reuses it afterwards.
        points = (tick.ask - tick.bid) / symbol.point
        if points > limit:
            self._report(tick, points, limit)

    def _report(self, tick: TickInfo, points: float, limit: float) -> None:
        self._reported_at[tick.symbol] = tick.ctm
        self._alarms[tick.symbol] = self._alarms.get(tick.symbol, 0) + 1
        code, now = self._server.GetSymbol(tick.symbol)
        last = f", last {now.bid:.{now.digits}f}/{now.ask:.{now.digits}f}" if code == RET_OK else ""
        self._server.LogsOut("spread_watch", f"{tick.symbol} spread {points:.0f} points, limit {limit:g}{last}")
        self._server.SendState({"alarms": self._alarms})

    def CustomAction(self, req: Any, res: dict[str, Any]) -> int:
        """`{"symbol": "EURUSD", "wide_points": 20}` changes a limit; the answer holds all limits."""
        if not isinstance(req, dict) or not isinstance(req.get("symbol"), str):
            return RET_ERR_PARAMS
        points = req.get("wide_points")
        if not isinstance(points, int | float) or points <= 0:
            return RET_ERR_PARAMS
        self._wide_points[req["symbol"]] = points
        res["wide_points"] = self._wide_points
        return RET_OK
