"""Queries and requests of plugins through the extension of the server interface."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, START, Desk, group, section, symbol
from workbench.sdk import (
    EventConfig,
    EventGroupChange,
    EventSymbolChange,
    HookTrade,
    PluginInterface,
    PluginTradeCommand,
    ReturnCodes,
)

R = ReturnCodes
NOW = START // 1_000_000_000


class Witness(PluginInterface, EventSymbolChange, EventGroupChange, EventConfig):
    """Records every change of the configuration."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def OnSymbolAdd(self, symbol: Any) -> None:
        self.heard.append(("symbol added", symbol.symbol))

    def OnSymbolUpdate(self, symbol: Any) -> None:
        self.heard.append(("symbol changed", symbol.symbol, symbol.spread))

    def OnSymbolDelete(self, symbol: Any) -> None:
        self.heard.append(("symbol removed", symbol.symbol))

    def OnSymbolSync(self) -> None:
        self.heard.append("symbols there")

    def OnGroupAdd(self, group: Any) -> None:
        self.heard.append(("group added", group.group))

    def OnGroupUpdate(self, group: Any) -> None:
        self.heard.append(("group changed", group.group, group.margin_call))

    def OnGroupDelete(self, group: Any) -> None:
        self.heard.append(("group removed", group.group))

    def OnGroupSync(self) -> None:
        self.heard.append("groups there")

    def OnConfigUpdate(self, section: str, key: str, before: str, after: str) -> None:
        self.heard.append((section, key, before, after))

    def OnCommonUpdate(self, common: Any) -> None:
        self.heard.append(("common", common.name))

    def OnHolidaysUpdate(self) -> None:
        self.heard.append("holidays")


class Nobody(PluginInterface):
    """Only has a server."""


@pytest.fixture
def witness(desk: Desk) -> Witness:
    plugin = Witness()
    desk.add(plugin, "witness")
    return plugin


@pytest.fixture
def server(desk: Desk, witness: Witness) -> Any:
    server = desk.engine.plugin_server(desk.add(Nobody(), "nobody"))
    desk.engine.take_notices()
    return server


def carry_out(desk: Desk) -> None:
    desk.engine.advance(desk.engine.now_nanos())


def record(server: Any, name: str = "EURUSD", **fields: Any) -> Any:
    """A symbol as the server has it, with other fields."""
    found = server.GetSymbol(name)[1]
    for field, value in fields.items():
        setattr(found, field, value)
    return found


# Mail and news.


def test_that_a_mail_is_stored_numbered_and_reported(server: Any, desk: Desk) -> None:
    assert server.SendMail({"to": 1001, "sender": "Desk", "subject": "Hello", "body": "You."}) == R.RET_OK
    assert server.GetMails(1001, 0, NOW) == (R.RET_OK, [])
    carry_out(desk)
    code, [mail] = server.GetMails(1001, NOW, NOW)
    assert code == R.RET_OK
    assert (mail.id, mail.time, mail.to, mail.subject, mail.body) == (1, NOW, 1001, "Hello", "You.")
    assert server.GetMails(0, NOW + 1, NOW + 99) == (R.RET_OK, [])
    kinds = [(row["kind"], row["text"]) for row in desk.engine.take_notices()]
    assert kinds[1] == ("journal", "mail 1 to 1001: Hello")
    assert kinds[0][0] == "mail"
    assert '"subject":"Hello"' in kinds[0][1]


def test_that_mails_are_found_by_account(server: Any, desk: Desk) -> None:
    desk.engine.seed_account({"login": 2001, "group": "real-usd"}, balance=1.0)
    for login, subject in ((1001, "a"), (2001, "b"), (1001, "c")):
        server.SendMail({"to": login, "subject": subject})
    carry_out(desk)
    assert [mail.subject for mail in server.GetMails(1001, 0, NOW)[1]] == ["a", "c"]
    assert [mail.id for mail in server.GetMails(0, 0, NOW)[1]] == [1, 2, 3]
    assert server.GetMails(9, 0, NOW)[0] == R.RET_USER_NOT_FOUND


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": 9, "subject": "x"}, R.RET_USER_NOT_FOUND),
        ({"to": 1001}, R.RET_INVALID_DATA),
        ({"to": 1001, "subject": "x" * 1025}, R.RET_INVALID_DATA),
        ({"to": 1001, "subject": "x" * 1024, "body": "x" * 65_536}, R.RET_OK),
        ({"to": 1001, "subject": "x", "body": "x" * 65_537}, R.RET_INVALID_DATA),
        ({"to": 1001, "subject": "zero \0 byte"}, R.RET_INVALID_DATA),
        ({"to": 1001, "subject": "bad \udcff byte"}, R.RET_OK),
        ({"to": 1001, "subject": "größer 漢 🙂"}, R.RET_OK),
    ],
)
def test_that_an_invalid_mail_is_refused(server: Any, fields: dict[str, Any], code: int) -> None:
    assert server.SendMail(fields) == code


