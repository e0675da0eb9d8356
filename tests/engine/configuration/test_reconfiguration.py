"""Edits of the configuration of a running server: applied as a whole or not at all, undone, and notified."""

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.engine.running import TICK, VIRTUAL, Running, Start, buy, pump_until
from tests.support.plugin_desk import plugin_file
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.contract.generated.records import PluginAccountRecord
from workbench.engine.configuration.difference import EFFECTS, differences, effect_of
from workbench.engine.configuration.history import MOST_TEXTS, ConfigurationHistory
from workbench.engine.configuration.model import PluginEntry
from workbench.engine.configuration.server_toml import load_workspace
from workbench.engine.core import CoreError
from workbench.engine.files.replacement import write_atomically
from workbench.engine.loader.diagnostics import ConfigurationDiffers
from workbench.engine.messages import (
    Advance,
    Answer,
    ApplyConfiguration,
    CallCustomAction,
    ConfigurationFileChanged,
    DiagnosticFound,
    EditConfiguration,
    EnablePlugin,
    RedoConfiguration,
    SymbolsChanged,
    UndoConfiguration,
)

GOLD = """
[[symbols]]
symbol = "XAUUSD"
currency = "XAU"
quote_currency = "USD"
digits = 2
contract_size = 100.0
margin_divider = 1.0
trade = 2
exemode = 2
"""


@pytest.fixture
def running(make_workspace: MakeWorkspace, start: Start) -> Running:
    return start(make_workspace(), VIRTUAL)


def file_of(running: Running) -> Path:
    return running.workspace / "server.toml"


def write(running: Running, old: str, new: str) -> None:
    text = file_of(running).read_text("utf-8")
    assert old in text
    file_of(running).write_text(text.replace(old, new, 1), "utf-8")


def changed(answer: Answer) -> dict[str, tuple[Any, Any, str]]:
    assert answer.error == ""
    return {
        ".".join(filter(None, (row["section"], row["name"], row["key"]))): (row["before"], row["after"], row["effect"])
        for row in answer.data
    }


def group_field(running: Running, field: str) -> Any:
    (group,) = running.server.core.rows("groups")
    return group[field]


def test_that_an_edit_takes_effect_when_it_is_applied(running: Running) -> None:
    write(running, "margin_call = 100", "margin_call = 120  # stricter")
    preview = running.server.handle(ApplyConfiguration(preview=True))
    assert changed(preview) == {"groups.real-usd.margin_call": (100, 120, "apply")}
    assert group_field(running, "margin_call") == 100
    assert changed(running.server.handle(ApplyConfiguration())) == changed(preview)
    assert group_field(running, "margin_call") == 120
    assert running.server.handle(ApplyConfiguration()).data == []
    assert "# stricter" in file_of(running).read_text("utf-8")


def test_that_changes_that_need_a_restart_are_reported_until_the_restart(running: Running) -> None:
    write(running, 'name = "Test"', 'name = "Other"\nsync = "full"')
    expected = {"server.name": ("Test", "Other", "apply"), "server.sync": ("normal", "full", "restart")}
    assert changed(running.server.handle(ApplyConfiguration())) == expected
    assert running.server.core.common()["name"] == "Other"
    del expected["server.name"]
    assert changed(running.server.handle(ApplyConfiguration())) == expected


def test_that_a_mistake_is_reported_with_its_line_and_nothing_changes(running: Running) -> None:
    write(running, "margin_call = 100", "margin_call = 120")
    write(running, "lot_min = 1\n", "lot_min = 70000\n")
    answer = running.server.handle(ApplyConfiguration())
    assert answer.code == ReturnCodes.RET_ERR_PARAMS
    assert answer.error.startswith("server.toml:")
    assert "groups.real-usd.securities.0.lot_min: 70000 is above lot_max" in answer.error
    assert group_field(running, "margin_call") == 100


