"""Chains of hooks and events through real plugins: order, changes, refusals, and the life of a plugin."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.plugin_desk import PluginDesk, plugin_file
from workbench.contract.generated.enums import CallFlag, ReturnCodes
from workbench.engine import _core
from workbench.sdk import HookQuote, HookTrade, PluginInterface


@pytest.fixture
def desk() -> Iterator[PluginDesk]:
    made = PluginDesk()
    yield made
    made.close()


def test_that_hooks_run_in_priority_order(desk: PluginDesk) -> None:
    first = desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="a")
    second = desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="b")
    desk.open(comment="x")
    desk.engine.set_plugin_order([second, first])
    desk.open(comment="x")
    assert desk.comments() == ["xab", "xba"]
    assert [call["plugin"] for call in desk.calls("HookTradeRequestOpen")] == [first, second, second, first]


def test_that_a_change_is_applied_and_recorded(desk: PluginDesk) -> None:
    plugin = desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="!")
    code, order = desk.open(comment="hello")
    (call,) = desk.calls("HookTradeRequestOpen")
    assert code == ReturnCodes.RET_OK
    assert desk.comments() == ["hello!"]
    assert (call["plugin"], call["code"], call["flags"]) == (plugin, 27, CallFlag.CALL_CHANGED)
    assert (call["login"], call["order"], call["symbol"], call["parent"]) == (1001, order, 2, 0)


def test_that_a_refusal_stops_the_chain_and_becomes_the_answer(desk: PluginDesk) -> None:
    desk.load("answering")
    refusing = desk.load("answering", answer=ReturnCodes.RET_TRADE_DISABLE)
    desk.load("answering")
    code, _ = desk.open()
    calls = desk.calls("HookTradeRequestOpen")
    assert code == ReturnCodes.RET_TRADE_DISABLE
    assert desk.comments() == []
    assert [call["flags"] for call in calls] == [0, CallFlag.CALL_REFUSED]
    assert calls[-1]["plugin"] == refusing


@pytest.mark.parametrize("answer", [ReturnCodes.RET_OK_NONE, 999])
def test_that_an_unclear_code_refuses_and_is_reported(desk: PluginDesk, answer: int) -> None:
    plugin = desk.load("answering", answer=answer)
    code, _ = desk.open()
    (diagnostic,) = desk.diagnostics("return-code")
    assert code == answer
    assert diagnostic["plugin"] == plugin
    assert str(int(answer)) in diagnostic["text"]


def test_that_a_change_without_the_code_is_reported_and_not_applied(desk: PluginDesk) -> None:
    desk.load("answering", mark="!")
    desk.open(comment="x")
    (diagnostic,) = desk.diagnostics("change")
    assert desk.comments() == ["x"]
    assert "changed comment but returned RET_OK" in diagnostic["text"]


def test_that_the_code_without_a_change_is_reported(desk: PluginDesk) -> None:
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE)
    code, _ = desk.open()
    (diagnostic,) = desk.diagnostics("change")
    assert code == ReturnCodes.RET_OK
    assert "changed nothing" in diagnostic["text"]


def test_that_a_change_to_nan_is_refused_as_a_whole(desk: PluginDesk) -> None:
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="!", not_finite=1)
    desk.open(comment="x")
    (diagnostic,) = desk.diagnostics("change")
    assert desk.comments() == ["x"]
    assert "commission" in diagnostic["text"]


def test_that_a_change_to_an_invalid_enumerator_is_refused_as_a_whole(desk: PluginDesk) -> None:
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="!", reason=77)
    assert desk.open(comment="x")[0] == ReturnCodes.RET_OK
    (diagnostic,) = desk.diagnostics("change")
    assert desk.comments() == ["x"]
    assert diagnostic["text"] == "HookTradeRequestOpen set reason to an invalid value; the server refused the change"


@pytest.mark.parametrize(("more", "refused"), [(4_095, False), (4_096, True)])
def test_that_a_text_longer_than_the_server_keeps_is_reported(desk: PluginDesk, more: int, refused: bool) -> None:
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="!" * more)
    code, _ = desk.open(comment="x")
    assert code == (ReturnCodes.RET_INVALID_DATA if refused else ReturnCodes.RET_OK)
    text = "HookTradeRequestOpen set comment to a text that is longer than 4,096 bytes; the server refuses it"
    assert [diagnostic["text"] for diagnostic in desk.diagnostics("change")] == [text] * refused


def test_that_a_change_together_with_a_refusal_is_reported(desk: PluginDesk) -> None:
    desk.load("answering", answer=ReturnCodes.RET_TRADE_DISABLE, mark="!")
    assert desk.open(comment="x")[0] == ReturnCodes.RET_TRADE_DISABLE
    (diagnostic,) = desk.diagnostics("change")
    text = "HookTradeRequestOpen changed comment and refused; after a refusal no change is applied"
    assert diagnostic["text"] == text


def test_that_reports_of_one_kind_come_once_a_second_of_server_time_with_their_number(desk: PluginDesk) -> None:
    desk.load("answering", mark="!")
    for _ in range(5):
        desk.open()
    assert len(desk.diagnostics("change")) == 1
    desk.engine.advance(desk.engine.now_nanos() + 1_000_000_000)
    desk.open()
    (diagnostic,) = desk.diagnostics("change")
    assert diagnostic["detail"] == "and 4 times more since the last report"


def test_that_the_number_of_a_stored_account_cannot_be_changed(desk: PluginDesk) -> None:
    desk.load("answering", account_answer=ReturnCodes.RET_OK_CHANGE, mark="!", new_login=5)
    code = desk.engine.update_account({"login": 1001, "group": "real-usd", "comment": "x"})
    (account,) = desk.engine.accounts()
    assert code == ReturnCodes.RET_OK
    assert (account.login, account.comment) == (1001, "x!")
    assert "login, which is read-only" in desk.diagnostics("change")[0]["text"]


def test_that_a_login_hook_refuses(desk: PluginDesk) -> None:
    desk.load("answering", account_answer=ReturnCodes.RET_ACCOUNT_DISABLED)
    assert desk.engine.login(1001) == ReturnCodes.RET_ACCOUNT_DISABLED
    (call,) = desk.calls("HookAccountLogin")
    assert (call["login"], call["flags"]) == (1001, CallFlag.CALL_REFUSED)


def test_that_a_quote_is_changed_reported_and_dropped(desk: PluginDesk) -> None:
    changing = desk.load("quotes", points=5)
    desk.read()
    assert desk.tick(1.2, 1.2001) == ReturnCodes.RET_OK
    assert [symbol.ask for symbol in desk.engine.symbols()][1] == pytest.approx(1.20015)
    hook, event = desk.read()
    assert (hook["callback"], hook["flags"], hook["symbol"]) == ("HookQuoteTick", CallFlag.CALL_CHANGED, 2)
    assert (event["callback"], event["code"], event["symbol"]) == ("OnQuoteTick", 0, 2)
    desk.engine.remove_plugin(changing)
    desk.load("quotes", answer=ReturnCodes.RET_TRADE_BAD_PRICES)
    assert desk.tick(1.3, 1.3001) == ReturnCodes.RET_TRADE_BAD_PRICES
    assert [symbol.bid for symbol in desk.engine.symbols()][1] == 1.2


def test_that_a_removed_plugin_is_not_called_and_its_library_is_gone(desk: PluginDesk) -> None:
    index = desk.engine.reserve_plugin("answering")
    library = desk.engine.load_library(str(plugin_file("answering")), index)
    desk.engine.create_plugin(index, library, '{"answer": 133}')
    assert desk.engine.plugin_interfaces(index) == ["HookTrade", "HookAccount"]
    assert desk.open()[0] == ReturnCodes.RET_TRADE_DISABLE
    desk.engine.remove_plugin(index)
    assert desk.open()[0] == ReturnCodes.RET_OK
    assert library.is_mapped()
    library.close()
    assert not library.is_mapped()
    names = [call["callback"] for call in desk.read() if call["kind"] == 3]
    assert names == ["dlopen", "CreatePlugin", "DestroyPlugin", "dlclose"]
    with pytest.raises(_core.PluginError, match="not running"):
        desk.engine.remove_plugin(index)


def test_that_indices_are_never_used_again(desk: PluginDesk) -> None:
    first = desk.load("answering")
    desk.engine.remove_plugin(first)
    assert desk.load("answering") == first + 1


def test_that_a_library_reports_its_versions_and_what_is_missing(desk: PluginDesk) -> None:
    library = _core.load_library(str(plugin_file("answering")))
    assert (library.plugin_api_version(), library.server_api_version()) == (151, 107)
    assert desk.engine.about_plugin(desk.engine.reserve_plugin("answering"), library) == ""
    assert library.symbol("CreatePlugin") != 0
    assert library.symbol("NoSuchThing") == 0
    library.close()
    assert library.symbol("CreatePlugin") == 0
    with pytest.raises(_core.ModuleError, match="no_such_file"):
        _core.load_library("/tmp/no_such_file.so")


@pytest.mark.parametrize("config", ["[1]", "{"])
def test_that_parameters_must_be_a_json_object(desk: PluginDesk, config: str) -> None:
    index = desk.engine.reserve_plugin("answering")
    library = desk.engine.load_library(str(plugin_file("answering")), index)
    with pytest.raises(_core.PluginError, match=r"the configuration is not (valid JSON: |a JSON object)"):
        desk.engine.create_plugin(index, library, config)


def test_that_a_manager_reaches_a_plugin(desk: PluginDesk) -> None:
    plugin = desk.load("asking")
    code, response = desk.engine.custom_action(plugin, '{"page": 1}')
    assert (code, json.loads(response)) == (ReturnCodes.RET_OK, {"asked": {"page": 1}})
    assert desk.engine.custom_action(plugin, "{")[0] == ReturnCodes.RET_INVALID_DATA
    assert desk.engine.custom_action(plugin + 1, "{}")[0] == ReturnCodes.RET_ERR_NOTFOUND


class Marker(PluginInterface, HookTrade):
    """A plugin in Python between two in C++."""

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.comment = trade.comment + "p"
        return ReturnCodes.RET_OK_CHANGE


class Watcher(PluginInterface, HookQuote):
    """Raises on every quote."""

    def HookQuoteTick(self, symbol: Any, tick: Any, diff: Any) -> int:
        raise KeyError(tick.symbol)


def test_that_a_python_plugin_takes_its_place_in_the_chain(desk: PluginDesk) -> None:
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="a")
    python = desk.engine.add_python_plugin(Marker(), "marker")
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="b")
    desk.open()
    assert desk.comments() == ["apb"]
    assert desk.engine.plugin_interfaces(python) == ["HookTrade"]
    assert [call["plugin"] for call in desk.calls("HookTradeRequestOpen")][1] == python
    desk.engine.remove_plugin(python)
    desk.open()
    assert desk.comments() == ["apb", "ab"]


def test_that_a_python_exception_is_reported_with_its_traceback(desk: PluginDesk) -> None:
    plugin = desk.engine.add_python_plugin(Watcher(), "watcher")
    assert desk.tick(1.2, 1.3) == ReturnCodes.RET_OK
    (diagnostic,) = desk.diagnostics("exception")
    assert diagnostic["plugin"] == plugin
    assert "HookQuoteTick threw KeyError: 'EURUSD'" in diagnostic["text"]
    assert "test_host.py" in diagnostic["text"]
    desk.engine.remove_plugin(plugin)


class Unspeakable(Exception):
    """Raises when it is converted to text."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unspeakable(), "Unspeakable: (its str() failed)"),
        (ValueError("bad \udc80 text"), "ValueError: bad \\udc80 text"),
    ],
)
def test_that_a_python_exception_whose_str_fails_is_reported(desk: PluginDesk, error: Exception, words: str) -> None:
    class Raising(PluginInterface, HookQuote):
        def HookQuoteTick(self, symbol: Any, tick: Any, diff: Any) -> int:
            raise error

    plugin = desk.engine.add_python_plugin(Raising(), "raising")
    assert desk.tick(1.2, 1.3) == ReturnCodes.RET_OK
    (diagnostic,) = desk.diagnostics("exception")
    assert f"HookQuoteTick threw {words}\n" in diagnostic["text"]
    assert "test_host.py" in diagnostic["text"]
    desk.engine.remove_plugin(plugin)