def test_that_news_is_published_for_all(server: Any, desk: Desk) -> None:
    assert server.AddNews({"category": "FX", "subject": "Rates", "body": "Up", "priority": 1}) == R.RET_OK
    assert server.AddNews({"body": "no headline"}) == R.RET_INVALID_DATA
    carry_out(desk)
    code, [piece] = server.GetNews(NOW, NOW)
    assert (code, piece.id, piece.category, piece.priority) == (R.RET_OK, 1, "FX", 1)
    assert [row["kind"] for row in desk.engine.take_notices()] == ["news", "journal"]


def test_that_mail_and_news_survive_the_end_of_the_server(tmp_path: Any) -> None:
    path = tmp_path / "server.db"
    first = Desk(database=path)
    server = first.engine.plugin_server(first.add(Nobody()))
    server.SendMail({"to": 1001, "subject": "kept"})
    server.AddNews({"subject": "kept too"})
    first.close()
    del server, first
    again = Desk(database=path)
    server = again.engine.plugin_server(again.add(Nobody()))
    assert [mail.subject for mail in server.GetMails(1001, 0, NOW)[1]] == ["kept"]
    server.SendMail({"to": 1001, "subject": "next"})
    carry_out(again)
    assert [mail.id for mail in again.engine.mails()] == [1, 2]
    assert [piece.subject for piece in again.engine.news()] == ["kept too"]
    again.close()


def test_that_the_newest_mails_are_in_memory_and_all_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    desk = Desk(database=path)
    server = desk.engine.plugin_server(desk.add(Nobody()))
    for _ in range(3):  # 10,002 of each, 2 more than are kept
        for _ in range(3334):
            assert server.SendMail({"to": 1001, "subject": "x"}) == server.AddNews({"subject": "x"}) == R.RET_OK
        carry_out(desk)
    for kept in (desk.engine.mails(), desk.engine.news()):
        assert (len(kept), kept[0].id, kept[-1].id) == (10_000, 3, 10_002)
    desk.close()
    del server, desk
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM mails), (SELECT count(*) FROM news)").fetchone() == (
            10_002, 10_002,
        )  # fmt: skip
    connection.close()
    again = Desk(database=path)
    server = again.engine.plugin_server(again.add(Nobody()))
    server.AddNews({"subject": "next"})
    carry_out(again)
    news = again.engine.news()
    assert (len(news), news[0].id, news[-1].id) == (10_000, 4, 10_003)
    again.close()


def test_that_mails_in_memory_are_limited_by_their_bytes(server: Any, desk: Desk) -> None:
    for _ in range(1030):  # 65,536 bytes and one for the subject each: 1023 of them are below 64 MB (67,108,864 bytes)
        assert server.AddNews({"subject": "x", "body": "x" * 65_536}) == R.RET_OK
    carry_out(desk)
    news = desk.engine.news()
    assert (len(news), news[-1].id) == (1_023, 1_030)


# Symbols.