def test_that_a_new_symbol_can_be_traded_and_is_reported(running: Running) -> None:
    write(running, "[[groups]]", GOLD + "[[groups]]")
    running.server.handle(ApplyConfiguration())
    (reported,) = running.reported(SymbolsChanged)
    assert [(row.number, row.symbol) for row in reported.symbols] == [(0, "EURUSD"), (1, "USDJPY"), (2, "XAUUSD")]
    assert running.server.core.inject_tick("XAUUSD", 2000.0, 2000.5, 1.0) == ReturnCodes.RET_OK


def test_that_a_symbol_in_use_stays_and_nothing_else_is_applied(running: Running) -> None:
    running.server.handle(TICK)
    assert running.server.handle(buy()).code == ReturnCodes.RET_OK
    text = file_of(running).read_text("utf-8")
    first, second = text.index("[[symbols]]"), text.rindex("[[symbols]]")
    file_of(running).write_text(text[:first] + text[second:].replace("margin_call = 100", "margin_call = 120"), "utf-8")
    answer = running.server.handle(ApplyConfiguration())
    assert "nothing was applied" in answer.error
    assert "EURUSD" in answer.error
    assert group_field(running, "margin_call") == 100
    assert [row["symbol"] for row in running.server.core.rows("symbols")] == ["EURUSD", "USDJPY"]


def test_that_changes_that_cannot_be_undone_are_named_and_others_are_undone(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = running.server.core
    seed = core.seed_account

    def seed_all_but_5002(record: PluginAccountRecord, balance: float, credit: float) -> bool:
        if record.login == 5002:
            raise CoreError("no more accounts")
        return seed(record, balance, credit)

    monkeypatch.setattr(core, "seed_account", seed_all_but_5002)
    write(running, "margin_call = 100", "margin_call = 120")
    accounts = "".join(f'[[accounts]]\nlogin = {login}\ngroup = "vip"\nleverage = 100\n' for login in (5001, 5002))
    with file_of(running).open("a", encoding="utf-8") as file:
        file.write(f'\n[[groups]]\ngroup = "vip"\ncurrency = "USD"\nenable = 1\n{accounts}')
    error = running.server.handle(ApplyConfiguration()).error
    assert "no more accounts" in error
    assert "some applied changes were not reverted (vip cannot be removed: RET_GROUP_USE_BY_USER)" in error
    # The new account keeps its group; the edit of the old group, made before, is undone.
    groups = {row["group"]: row["margin_call"] for row in core.rows("groups")}
    assert groups == {"real-usd": 100, "vip": 0}


def test_that_an_unused_symbol_goes_and_comes_back_with_undo(running: Running) -> None:
    text = file_of(running).read_text("utf-8")
    start, end = text.rindex("[[symbols]]"), text.index("[[groups]]")
    file_of(running).write_text(text[:start] + text[end:], "utf-8")
    assert list(changed(running.server.handle(ApplyConfiguration()))) == ["symbols.USDJPY"]
    assert [row["symbol"] for row in running.server.core.rows("symbols")] == ["EURUSD"]
    running.server.handle(UndoConfiguration())
    assert [row["symbol"] for row in running.server.core.rows("symbols")] == ["EURUSD", "USDJPY"]
    assert file_of(running).read_text("utf-8") == text


def test_that_edits_are_undone_and_done_again_one_by_one(running: Running) -> None:
    edit = running.server.handle
    assert edit(EditConfiguration(section="groups", name="real-usd", key="margin_call", value=110)).error == ""
    assert (
        edit(EditConfiguration(section="groups", name="real-usd", key="securities.0.comm_base", value=9.0)).error == ""
    )
    edit(ApplyConfiguration())
    assert (group_field(running, "margin_call"), group_field(running, "secgroups")[0]["comm_base"]) == (110, 9.0)
    edit(UndoConfiguration())
    assert (group_field(running, "margin_call"), group_field(running, "secgroups")[0]["comm_base"]) == (110, 7.0)
    edit(UndoConfiguration())
    assert group_field(running, "margin_call") == 100
    assert edit(UndoConfiguration()).error == "server.toml: no change to undo"
    edit(RedoConfiguration())
    assert (group_field(running, "margin_call"), group_field(running, "secgroups")[0]["comm_base"]) == (110, 7.0)
    edit(EditConfiguration(section="groups", name="real-usd", key="margin_call", value=105))
    assert edit(RedoConfiguration()).error == "server.toml: no change to redo"


def test_that_elements_are_added_and_removed(running: Running) -> None:
    holiday = {"month": 12, "day": 25, "symbol": "*", "description": "Christmas"}
    assert running.server.handle(EditConfiguration(section="holidays", value=holiday)).error == ""
    assert changed(running.server.handle(ApplyConfiguration()))["holidays.1"][2] == "apply"
    assert running.server.handle(EditConfiguration(section="holidays", name="1")).error == ""
    assert load_workspace(running.workspace).holidays == ()


@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        (EditConfiguration(section="groups", name="real-usd", key="margin_stopout", value=300), "is above margin_call"),
        (EditConfiguration(section="groups", name="x", key="margin_call", value=1), "no [[groups]] entry for x"),
        (EditConfiguration(section="groups", name="real-usd", key="securities.7.show", value=1), "there is no 7"),
        (EditConfiguration(section="robots", name="", key="enabled", value=True), "robots"),
        (EditConfiguration(section="server", name="", key="sinc", value="full"), "unknown key"),
        (EditConfiguration(section="symbols", value={"symbol": "EURUSD"}), "is defined twice"),
        (EditConfiguration(section="feed", value={"speed": 1.0}), "feed"),
    ],
)
def test_that_an_invalid_edit_does_not_change_the_file(
    running: Running, edit: EditConfiguration, reported: str
) -> None:
    before = file_of(running).read_bytes()
    answer = running.server.handle(edit)
    assert reported in answer.error
    assert file_of(running).read_bytes() == before


