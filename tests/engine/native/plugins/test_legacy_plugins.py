"""Plugins built with the headers of the development kits run like and together with others."""

import json
from collections.abc import Iterator

import pytest

from tests.support.compiler import LAYOUTS, compile_plugin
from tests.support.plugin_desk import PluginDesk, legacy_plugin_file
from workbench.engine import _core

KITS = ("devkit", "devkit_demo")
REFUSED, CHANGED, FAILED = 2, 1, 4


@pytest.fixture
def desk() -> Iterator[PluginDesk]:
    desk = PluginDesk()
    yield desk
    desk.close()


@pytest.fixture(params=KITS)
def kit(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(desk: PluginDesk) -> list[str]:
    """Returns the journal lines of legacy plugins since the last call."""
    return [
        fact["text"] for fact in desk.engine.take_notices() if fact["kind"] == "journal" and fact["code"] == "older"
    ]


def test_that_hook_and_event_classes_of_a_legacy_plugin_are_found(desk: PluginDesk, kit: str) -> None:
    index = desk.load("older", layout=kit)
    assert desk.engine.plugin_interfaces(index) == ["HookTrade", "HookAccount", "EventTrade", "EventAccount"]


def test_that_a_legacy_plugin_receives_the_trade_and_its_related_records(desk: PluginDesk, kit: str) -> None:
    desk.engine.seed_account({"login": 7, "group": "real-usd", "name": "Ada"}, balance=500.0)
    desk.load("older", layout=kit)
    request = {"login": 7, "symbol": "EURUSD", "cmd": 0, "volume": 10}
    assert desk.engine.open_trade(request)[0] == 0
    section = desk.engine.groups()[0].secgroups[0]
    assert said(desk)[0] == (
        "request 0 EURUSD 10 of Ada in real-usd at 1.100100 with 500.000000, sections 1, "
        f"commission {section.comm_base:f}"
    )


def test_that_a_legacy_plugin_changes_comment_and_commission(desk: PluginDesk, kit: str) -> None:
    desk.load("older", layout=kit, mark=" seen")
    code, order = desk.open("first")
    (trade,) = desk.engine.open_trades()
    assert (code, trade.order, trade.comment, trade.commission) == (0, order, "first seen", -3.5)
    changed = {row["callback"]: row["flags"] for row in desk.read() if row["flags"] & CHANGED}
    assert changed == {"HookTradeRequestOpen": CHANGED, "HookTradeProcessCommision": CHANGED}


def test_that_fields_unknown_to_a_legacy_plugin_stay_unchanged(desk: PluginDesk, kit: str) -> None:
    desk.load("older", layout=kit, mark=" seen")
    request = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 10, "gw_order": "A-17", "magic": 5}
    assert desk.engine.open_trade(request)[0] == 0
    (trade,) = desk.engine.open_trades()
    assert (trade.comment, trade.gw_order, trade.magic) == (" seen", "A-17", 5)


def test_that_a_legacy_plugin_refuses_with_its_code(desk: PluginDesk, kit: str) -> None:
    desk.load("older", layout=kit)
    assert desk.open("refuse")[0] == 133
    (call,) = desk.calls("HookTradeRequestOpen")
    assert (call["code"], call["flags"]) == (133, REFUSED)


def test_that_an_exception_of_a_legacy_plugin_is_reported_and_the_trade_continues(desk: PluginDesk, kit: str) -> None:
    desk.load("older", layout=kit, mark=" seen")
    assert desk.open("throw")[0] == 0
    assert desk.comments() == ["throw"]
    (diagnostic,) = desk.diagnostics("exception")
    assert diagnostic["text"] == "HookTradeRequestOpen threw std::runtime_error: legacy plugin is unwell"
    (call,) = desk.calls("HookTradeRequestOpen")
    assert call["flags"] == FAILED


def test_that_a_request_inside_a_hook_does_not_change_the_outer_hooks_records(desk: PluginDesk, kit: str) -> None:
    desk.load("older", layout=kit)
    assert desk.open("nested")[0] == 0
    assert sorted(desk.comments()) == ["inner", "outer 10 0"]


def test_that_events_reach_a_legacy_plugin_in_its_own_layout(desk: PluginDesk, kit: str) -> None:
    desk.load("older", layout=kit)
    desk.open("told")
    desk.engine.login(1001, "10.0.0.1", 4)
    reported = said(desk)
    assert reported[1:] == ["added 2 told 0", "login 1001 from 10.0.0.1 by 6"]