def test_that_a_symbol_is_added_changed_and_removed(server: Any, desk: Desk, witness: Witness) -> None:
    assert server.AddSymbol(symbol("AUDUSD", spread=3)) == R.RET_OK
    assert server.GetSymbol("AUDUSD")[0] == R.RET_SYMBOL_NOT_FOUND
    carry_out(desk)
    assert desk.tick("AUDUSD", 0.65, 0.6501) == R.RET_OK
    assert [row.symbol for row in server.GetAllSymbols()[1]][-1] == "AUDUSD"
    assert server.UpdateSymbol(record(server, "AUDUSD", spread=7)) == R.RET_OK
    carry_out(desk)
    assert server.DeleteSymbol("AUDUSD") == R.RET_OK
    carry_out(desk)
    assert desk.tick("AUDUSD", 0.65, 0.6501) == R.RET_SYMBOL_NOT_FOUND
    assert [fact for fact in witness.heard if fact[0].startswith("symbol ")] == [
        ("symbol added", "AUDUSD"),
        ("symbol changed", "AUDUSD", 7),
        ("symbol removed", "AUDUSD"),
    ]
    assert ("symbols", "AUDUSD", '{"spread":3}', '{"spread":7}') in witness.heard
    assert "symbols AUDUSD: spread 3 -> 7" in desk.journal()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"symbol": "EURUSD"}, R.RET_DUPLICATE_RECORD),
        ({"symbol": ""}, R.RET_INVALID_DATA),
        ({"symbol": "x" * 256}, R.RET_INVALID_DATA),
        ({"symbol": "NEW", "digits": 11}, R.RET_INVALID_DATA),
        ({"symbol": "NEW", "contract_size": float("nan")}, R.RET_INVALID_DATA),
        ({"symbol": "NEW", "swap_long": float("inf")}, R.RET_INVALID_DATA),
        ({"symbol": "NEW", "description": "\0"}, R.RET_INVALID_DATA),
        ({"symbol": "NEW", "sec_index": 5}, R.RET_SEC_NOT_FOUND),
        ({"symbol": "NEW"}, R.RET_OK),
    ],
)
def test_that_a_new_symbol_must_be_usable(server: Any, desk: Desk, fields: dict[str, Any], code: int) -> None:
    desk.engine.put_symbol_groups([{"sec_index": 0, "name": "Forex"}])
    assert server.AddSymbol(fields) == code
    before = len(desk.engine.symbols())
    carry_out(desk)
    assert len(desk.engine.symbols()) - before == (code == R.RET_OK)


def test_that_an_unknown_symbol_is_neither_changed_nor_removed(server: Any) -> None:
    assert server.UpdateSymbol(symbol("NEW")) == R.RET_SYMBOL_NOT_FOUND
    assert server.DeleteSymbol("NEW") == R.RET_SYMBOL_NOT_FOUND


def test_that_a_symbol_in_use_is_not_removed(server: Any, desk: Desk) -> None:
    _, order = desk.open()
    assert server.DeleteSymbol("EURUSD") == R.RET_SYMBOL_USE_BY_TRADE
    desk.shut(order)
    assert server.DeleteSymbol("EURUSD") == R.RET_OK


def test_that_edits_that_become_impossible_are_reported_in_the_journal(server: Any, desk: Desk) -> None:
    assert server.AddSymbol(symbol("AUDUSD")) == R.RET_OK
    assert server.AddSymbol(symbol("AUDUSD")) == R.RET_OK
    carry_out(desk)
    assert 'refused: symbol "AUDUSD" already exists' in desk.journal()


def test_that_an_edit_without_a_change_is_not_reported(server: Any, desk: Desk, witness: Witness) -> None:
    assert server.UpdateSymbol(record(server)) == R.RET_OK
    carry_out(desk)
    assert witness.heard == []
    assert desk.journal() == []


# Groups.


def test_that_a_group_is_added_changed_and_removed(server: Any, desk: Desk, witness: Witness) -> None:
    assert server.AddGroup(group("vip", smtp_password="hidden")) == R.RET_OK
    carry_out(desk)
    assert server.UpdateGroup(group("vip", margin_call=80, smtp_password="other")) == R.RET_OK
    carry_out(desk)
    assert server.DeleteGroup("vip") == R.RET_OK
    carry_out(desk)
    assert server.GetGroup("vip")[0] == R.RET_GROUP_NOT_FOUND
    assert [fact for fact in witness.heard if fact[0].startswith("group ")] == [
        ("group added", "vip"),
        ("group changed", "vip", 80),
        ("group removed", "vip"),
    ]
    reported = [fact for fact in witness.heard if fact[0] == "groups"]
    assert reported[1] == ("groups", "vip", '{"margin_call":100}', '{"margin_call":80}')
    assert "hidden" not in str(witness.heard) + str(desk.engine.take_notices())