def test_that_an_external_edit_is_reported_after_the_debounce_time(running: Running) -> None:
    reconfiguration = running.server.reconfiguration
    assert reconfiguration.edited(0) is None
    write(running, "margin_call = 100", 'margin_call = 120\nsupport_page = "x"')
    write(running, 'clock = "feed"', 'clock = "wall"')
    assert reconfiguration.edited(1_000_000_000) is None
    reported = reconfiguration.edited(2_000_000_000)
    assert isinstance(reported, ConfigurationFileChanged)
    assert reported.to_apply == ("groups.real-usd.margin_call", "groups.real-usd.support_page")
    assert reported.to_restart == ("server.clock",)
    assert reconfiguration.edited(3_000_000_000) is None
    file_of(running).write_text("[server\n", "utf-8")
    assert reconfiguration.edited(4_000_000_000) is None
    broken = reconfiguration.edited(5_000_000_000)
    assert broken is not None
    assert broken.error.startswith("server.toml:1: not TOML")


def test_that_own_edits_are_not_reported_as_external_edits(running: Running) -> None:
    running.server.handle(EditConfiguration(section="groups", name="real-usd", key="margin_call", value=110))
    assert running.server.reconfiguration.edited(1_000_000_000) is None
    assert running.server.reconfiguration.edited(2_000_000_000) is None


def test_that_the_history_is_bounded_and_survives_damage(tmp_path: Path) -> None:
    history = ConfigurationHistory(tmp_path)
    for number in range(MOST_TEXTS + 5):
        history.record(f"# {number}\n")
    assert len(list(tmp_path.glob("*.toml"))) == MOST_TEXTS
    (tmp_path / "current").write_text("", "utf-8")
    again = ConfigurationHistory(tmp_path)
    assert again.before() == f"# {MOST_TEXTS + 3}\n"
    assert again.after() is None


def test_that_every_key_states_when_it_takes_effect(make_workspace: MakeWorkspace) -> None:
    workspace = load_workspace(make_workspace())
    assert differences(workspace, workspace) == []
    assert set(EFFECTS) == {
        "server", "feed", "robot", "symbol_groups", "symbols", "holidays", "groups", "accounts", "managers", "plugins",
    }  # fmt: skip
    for section, keys in EFFECTS.items():
        known = getattr(workspace, section)
        for key in keys:
            if key and key not in ("*", "order"):
                assert hasattr(PluginEntry("") if section == "plugins" else known, key), f"{section}.{key} is no key"
    assert effect_of("plugins", "enabled") == "restart"
    assert effect_of("plugins", "config") == "apply"
    assert effect_of("groups", "margin_call") == "apply"