def test_that_records_go_to_dicts_and_back() -> None:
    fields = {"group": "g", "secgroups": {3: {"sec_index": 3, "comm_base": 7.5}}, "news_languages": [1] * 8}
    record = _core.record_from_dict("PluginGroupRecord", fields)
    back = _core.record_to_dict(record)
    assert back["secgroups"][3]["comm_base"] == 7.5
    assert _core.record_to_dict(_core.record_from_dict("PluginGroupRecord", back)) == back
    trade = _core.record_to_dict(_core.record_from_dict("PluginTradeRecord", {"cmd": 1}))
    assert type(trade["cmd"]) is int
    with pytest.raises(TypeError, match=r"PluginTradeRecord\.login: expected int, got str"):
        _core.record_from_dict("PluginTradeRecord", {"login": "1001"})
    with pytest.raises(TypeError, match="unknown record Nothing"):
        _core.record_from_dict("Nothing", {})


def journal(desk: PluginDesk) -> list[tuple[str, int | None]]:
    """Text and plugin of every journal line since the last time."""
    return [(fact["text"], fact["plugin"]) for fact in desk.engine.take_notices() if fact["kind"] == "journal"]


def test_that_a_refusal_is_journalled_with_the_plugin_and_the_code(desk: PluginDesk) -> None:
    desk.load("answering")
    guard = desk.load("answering", answer=ReturnCodes.RET_TRADE_LIMIT_REACHED)
    desk.engine.rename_plugin(guard, "risk_guard")
    journal(desk)
    code, order = desk.open()
    assert code == ReturnCodes.RET_TRADE_LIMIT_REACHED
    number = int(ReturnCodes.RET_TRADE_LIMIT_REACHED)
    text = f"1001: open #{order} Buy 0.10 EURUSD refused by risk_guard: RET_TRADE_LIMIT_REACHED ({number})"
    assert journal(desk) == [(text, guard)]


def test_that_a_refusal_by_the_server_names_no_plugin(desk: PluginDesk) -> None:
    desk.load("answering")
    journal(desk)
    desk.engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 99_999})
    ((text, plugin),) = journal(desk)
    assert text.startswith("1001: open Buy 999.99 EURUSD refused: RET_TRADE_BAD_VOLUME")
    assert plugin is None


def test_that_refused_changes_of_accounts_are_journalled_with_the_plugin(desk: PluginDesk) -> None:
    guard = desk.load("answering", account_answer=ReturnCodes.RET_ACCOUNT_DISABLED)
    journal(desk)
    desk.engine.update_account({"login": 1001, "group": "real-usd", "leverage": 50})
    desk.engine.login(1001, "10.0.0.1", 0)
    number = int(ReturnCodes.RET_ACCOUNT_DISABLED)
    answer = f"refused by answering: RET_ACCOUNT_DISABLED ({number})"
    assert journal(desk) == [(f"1001: changing the account {answer}", guard), (f"1001: login {answer}", guard)]