def test_that_a_group_is_refused_with_the_documented_codes(server: Any, desk: Desk) -> None:
    assert server.AddGroup(group()) == R.RET_DUPLICATE_RECORD
    assert server.AddGroup(group("")) == R.RET_INVALID_DATA
    assert server.AddGroup(group("new", currency="")) == R.RET_INVALID_DATA
    assert server.AddGroup(group("new", credit=float("nan"))) == R.RET_INVALID_DATA
    assert server.AddGroup(group("new", sec=section(comm_base=float("inf")))) == R.RET_INVALID_DATA
    assert server.AddGroup(group("new", sec=section(lot_step=-1))) == R.RET_INVALID_DATA
    assert server.AddGroup(group("new", margin_call=50, margin_stopout=51)) == R.RET_INVALID_DATA
    for own in (
        {"spread": -1},
        {"margin_divider": -1.0},
        {"margin_divider": float("nan")},
        {"swap_long": float("inf")},
    ):
        margins = {"EURUSD": {"symbol": "EURUSD", **own}}
        assert server.AddGroup(group("new", secmargins=margins)) == R.RET_INVALID_DATA, own
        with pytest.raises(RuntimeError, match='group "new": '):
            desk.engine.put_group(group("new", secmargins=margins))
    assert server.UpdateGroup(group("new")) == R.RET_GROUP_NOT_FOUND
    assert server.UpdateGroup(group(currency="EUR")) == R.RET_USR_DIFFERENT_CURRENCY
    assert server.DeleteGroup("new") == R.RET_GROUP_NOT_FOUND
    assert server.DeleteGroup("real-usd") == R.RET_GROUP_USE_BY_USER


# Lists and settings.


def test_that_common_settings_are_changed(server: Any, desk: Desk, witness: Witness) -> None:
    code, common = server.GetCommon()
    common.name, common.liveupdate_mode = "Broker", 1
    assert (code, server.UpdateCommon(common)) == (R.RET_OK, R.RET_OK)
    carry_out(desk)
    assert (desk.engine.common().name, desk.engine.common().liveupdate_mode) == ("Broker", 0)
    assert witness.heard == [("common", "Broker"), ("server", "", '{"name":""}', '{"name":"Broker"}')]
    common.end_of_day = 1440
    assert server.UpdateCommon(common) == R.RET_INVALID_DATA


def test_that_holidays_are_replaced_as_a_whole(server: Any, desk: Desk, witness: Witness) -> None:
    [holiday] = [{"month": 3, "day": 2, "symbol": "EUR*", "description": "Local"}]
    assert server.SetHolidays([holiday]) == R.RET_OK
    carry_out(desk)
    code, [kept] = server.GetHolidays()
    assert (code, kept.day, kept.symbol) == (R.RET_OK, 2, "EUR*")
    assert desk.tick("EURUSD", 1.1, 1.1001) == R.RET_TRADE_MARKET_CLOSED
    assert witness.heard[0] == "holidays"
    assert server.SetHolidays([holiday | {"day": 32}]) == R.RET_INVALID_DATA
    assert server.SetHolidays([]) == R.RET_OK
    carry_out(desk)
    assert desk.tick("EURUSD", 1.1, 1.1001) == R.RET_OK


def test_that_symbol_groups_in_use_stay(server: Any, desk: Desk) -> None:
    forex, metals = {"sec_index": 0, "name": "Forex"}, {"sec_index": 1, "name": "Metals"}
    assert server.SetSymbolGroups([forex, metals]) == R.RET_OK
    carry_out(desk)
    assert [row.name for row in server.GetSymbolGroups()[1]] == ["Forex", "Metals"]
    assert server.SetSymbolGroups([metals]) == R.RET_SEC_USE_BY_SYMBOL
    assert server.SetSymbolGroups([forex, metals | {"sec_index": 0}]) == R.RET_DUPLICATE_RECORD
    assert server.SetSymbolGroups([forex, {"sec_index": 1, "name": ""}]) == R.RET_INVALID_DATA
    assert server.SetSymbolGroups([forex, {"sec_index": -1, "name": "Less"}]) == R.RET_INVALID_DATA


def test_that_managers_are_read(server: Any, desk: Desk) -> None:
    desk.engine.put_managers([{"login": 1, "name": "Ann", "groups": "*"}, {"login": 2, "name": "Bo"}])
    assert [(row.login, row.name) for row in server.GetManagers()[1]] == [(1, "Ann"), (2, "Bo")]