EDITOR = '''\
"""Edits the configuration of the server when it is asked to."""

from typing import Any

from workbench.sdk import PluginInterface


class Editor(PluginInterface):
    """Does what a manager's request names."""

    def __init__(self, server: Any, config: dict[str, Any]) -> None:
        self.server, self.config = server, config

    def plugin_name(self) -> str:
        return "editor"

    def CustomAction(self, req: Any, res: dict[str, Any]) -> int:
        match req["what"]:
            case "group":
                code, group = self.server.GetGroup("real-usd")
                group.margin_call = 130
                sec = group.secgroups[0]
                sec.comm_base = 11.5
                group.secgroups = {0: sec}
                return self.server.UpdateGroup(group)
            case "symbol":
                code, symbol = self.server.GetSymbol("EURUSD")
                symbol.symbol, symbol.description = "EURUSD.x", "added"
                return self.server.AddSymbol(symbol)
            case "sessions":
                code, symbol = self.server.GetSymbol("EURUSD")
                week = symbol.sessions
                monday, hours = week[1], week[1].trade
                hours[0].open, hours[0].close, hours[0].close_hour = 0, 720, 12
                monday.trade = hours
                week[1] = monday
                symbol.sessions = week
                return self.server.UpdateSymbol(symbol)
            case "config":
                return self.server.SetPluginConfig('{"limit": 3}')
            case "many":
                for number in range(req["count"]):
                    code, symbol = self.server.GetSymbol("EURUSD")
                    symbol.description = f"change {number}"
                    if code := self.server.UpdateSymbol(symbol):
                        return code
                return 0
        return 3


def create_plugin(server: Any, config: dict[str, Any]) -> Editor:
    """Makes the plugin."""
    return Editor(server, config)
'''


@pytest.fixture
def edited(make_workspace: MakeWorkspace, start: Start, tmp_path: Path) -> Running:
    file = tmp_path / "editor.py"
    file.write_text(EDITOR, "utf-8")
    return start(make_workspace([file], config={"editor.py": {"limit": 1}}), VIRTUAL)


def ask(running: Running, what: str, **more: int) -> None:
    answer = running.server.handle(CallCustomAction(plugin="editor", request={"what": what, **more}))
    assert (answer.code, answer.error) == (0, "")
    # The next commit batch carries out a plugin's request.
    assert running.server.handle(Advance(to_nanos=VIRTUAL.start_nanos + 1_000_000)).error == ""


def test_that_changes_by_a_plugin_are_in_the_file_and_can_be_undone(edited: Running) -> None:
    before = file_of(edited).read_text("utf-8")
    ask(edited, "group")
    group = load_workspace(edited.workspace).groups[0]
    assert (group.margin_call, group.secgroups[0].comm_base, group.secgroups[0].lot_max) == (130, 11.5, 10000)
    assert edited.server.handle(ApplyConfiguration(preview=True)).data == []
    edited.server.handle(UndoConfiguration())
    assert file_of(edited).read_text("utf-8") == before
    assert group_field(edited, "margin_call") == 100


def test_that_a_symbol_of_a_plugin_is_there_after_a_restart(edited: Running) -> None:
    ask(edited, "symbol")
    added = load_workspace(edited.workspace).symbols[-1]
    assert (added.symbol, added.description, added.currency, added.digits) == ("EURUSD.x", "added", "EUR", 5)
    assert edited.server.handle(ApplyConfiguration(preview=True)).data == []


