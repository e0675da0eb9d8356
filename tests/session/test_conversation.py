"""One conversation with the server, word for word the same in this process and in a child process."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.support.talk import Talk, buy, close
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallFlag, CallKind, PluginTradeCommand, ReturnCodes
from workbench.contract.generated.records import PluginAccountRequestRecord
from workbench.session import (
    AddAccount,
    Advance,
    CallCustomAction,
    ChangeBalance,
    EngineGone,
    EngineStopped,
    FaultHappened,
    FeedChanged,
    FileChanged,
    InjectTick,
    JournalWritten,
    Login,
    Logout,
    PluginChanged,
    Query,
    SetFeed,
    StartOptions,
)

NUMBERS = {callback.name: callback.number for callback in CALLBACKS}
Open = Callable[[Path], Talk]


def texts(talk: Talk) -> list[str]:
    return [line.text for event in talk.said(JournalWritten) for line in event.lines]


def test_that_the_whole_conversation_works(open_session: Open, make_workspace: MakeWorkspace, talker: Path) -> None:
    talk = open_session(make_workspace([talker]))
    started = talk.start()
    assert [(row.number, row.symbol, row.digits) for row in started.symbols] == [(0, "EURUSD", 5), (1, "USDJPY", 3)]
    assert talk.session.state == "running"
    assert talk.plugin_states() == {"talker.so": "running"}
    row = talk.said(PluginChanged)[-1].row
    assert (row.name, row.version, row.api_version, row.language) == ("talker", "1.0", 151, "C++")
    assert {"HookTrade", "EventTrade", "EventAccount"} <= set(row.interfaces)

    assert talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002)).code == ReturnCodes.RET_OK
    assert talk.ask(InjectTick(symbol="EURUSD", bid=-1.0, ask=1.1002)).code != ReturnCodes.RET_OK
    assert talk.ask(InjectTick(symbol="NOTHING", bid=1.0, ask=1.0)).error == "RET_SYMBOL_NOT_FOUND"

    opened = talk.ask(buy(10))
    assert (opened.code, opened.error) == (ReturnCodes.RET_OK, "")
    (trade,) = talk.rows("open_trades", 1001)
    assert (trade["order"], trade["comment"], trade["open_price"]) == (opened.order, "seen by talker", 1.1002)
    refused = talk.ask(buy(777))
    assert (refused.code, refused.error) == (ReturnCodes.RET_TRADE_BAD_VOLUME, "RET_TRADE_BAD_VOLUME")

    assert talk.ask(InjectTick(symbol="EURUSD", bid=1.11, ask=1.1102)).code == ReturnCodes.RET_OK
    assert talk.ask(close(opened.order)).code == ReturnCodes.RET_OK
    (trade,) = [trade for trade in talk.rows("closed_trades", 1001) if trade["cmd"] == PluginTradeCommand.Buy]
    assert trade["profit"] == pytest.approx((1.11 - 1.1002) * 10_000)
    assert talk.rows("open_trades", 1001) == []

    assert talk.ask(Login(login=1002)).code == ReturnCodes.RET_OK
    assert talk.ask(Logout(login=1002)).code == ReturnCodes.RET_OK
    assert talk.ask(Login(login=9999)).code != ReturnCodes.RET_OK

    talk.wait(lambda: "asked for EURUSD" in texts(talk))
    reader = talk.session.telemetry
    assert reader is not None
    assert reader.ready
    batch = reader.drain()
    hook = batch.calls[batch.calls["callback"] == NUMBERS["HookTradeRequestOpen"]]
    assert hook["login"].tolist() == [1001, 1001]
    assert (hook["flags"] & CallFlag.CALL_CHANGED).tolist() == [CallFlag.CALL_CHANGED, 0]
    assert (hook["flags"] & CallFlag.CALL_REFUSED).tolist() == [0, CallFlag.CALL_REFUSED]
    nested = batch.calls[batch.calls["callback"] == NUMBERS["LogsOut"]]
    assert nested["parent"].tolist() == hook["id"].tolist()
    assert set(nested["kind"]) == {CallKind.ServerCall}
    assert np.all(hook["took_ticks"] >= nested["took_ticks"])
    assert batch.lost == 0
    assert len(batch.ticks) >= 2
    assert int(reader.header["opened"]) == 1
    assert int(reader.header["refused"]) >= 1

    talk.session.stop()
    assert talk.session.state == "stopped"
    assert talk.said(EngineStopped)[-1].exit_code == 0
    assert talk.said(FaultHappened) == []
    assert talk.plugin_states() == {"talker.so": "stopped"}
    with pytest.raises(EngineGone):
        talk.ask(Query(what="accounts"))


def test_that_money_and_accounts_can_be_changed(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    before = {row["login"]: row["balance"] for row in talk.rows("accounts")}
    assert before == {1001: 10_000.0, 1002: 100_000.0, 1003: 1_000.0}
    assert talk.ask(ChangeBalance(login=1003, amount=250.5, comment="test")).code == ReturnCodes.RET_OK
    new = PluginAccountRequestRecord(group="real-usd", name="Dora", leverage=50)
    added = talk.ask(AddAccount(account=new))
    assert added.code == ReturnCodes.RET_OK
    rows = {row["login"]: row for row in talk.rows("accounts")}
    assert rows[1003]["balance"] == 1_250.5
    assert rows[added.order]["name"] == "Dora"


def test_that_a_wrong_command_is_answered_with_one_line(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    wrong = {
        "what": talk.ask(Query(what="everything")),
        "speed": talk.ask(SetFeed(speed=0.0)),
        "number": talk.ask(buy(2**40)),
        "nobody": talk.ask(CallCustomAction(plugin="nobody", request={})),
        "clock": talk.ask(Advance(to_nanos=1)),
    }
    for name, answer in wrong.items():
        assert answer.code != ReturnCodes.RET_OK, name
        assert answer.error, name
        assert "\n" not in answer.error, name
    assert "volume" in wrong["number"].error
    assert talk.session.state == "running"


def test_that_trades_survive_a_restart(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002))
    order = talk.ask(buy(10)).order
    talk.session.restart()
    talk.wait(lambda: len(talk.said(EngineStopped)) == 1 and talk.session.state == "running")
    (trade,) = talk.rows("open_trades")
    assert trade["order"] == order
    assert [row["balance"] for row in talk.rows("accounts")][1:] == [100_000.0, 1_000.0]


def test_that_the_feed_plays_on_command(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    talk.start()
    assert talk.ask(SetFeed(speed=100.0, playing=True)).error == ""
    talk.wait(lambda: any(event.position == event.length == 5 for event in talk.said(FeedChanged)))
    reader = talk.session.telemetry
    assert reader is not None
    assert int(reader.header["ticks"]) == 5


def test_that_a_virtual_clock_advances_only_on_command(open_session: Open, workspace: Path) -> None:
    talk = open_session(workspace)
    first = 1_772_438_400_000_000_000
    talk.start(StartOptions(clock="virtual", start_nanos=first, feed_playing=True))
    reader = talk.session.telemetry
    assert reader is not None
    assert talk.ask(Advance(to_nanos=first + 1_500_000_000)).error == ""
    assert int(reader.header["ticks"]) == 3
    assert talk.ask(Advance(to_nanos=first)).error != "" or int(reader.header["ticks"]) == 3


def test_that_a_changed_plugin_file_is_noticed(
    open_session: Open, make_workspace: MakeWorkspace, talker: Path, killer: Path
) -> None:
    workspace = make_workspace([talker])
    talk = open_session(workspace)
    talk.start()
    # As a linker does: a new file under the same name.
    (workspace / "plugins" / "new").write_bytes(killer.read_bytes())
    (workspace / "plugins" / "new").replace(workspace / "plugins" / "talker.so")
    talk.wait(lambda: talk.plugin_states() == {"talker.so": "changed on disk"})
    assert [(event.file, event.change) for event in talk.said(FileChanged)] == [("talker.so", "changed")]
    talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002))
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    (workspace / "plugins" / "more.py").write_text("a = 1\n")
    talk.wait(lambda: "more.py" in talk.plugin_states())


def test_that_an_unusable_workspace_reports_the_place(open_session: Open, workspace: Path) -> None:
    text = (workspace / "server.toml").read_text().replace("margin_stopout = 50", "margin_stopout = 130")
    (workspace / "server.toml").write_text(text)
    talk = open_session(workspace)
    talk.session.start()
    talk.wait(lambda: bool(talk.said(FaultHappened)))
    (fault,) = talk.said(FaultHappened)
    assert fault.kind == "failed to start"
    assert "groups.real-usd.margin_stopout: 130 is above margin_call (100)" in fault.message
    talk.wait(lambda: talk.session.state == "stopped")


def test_that_a_bad_tick_file_reports_the_place(open_session: Open, workspace: Path) -> None:
    (workspace / "ticks.csv").write_text("time_millis,symbol,bid,ask,volume\n1772438400000,NOTHING,1,1,1\n")
    talk = open_session(workspace)
    talk.session.start()
    talk.wait(lambda: bool(talk.said(FaultHappened)))
    message = talk.said(FaultHappened)[0].message
    assert message.startswith("ticks.csv:2: ")
    assert "NOTHING" in message