def test_that_a_plugin_keeps_its_own_parameters(server: Any, desk: Desk, witness: Witness) -> None:
    assert server.GetPluginConfig() == (R.RET_OK, "{}")
    assert server.SetPluginConfig('{"points":5}') == R.RET_OK
    carry_out(desk)
    assert server.GetPluginConfig() == (R.RET_OK, '{"points":5}')
    assert witness.heard == [("plugins", "nobody", "", '{"points":5}')]
    for wrong in ("", "5", "[1]", "{", "{" + '"a":{' * 300 + "}" * 301):
        assert server.SetPluginConfig(wrong) == R.RET_INVALID_DATA


# Trades.


def test_that_trades_are_cancelled_closed_by_deleted_and_restored(server: Any, desk: Desk) -> None:
    _, pending = desk.open(PluginTradeCommand.BuyLimit, 100, open_price=1.05)
    assert server.CancelTrade(pending) == R.RET_OK
    carry_out(desk)
    assert desk.engine.open_trades() == []
    (_, bought), (_, sold) = desk.open(BUY, 100), desk.open(SELL, 100)
    assert server.CloseTradeBy(bought, sold) == R.RET_OK
    carry_out(desk)
    assert desk.engine.open_trades() == []
    _, order = desk.open(BUY, 100)
    desk.shut(order)
    assert server.RestoreTrade(order) == R.RET_OK
    carry_out(desk)
    assert [trade.order for trade in desk.engine.open_trades()] == [order]
    desk.shut(order)
    assert server.DeleteTrade(order) == R.RET_OK
    carry_out(desk)
    assert order not in [trade.order for trade in desk.engine.closed_trades()]
    for method in (server.CancelTrade, server.DeleteTrade, server.RestoreTrade):
        assert method(999) == R.RET_TRADE_INCORRECT_ORDER
    assert server.CloseTradeBy(999, 998) == R.RET_TRADE_INCORRECT_ORDER


# When and where.


def test_that_only_changes_after_the_start_are_reported() -> None:
    from workbench.engine import _core

    engine = _core.Engine(clock="virtual", start_nanos=START)
    plugin = Witness()
    engine.add_python_plugin(plugin, "witness")
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    assert plugin.heard == []
    engine.start()
    assert plugin.heard == ["symbols there", "groups there"]
    engine.put_group(group("late"))
    assert plugin.heard[2] == ("group added", "late")
    engine.close()


class Editing(PluginInterface, HookTrade):
    """Makes all requests inside a hook."""

    def __init__(self) -> None:
        self.server: Any = None
        self.codes: list[int] = []

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        changed = self.server.GetSymbol("EURUSD")[1]
        changed.spread = 9
        self.codes = [
            self.server.SendMail({"to": trade.login, "subject": "asked"}),
            self.server.AddNews({"subject": "asked"}),
            self.server.UpdateSymbol(changed),
            self.server.AddGroup({"group": "hooked", "currency": "USD"}),
            self.server.SetPluginConfig('{"seen":true}'),
        ]
        return 0


def test_that_edits_from_inside_a_hook_are_queued(desk: Desk) -> None:
    plugin = Editing()
    plugin.server = desk.engine.plugin_server(desk.add(plugin, "editing"))
    assert desk.open()[0] == R.RET_OK
    assert plugin.codes == [R.RET_OK] * 5
    carry_out(desk)
    assert [mail.subject for mail in desk.engine.mails(1001)] == ["asked"]
    assert plugin.server.GetSymbol("EURUSD")[1].spread == 9
    assert plugin.server.GetGroup("hooked")[0] == R.RET_OK


def test_that_threads_of_plugins_edit_while_others_trade() -> None:
    from workbench.engine import _core

    engine = _core.Engine(clock="wall")
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=1_000_000.0)
    plugin = Editing()
    plugin.server = engine.plugin_server(engine.add_python_plugin(plugin, "editing"))
    engine.start()
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})

    def edit() -> None:
        for number in range(50):
            plugin.server.UpdateGroup(group(margin_call=100 + number))
            plugin.server.SendMail({"to": 1001, "subject": f"mail {number}"})

    threads = [threading.Thread(target=edit) for _ in range(2)]
    for thread in threads:
        thread.start()
    opened = [engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 1})[0] for _ in range(30)]
    for thread in threads:
        thread.join()
    assert set(opened) == {R.RET_OK}
    # Requests are carried out in order: what this waits for comes after all of them.
    engine.put_group(group("last"))
    assert sum(mail.subject != "asked" for mail in engine.mails()) == 100
    assert next(row.margin_call for row in engine.groups() if row.group == "real-usd") == 149
    engine.close()