def test_that_hours_and_parameters_of_a_plugin_are_written_as_people_write_them(edited: Running) -> None:
    ask(edited, "sessions")
    assert load_workspace(edited.workspace).symbols[0].sessions[1].trade[0].close == 720
    assert 'sessions = {Mon = {quote = "", trade = "00:00-12:00"}}' in file_of(edited).read_text("utf-8")
    ask(edited, "config")
    pump_until(edited, lambda: load_workspace(edited.workspace).plugins[0].config == {"limit": 3})


def description_of(running: Running) -> str:
    return load_workspace(running.workspace).symbols[0].description


def test_that_many_changes_by_a_plugin_are_few_writes_and_the_last_one_is_in_the_file(edited: Running) -> None:
    before = len(texts_kept(edited))
    ask(edited, "many", count=200)
    pump_until(edited, lambda: description_of(edited) == "change 199")
    assert len(texts_kept(edited)) - before <= 2
    ask(edited, "many", count=3)
    # Everything is written before a command that needs the file.
    assert edited.server.handle(ApplyConfiguration(preview=True)).data == []
    assert description_of(edited) == "change 2"
    ask(edited, "many", count=8)
    edited.server.handle(UndoConfiguration())
    assert description_of(edited) == "change 2"


def test_that_the_last_change_by_a_plugin_is_written_at_the_end(edited: Running) -> None:
    ask(edited, "many", count=5)
    ask(edited, "many", count=9)
    edited.server.close()
    assert description_of(edited) == "change 8"


def test_that_a_change_that_does_not_fit_keeps_no_other_one_from_being_written(edited: Running) -> None:
    ask(edited, "config")
    text = file_of(edited).read_text("utf-8")
    start, end = text.index("[[symbols]]"), text.rindex("[[symbols]]")
    file_of(edited).write_text(text[:start] + text[end:], "utf-8")
    ask(edited, "many", count=2)
    ask(edited, "group")
    pump_until(edited, lambda: load_workspace(edited.workspace).groups[0].margin_call == 130)
    (reported,) = (each for each in edited.reported(DiagnosticFound) if each.code == ConfigurationDiffers.code)
    assert reported.message == (
        "the plugin's change of symbols EURUSD could not be written to server.toml: "
        "server.toml: there is no [[symbols]] entry for EURUSD"
    )


def test_that_budgets_of_a_running_plugin_are_taken_over_when_they_are_applied(
    make_workspace: MakeWorkspace, start: Start
) -> None:
    running = start(make_workspace([plugin_file("slow")], config={"slow.so": {"micros": 300}}), VIRTUAL)

    def met_after(number: int) -> list[str]:
        """Messages after that many seconds of server time and another trade."""
        running.server.handle(Advance(to_nanos=VIRTUAL.start_nanos + number * 2_000_000_000))
        running.server.handle(TICK)
        assert running.server.handle(buy()).error == ""
        running.server.pump()
        return [diagnostic.message for diagnostic in running.reported(DiagnosticFound) if diagnostic.code == "slow"]

    assert met_after(1) == []
    write(running, 'file = "slow.so"', 'file = "slow.so"\nbudgets = { HookTradeRequestOpen = 0.2 }')
    effect = changed(running.server.handle(ApplyConfiguration()))["plugins.slow.so.budgets"]
    assert effect == ({}, {"HookTradeRequestOpen": 0.2}, "apply")
    assert met_after(2) == ["HookTradeRequestOpen took longer than its budget of 0.200 ms"]
    assert running.rows()["slow.so"].state == "running"
    assert running.rows()["slow.so"].budgets == {"HookTradeRequestOpen": 0.2}
    assert running.rows()["slow.so"].budget_millis == 5.0
    write(running, "budgets = { HookTradeRequestOpen = 0.2 }", "budget_millis = 0.1")
    running.server.handle(ApplyConfiguration())
    assert running.rows()["slow.so"].budget_millis == 0.1
    assert met_after(3)[1:] == ["HookTradeRequestOpen took longer than its budget of 0.100 ms"]
    running.server.handle(UndoConfiguration())
    running.server.handle(UndoConfiguration())
    assert len(met_after(4)) == 2


