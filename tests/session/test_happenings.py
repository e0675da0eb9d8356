"""Events and requests other than trades, in both kinds of session."""

from collections.abc import Callable
from pathlib import Path

from tests.support.talk import Talk
from workbench.contract.generated.enums import PluginTradeCommand, ReturnCodes
from workbench.contract.generated.records import PluginMailRecord, PluginNewsRecord, PluginTradeRequestRecord
from workbench.session import (
    Advance,
    DayEnded,
    InjectTick,
    MailSent,
    MaintenanceChanged,
    MarginCalled,
    NewsPublished,
    OpenTrade,
    PublishNews,
    SendMail,
    SetMaintenance,
    StartOptions,
)

Open = Callable[[Path], Talk]
SECOND = 1_000_000_000
NOON = 1_772_452_800
QUIET = StartOptions(clock="virtual", start_nanos=NOON * SECOND)


def buy(volume: int) -> OpenTrade:
    request = PluginTradeRequestRecord(login=1001, symbol="EURUSD", cmd=PluginTradeCommand.Buy, volume=volume)
    return OpenTrade(trade=request)


def test_that_maintenance_is_reported_step_by_step(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    talk.ask(SetMaintenance(on=True))
    talk.wait(lambda: "backed up" in [event.step for event in talk.said(MaintenanceChanged)])
    assert talk.ask(buy(10)).code == ReturnCodes.RET_ERR_NOSERVICE
    talk.ask(SetMaintenance(on=False))
    talk.wait(lambda: "ends" in [event.step for event in talk.said(MaintenanceChanged)])
    assert [event.step for event in talk.said(MaintenanceChanged)] == ["begins", "optimised", "backed up", "ends"]


def test_that_the_end_of_a_day_is_reported_with_its_results(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start(QUIET)
    accounts = len(talk.rows("accounts"))
    talk.ask(Advance(to_nanos=(NOON + 12 * 3600) * SECOND))
    talk.wait(lambda: bool(talk.said(DayEnded)))
    (ended,) = talk.said(DayEnded)
    assert (ended.end, ended.swaps, ended.equities, ended.missed) == (NOON + 12 * 3600, 0, accounts, 0)
    equities = talk.rows("equities", 1001)
    assert [row["create_time"] for row in equities] == [NOON + 12 * 3600]


def test_that_a_margin_call_is_reported_with_the_account(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start(QUIET)
    talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002))
    assert talk.ask(buy(500)).code == ReturnCodes.RET_OK
    talk.ask(InjectTick(symbol="EURUSD", bid=0.5, ask=0.5002))
    talk.wait(lambda: bool(talk.said(MarginCalled)))
    (called,) = talk.said(MarginCalled)
    assert called.login == called.margin["login"] == 1001


def test_that_mail_and_news_are_sent_reported_and_kept(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    assert talk.ask(SendMail(mail=PluginMailRecord(to=1001, subject="Welcome", body="Hello"))).code == 0
    assert talk.ask(SendMail(mail=PluginMailRecord(to=9, subject="?"))).code == ReturnCodes.RET_USER_NOT_FOUND
    assert talk.ask(SendMail(mail=PluginMailRecord(to=1001))).code == ReturnCodes.RET_INVALID_DATA
    assert talk.ask(PublishNews(news=PluginNewsRecord(subject="Rates", body="Unchanged"))).code == 0
    talk.wait(lambda: bool(talk.said(MailSent) and talk.said(NewsPublished)))
    assert [event.mail["subject"] for event in talk.said(MailSent)] == ["Welcome"]
    assert [row["subject"] for row in talk.rows("mails", 1001)] == ["Welcome"]
    assert [row["subject"] for row in talk.rows("news")] == ["Rates"]


def test_that_pending_orders_money_settings_and_holidays_can_be_queried(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002))
    market, pending = buy(10), buy(10)
    pending.trade.cmd, pending.trade.open_price = PluginTradeCommand.BuyLimit, 1.0
    talk.ask(market)
    order = talk.ask(pending).order
    assert [row["order"] for row in talk.rows("pending_trades")] == [order]
    assert talk.rows("pending_trades", 1002) == []
    money = talk.rows("transactions", 1001)
    assert {row["cmd"] for row in money} <= {PluginTradeCommand.BalanceIn, PluginTradeCommand.CreditIn}
    (common,) = talk.rows("common")
    assert (common["end_of_day"], common["liveupdate_mode"]) == (0, 0)
    assert talk.rows("holidays") == []
