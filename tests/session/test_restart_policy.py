"""Decisions of the restart policy, without a process."""

from pathlib import Path

import msgspec
import pytest

from workbench.engine.messages import FaultHappened, FileChanged, PluginRow
from workbench.session.restart_policy import WINDOW, RestartPolicy, faulting_plugin, read_settings

LOADED = PluginRow(index=0, file="a.so", name="alpha", state="running", language="C++", enabled=True)
LOADING = PluginRow(index=1, file="b.so", name="beta", state="loading", language="C++", enabled=True)
SPARE = PluginRow(index=-1, file="c.so", name="c", state="available", language="C++", enabled=False)
ROWS = {row.file: row for row in (LOADED, LOADING, SPARE)}
CRASH = FaultHappened(kind="crash", plugin="alpha", callback="OnQuoteTick")
KILLED = FaultHappened(kind="killed", plugin="", callback="")
HANG = FaultHappened(kind="hang", plugin="alpha", callback="OnQuoteTick")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def make(workspace: Path, **settings: object) -> RestartPolicy:
    (workspace / "server.toml").write_text(
        "[server]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
    )
    return RestartPolicy(workspace, WINDOW, clock=Clock())


def test_that_the_plugin_at_fault_is_left_out(tmp_path: Path) -> None:
    policy = make(tmp_path)
    fault = policy.judge(CRASH, ROWS)
    assert (fault.file, fault.quarantined, policy.quarantine) == ("a.so", "a.so", ("a.so",))
    assert policy.wants_restart(fault)
    assert all(policy.may_restart(fault) for _ in range(50))


def test_that_a_plugin_being_loaded_is_the_faulting_plugin_of_an_unattributed_crash() -> None:
    nobody = FaultHappened(kind="crash", plugin="", callback="")
    assert faulting_plugin(nobody, ROWS) == "b.so"
    assert faulting_plugin(nobody, {"a.so": LOADED}) == ""
    assert faulting_plugin(KILLED, ROWS) == ""


@pytest.mark.parametrize(("setting", "restarts"), [("retry", True), ("off", False)])
def test_that_only_the_quarantine_policy_leaves_a_plugin_out(tmp_path: Path, setting: str, restarts: bool) -> None:
    policy = make(tmp_path, restart_after_fault=f'"{setting}"')
    fault = policy.judge(CRASH, ROWS)
    assert (fault.file, fault.quarantined, policy.quarantine) == ("a.so", "", ())
    assert policy.wants_restart(fault) is restarts


def test_that_a_server_without_a_faulting_plugin_restarts_three_times_a_minute(tmp_path: Path) -> None:
    clock = Clock()
    policy = RestartPolicy(tmp_path, WINDOW, clock=clock)
    assert [policy.may_restart(KILLED) for _ in range(5)] == [True, True, True, False, False]
    clock.now = 60.0
    assert policy.may_restart(KILLED)


def test_that_a_hang_is_only_reported_by_default(tmp_path: Path) -> None:
    policy = make(tmp_path)
    assert not policy.wants_restart(policy.judge(HANG, ROWS))
    assert policy.quarantine == ()
    policy = make(tmp_path, hang_action='"restart"')
    assert policy.wants_restart(policy.judge(HANG, ROWS))
    assert policy.quarantine == ("a.so",)


def test_that_a_plugin_whose_file_changed_since_loading_is_not_left_out(tmp_path: Path) -> None:
    policy = make(tmp_path)
    (tmp_path / "plugins").mkdir()
    file = tmp_path / "plugins" / "a.so"
    file.write_text("corrected")
    ran = msgspec.structs.replace(LOADED, modified_nanos=file.stat().st_mtime_ns)
    earlier = msgspec.structs.replace(LOADED, modified_nanos=file.stat().st_mtime_ns - 1)
    fault = policy.judge(CRASH, {"a.so": earlier})
    assert (fault.file, fault.quarantined, policy.quarantine) == ("a.so", "", ())
    assert policy.wants_restart(fault)
    assert policy.judge(CRASH, {"a.so": ran}).quarantined == "a.so"


def test_that_new_content_ends_a_quarantine(tmp_path: Path) -> None:
    policy = make(tmp_path, reload_on_change="false")
    policy.judge(CRASH, ROWS)
    assert not policy.wants_reload(FileChanged(file="a.so", change="removed"), ROWS)
    assert "a.so" in policy.quarantine
    assert not policy.wants_reload(FileChanged(file="a.so", change="changed"), ROWS)
    assert policy.quarantine == ()


def test_that_only_enabled_plugins_are_reloaded(tmp_path: Path) -> None:
    policy = make(tmp_path)
    assert policy.wants_reload(FileChanged(file="a.so", change="changed"), ROWS)
    assert policy.wants_reload(FileChanged(file="a.so", change="added"), ROWS)
    assert not policy.wants_reload(FileChanged(file="c.so", change="changed"), ROWS)
    assert not policy.wants_reload(FileChanged(file="new.so", change="added"), ROWS)
    policy.reload_on_change = False
    assert not policy.wants_reload(FileChanged(file="a.so", change="changed"), ROWS)


BROKEN = [
    "",
    "[server",
    "[server]\nreload_on_change = 7",
    '[server]\nrestart_after_fault = "quar"',
    '[server]\nhang_action = "re"',
    "[server]\nhang_seconds = 0",
    "server = 1",
    None,
]


@pytest.mark.parametrize("text", BROKEN)
def test_that_an_unusable_settings_file_is_ignored(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "server.toml").write_text(text)
    assert read_settings(tmp_path) is None
    assert RestartPolicy(tmp_path, WINDOW).settings() == WINDOW


@pytest.mark.parametrize("text", BROKEN)
def test_that_the_last_good_settings_count_while_the_file_cannot_be_used(tmp_path: Path, text: str | None) -> None:
    settings = {"restart_after_fault": '"off"', "hang_action": '"restart"', "reload_on_change": "false"}
    policy = make(tmp_path, **settings, hang_seconds=7)
    good = policy.settings()
    file = tmp_path / "server.toml"
    file.unlink() if text is None else file.write_text(text)
    assert policy.settings() == good
    assert not policy.wants_reload(FileChanged(file="a.so", change="changed"), ROWS)
    fault = policy.judge(CRASH, ROWS)
    assert (fault.quarantined, policy.wants_restart(fault)) == ("", False)
    file.write_text("[server]\n")
    assert policy.settings() == WINDOW