def save_by_hand_while(running: Running, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """Saves an edit by hand when the server has read the file and is about to replace it."""
    dumps, todo = tomlkit.dumps, [(old, new)]

    def dumps_late(document: tomlkit.TOMLDocument) -> str:
        while todo:
            write(running, *todo.pop())
        return dumps(document)

    monkeypatch.setattr(tomlkit, "dumps", dumps_late)


def texts_kept(running: Running) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((running.workspace / "data/configuration").glob("*.toml"))]


@pytest.mark.parametrize("by", ["plugin", "window"])
def test_that_a_manual_save_during_an_edit_is_kept_and_reported(
    edited: Running, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    save_by_hand_while(edited, monkeypatch, "margin_stopout = 50", "margin_stopout = 50  # by hand")
    if by == "plugin":
        ask(edited, "group")
    else:
        edit = EditConfiguration(section="groups", name="real-usd", key="margin_call", value=130)
        assert edited.server.handle(edit).error == ""
    assert "margin_stopout = 50  # by hand" in file_of(edited).read_text("utf-8")
    assert load_workspace(edited.workspace).groups[0].margin_call == 130
    replaced = texts_kept(edited)[-2]
    assert "margin_stopout = 50  # by hand" in replaced
    assert "margin_call = 100" in replaced


def test_that_a_manual_save_during_a_plugins_edit_of_another_place_is_kept_and_reported(
    edited: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_by_hand_while(edited, monkeypatch, 'name = "Test"', 'name = "By hand"')
    ask(edited, "group")
    workspace = load_workspace(edited.workspace)
    assert (workspace.server.name, workspace.groups[0].margin_call) == ("By hand", 130)
    later = time.monotonic_ns() + 10_000_000_000
    found = [edited.server.reconfiguration.edited(later + seconds * 1_000_000_000) for seconds in (0, 1)]
    reported = found[0] or found[1]
    assert reported is not None
    assert "server.name" in reported.to_apply


def test_that_enabling_a_plugin_does_not_undo_a_manual_save(edited: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    save_by_hand_while(edited, monkeypatch, 'name = "Test"', 'name = "By hand"')
    assert edited.server.handle(EnablePlugin(file="editor.py", enabled=False)).error == ""
    workspace = load_workspace(edited.workspace)
    assert workspace.server.name == "By hand"
    assert not workspace.plugins[0].enabled


def test_that_undoing_does_not_lose_a_manual_save(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    running.server.handle(EditConfiguration(section="groups", name="real-usd", key="margin_call", value=110))
    history = running.server.reconfiguration._file.history
    before = history.before

    def before_late() -> str | None:
        write(running, 'name = "Test"', 'name = "By hand"')
        return before()

    monkeypatch.setattr(history, "before", before_late)
    answer = running.server.handle(UndoConfiguration())
    assert answer.error == "server.toml: another program saved the file at this moment; undo again"
    assert load_workspace(running.workspace).server.name == "By hand"


def test_that_a_reverted_mistake_is_reported_as_resolved(running: Running) -> None:
    reconfiguration, good = running.server.reconfiguration, file_of(running).read_text("utf-8")
    reconfiguration.edited(0)
    for text, now in ((good[:40], 10), ("", 20)):
        file_of(running).write_text(text, "utf-8")
        assert reconfiguration.edited(now * 1_000_000_000) is None
        broken = reconfiguration.edited((now + 5) * 1_000_000_000)
        assert broken is not None
        assert broken.error
    file_of(running).write_text(good, "utf-8")
    assert reconfiguration.edited(30_000_000_000) is None
    over = reconfiguration.edited(35_000_000_000)
    assert over is not None
    assert (over.to_apply, over.to_restart, over.error) == ((), (), "")
    assert reconfiguration.edited(40_000_000_000) is None


def fill_disk_of_history(monkeypatch: pytest.MonkeyPatch, *, writes_before: int = 0) -> None:
    """Makes the writes into the history fail after that many."""
    left = [writes_before]

    def write_or_fail(path: Path, text: str) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        left[0] -= 1
        write_atomically(path, text)

    monkeypatch.setattr("workbench.engine.configuration.history.write_atomically", write_or_fail)


@pytest.mark.parametrize("writes_before", [0, 1])
def test_that_nothing_is_applied_when_the_history_cannot_be_written(
    running: Running, monkeypatch: pytest.MonkeyPatch, writes_before: int
) -> None:
    texts = texts_kept(running)
    write(running, "margin_call = 100", "margin_call = 120")
    write(running, "[[groups]]", GOLD + "[[groups]]")
    account = '\n[[accounts]]\nlogin = 5001\ngroup = "real-usd"\nleverage = 100\n'
    file_of(running).write_text(file_of(running).read_text("utf-8") + account, "utf-8")
    with monkeypatch.context() as patch:
        fill_disk_of_history(patch, writes_before=writes_before)
        error = running.server.handle(ApplyConfiguration()).error
    assert error == (
        "server.toml: nothing was applied: data/configuration: the configuration history cannot be written: "
        "No space left on device; free disk space or make the folder writable"
    )
    assert group_field(running, "margin_call") == 100
    assert [row["symbol"] for row in running.server.core.rows("symbols")] == ["EURUSD", "USDJPY"]
    assert 5001 not in {row["login"] for row in running.server.core.rows("accounts")}
    assert texts_kept(running) == texts
    assert len(running.server.handle(ApplyConfiguration(preview=True)).data) == 3
    assert len(running.server.handle(ApplyConfiguration()).data) == 3
    assert running.server.handle(UndoConfiguration()).error == ""
    assert group_field(running, "margin_call") == 100


@pytest.mark.parametrize("writes_before", [0, 1])
def test_that_an_edit_without_its_history_leaves_the_file_unchanged(
    running: Running, monkeypatch: pytest.MonkeyPatch, writes_before: int
) -> None:
    edit = EditConfiguration(section="groups", name="real-usd", key="margin_call", value=110)
    before, texts = file_of(running).read_text("utf-8"), texts_kept(running)
    with monkeypatch.context() as patch:
        fill_disk_of_history(patch, writes_before=writes_before)
        assert "the configuration history cannot be written" in running.server.handle(edit).error
    assert (file_of(running).read_text("utf-8"), texts_kept(running)) == (before, texts)
    assert running.server.handle(UndoConfiguration()).error == "server.toml: no change to undo"


@pytest.mark.parametrize("command", [UndoConfiguration(), RedoConfiguration()])
def test_that_an_undo_or_redo_without_its_history_changes_nothing(
    running: Running, monkeypatch: pytest.MonkeyPatch, command: UndoConfiguration | RedoConfiguration
) -> None:
    for value in (110, 120):
        running.server.handle(EditConfiguration(section="groups", name="real-usd", key="margin_call", value=value))
        running.server.handle(ApplyConfiguration())
    running.server.handle(UndoConfiguration())
    before = file_of(running).read_text("utf-8")
    with monkeypatch.context() as patch:
        fill_disk_of_history(patch)
        assert "the configuration history cannot be written" in running.server.handle(command).error
    assert file_of(running).read_text("utf-8") == before
    assert group_field(running, "margin_call") == 110
    assert running.server.handle(command).error == ""
    assert group_field(running, "margin_call") == (100 if isinstance(command, UndoConfiguration) else 120)


def test_that_a_refused_account_leaves_the_history_unchanged(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(record: PluginAccountRecord, balance: float, credit: float) -> bool:
        raise CoreError(f"no room for {record.login}, {balance}, {credit}")

    monkeypatch.setattr(running.server.core, "seed_account", refuse)
    texts = texts_kept(running)
    account = '\n[[accounts]]\nlogin = 5001\ngroup = "real-usd"\nleverage = 100\n'
    write(running, "margin_call = 100", "margin_call = 120")
    file_of(running).write_text(file_of(running).read_text("utf-8") + account, "utf-8")
    assert "nothing was applied: no room for 5001" in running.server.handle(ApplyConfiguration()).error
    assert group_field(running, "margin_call") == 100
    assert texts_kept(running) == texts
