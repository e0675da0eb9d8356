"""Writes a letter to an account at its margin call and stop out, and publishes news of large trades stopped out."""

from typing import Any

from workbench.sdk import (
    RET_OK,
    EventMargin,
    PluginAccountRecord,
    PluginInterface,
    PluginMailRecord,
    PluginMarginLevel,
    PluginNewsRecord,
    PluginTradeRecord,
    Server,
)


class MarginMailer(PluginInterface, EventMargin):
    """`config`: {"sender": "Risk desk", "news_from_lots": 5.0}; without news_from_lots there is no news."""

    def __init__(self, server: Server, config: dict[str, Any]) -> None:
        self._server = server
        self._sender: str = config.get("sender", "Risk desk")
        self._news_from_lots: float = config.get("news_from_lots", 0.0)

    def plugin_name(self) -> str:
        return "margin_mailer"

    def plugin_description(self) -> str:
        return "Mail and news on margin calls and stop outs"

    def OnTradeMarginCall(self, account: PluginAccountRecord, margin: PluginMarginLevel) -> None:
        body = f"Equity {margin.equity:.2f}, margin {margin.margin:.2f}, level {margin.margin_level:.2f}."
        self._mail(account.login, "Margin call", body)

    def OnTradeStopOut(self, account: PluginAccountRecord, _: PluginMarginLevel, trade: PluginTradeRecord) -> None:
        lots = trade.volume / 100
        body = f"Trade {trade.order}, {lots:.2f} lots of {trade.symbol}, was closed: profit {trade.profit:.2f}."
        self._mail(account.login, "Stop out", body)
        if 0 < self._news_from_lots <= lots:
            news = PluginNewsRecord(category="Market", subject=f"{lots:.2f} lots of {trade.symbol} were stopped out")
            self._report(self._server.AddNews(news), "news")

    def _mail(self, login: int, subject: str, body: str) -> None:
        letter = PluginMailRecord(sender=self._sender, to=login, subject=subject, body=body)
        self._report(self._server.SendMail(letter), "letter")

    def _report(self, code: int, what: str) -> None:
        if code != RET_OK:
            self._server.LogsOut("margin_mailer", f"{what} refused with code {code}")