def test_that_a_managers_request_reaches_a_legacy_plugin_and_its_server(desk: PluginDesk, kit: str) -> None:
    index = desk.load("older", layout=kit)
    code, answer = desk.engine.custom_action(index, '{"login": 1001}')
    assert (code, json.loads(answer)) == (0, {"name": "", "balance": 10_000.0})
    assert desk.engine.custom_action(index, '{"login": 4711}')[0] == 48
    assert [row["code"] for row in desk.calls("GetAccountByLogin")] == [0, 48]


def test_that_an_update_by_a_legacy_plugin_keeps_fields_outside_its_record(desk: PluginDesk, kit: str) -> None:
    account = {"login": 7, "group": "real-usd", "name": "Ada", "avatar": "portrait.png"}
    desk.engine.seed_account(account, balance=500.0)
    index = desk.load("older", layout=kit, mark=" seen")
    code, _ = desk.engine.custom_action(index, '{"login": 7, "comment": "called"}')
    desk.tick(1.1, 1.1001)  # the next commit batch carries out requests made inside a call
    (kept,) = [row for row in desk.engine.accounts() if row.login == 7]
    assert (code, kept.comment, kept.avatar, kept.name, kept.city) == (0, "called", "portrait.png", "Ada", "Older City")


def test_that_data_and_creation_failures_of_a_legacy_plugin_reach_the_host(desk: PluginDesk, kit: str) -> None:
    index = desk.load("older", layout=kit)
    assert json.loads(desk.engine.remove_plugin(index)) == {"starts": 1}
    with pytest.raises(_core.PluginError, match="CreatePlugin threw std::runtime_error: no plugin today"):
        desk.load("older", layout=kit, unwell=True)


def test_that_plugins_of_all_layouts_run_side_by_side(desk: PluginDesk) -> None:
    desk.load("older", layout="devkit", mark=" devkit")
    desk.load("answering", answer=27, mark=" current")
    desk.load("older", layout="devkit_demo", mark=" demo")
    assert desk.open("all:")[0] == 0
    assert desk.comments() == ["all: devkit current demo"]


# The content of a record that a plugin fills by another layout.
GARBAGE = """
#include <cstring>
#include "CServerInterface.h"
#include "PluginInterface.h"
struct Wrong final : PluginInterface, HookTrade {
  explicit Wrong(CServerInterface* server) : server_(server) {}
  std::string plugin_name() const override { return "wrong"; }
  std::string plugin_description() const override { return "Fills records wrongly."; }
  int HookTradeRequestOpen(const TradeRecord& trade, const GroupRecord&, const SymbolRecord&, const AccountRecord&,
                           const MarginLevel&, TradeDiffRecord& diff) override {
    if (trade.volume == 10) diff.commission = 1.48e-323;
    if (trade.volume == 11) {
      AccountRecord account{};
      account.login = 7;
      account.balance = 1.48e-323;
      return server_->AddAccount(account);
    }
    if (trade.volume == 12) {
      alignas(AccountRecord) char bytes[sizeof(AccountRecord)] = {};
      return server_->AddAccount(reinterpret_cast<AccountRecord&>(bytes));
    }
    return RET_OK_CHANGE;
  }
  CServerInterface* server_;
};
PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                              CServerInterface* server) {
  return new Wrong(server);
}
void DestroyPlugin(PluginInterface* plugin) { delete plugin; }
"""
RET_INVALID_DATA = 3


def test_that_an_implausible_record_is_refused_and_names_the_layout(desk: PluginDesk, kit: str) -> None:
    include = f"-I{LAYOUTS / kit / 'include'}"
    desk.load_file(compile_plugin(GARBAGE, name=f"wrong_{kit}", flags=(include, "-w")), layout=kit)
    order = {"login": 1001, "symbol": "EURUSD", "cmd": 0}
    assert desk.engine.open_trade({**order, "volume": 10})[0] == 0
    (diagnostic,) = desk.diagnostics("exception")
    assert diagnostic["text"].endswith(
        "TradeDiffRecord::commission holds 1.4822e-323; the layout of the plugin is probably wrong"
    )
    for volume, what in ((11, "balance holds 1.4822e-323"), (12, "holds no text")):
        assert desk.engine.open_trade({**order, "volume": volume})[0] == RET_INVALID_DATA
        (line,) = [
            fact for fact in desk.engine.take_notices() if fact["kind"] == "journal" and fact["code"] == "layout"
        ]
        assert f"{what}; the layout of the plugin is probably wrong" in line["text"]
    assert [row.login for row in desk.engine.accounts()] == [1001]


def test_that_a_missing_layout_is_named(desk: PluginDesk) -> None:
    with pytest.raises(_core.PluginError, match=r"the layout ancient cannot be used: .*_layout_ancient\.so"):
        desk.load_file(legacy_plugin_file("older", "devkit"), layout="ancient")
