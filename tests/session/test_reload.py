"""A plugin file that is replaced, in any of the ways that tools write files, is loaded at once."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.talk import TICK, OpenChild, Talk, buy
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.session import (
    EngineGone,
    EngineStarted,
    FaultHappened,
    FileChanged,
)
from workbench.session.process_session import ProcessSession
from workbench.session.restart_policy import WINDOW

Versions = tuple[bytes, bytes]


@pytest.fixture(scope="session")
def versions(compiled_plugin: CompilePlugin) -> Versions:
    """Two builds of the plugin killer: the second one is harmless."""
    harmless = plugin_source("killer").replace("trade.volume ==", "trade.volume == -1000 -")
    return (
        compiled_plugin(plugin_source("killer"), name="killer").read_bytes(),
        compiled_plugin(harmless, name="killer").read_bytes(),
    )


@pytest.fixture
def talk(open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path) -> Talk:
    made = open_child(make_workspace([killer]), settle_millis=40, supervision=WINDOW)
    made.start()
    return made


def file_of(talk: Talk) -> Path:
    return talk.session.workspace / "plugins" / "killer.so"


def loaded_again(talk: Talk, times: int) -> None:
    talk.wait(lambda: len(talk.said(EngineStarted)) == times)
    talk.wait(lambda: talk.plugin_states().get("killer.so") == "running")


def quiet(talk: Talk, times: int) -> None:
    """Nothing more has been started when the server has seen a later change of another file."""
    (talk.session.workspace / "plugins" / "later.py").write_text("")
    talk.wait(lambda: any(change.file == "later.py" for change in talk.said(FileChanged)))
    assert len(talk.said(EngineStarted)) == times


def replaced(file: Path, content: bytes) -> None:
    part = file.with_name(".part")
    part.write_bytes(content)
    part.replace(file)


def overwritten(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def made_anew(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


def folder_made_anew(file: Path, content: bytes) -> None:
    shutil.rmtree(file.parent)
    file.parent.mkdir()
    file.write_bytes(content)


@pytest.mark.parametrize("write", [replaced, overwritten, made_anew, folder_made_anew])
def test_that_a_new_build_runs_and_trades_are_kept(
    talk: Talk, versions: Versions, write: Callable[[Path, bytes], None]
) -> None:
    talk.ask(TICK)
    order = talk.ask(buy(1)).order
    write(file_of(talk), versions[1])
    loaded_again(talk, 2)
    assert [trade["order"] for trade in talk.rows("open_trades")] == [order]
    assert talk.said(FaultHappened) == []
    talk.ask(TICK)
    assert talk.ask(buy(11)).error == ""


def test_that_a_burst_of_writes_is_one_reload(talk: Talk, versions: Versions) -> None:
    for number in range(100):
        file_of(talk).write_bytes(versions[1] + bytes(99 - number))
    loaded_again(talk, 2)
    quiet(talk, 2)


def test_that_a_touch_is_no_reload(talk: Talk) -> None:
    os.utime(file_of(talk))
    quiet(talk, 1)


def test_that_half_a_library_is_waited_for(talk: Talk, versions: Versions) -> None:
    content = versions[1]
    file_of(talk).write_bytes(content[: len(content) // 2])
    quiet(talk, 1)
    file_of(talk).write_bytes(content)
    loaded_again(talk, 2)


def test_that_the_corrected_file_ends_the_quarantine(talk: Talk, versions: Versions) -> None:
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert "killer.so" in talk.session.quarantine
    replaced(file_of(talk), versions[1])
    loaded_again(talk, 3)
    assert talk.session.quarantine == ()


def test_that_the_corrected_file_starts_a_stopped_server(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, versions: Versions
) -> None:
    workspace = make_workspace([killer], server={"restart_after_fault": "off"})
    talk = open_child(workspace, settle_millis=40, supervision=WINDOW)
    talk.start()
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    talk.wait(lambda: bool(talk.said(FaultHappened)))
    replaced(file_of(talk), versions[1])
    loaded_again(talk, 2)


@pytest.mark.parametrize("policy", ["quarantine", "off"])
def test_that_a_file_corrected_just_before_the_crash_is_loaded(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, versions: Versions, policy: str
) -> None:
    workspace = make_workspace([killer], server={"restart_after_fault": policy})
    # Nobody sees the change before the crash.
    talk = open_child(workspace, settle_millis=60_000, supervision=WINDOW)
    talk.start()
    talk.ask(TICK)
    replaced(file_of(talk), versions[1])
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    loaded_again(talk, 2)
    assert {fault.quarantined for fault in talk.said(FaultHappened)} == {""}
    talk.ask(TICK)
    assert talk.ask(buy(11)).error == ""


def test_that_a_file_that_was_missing_at_the_start_is_loaded_when_it_comes(talk: Talk, versions: Versions) -> None:
    file_of(talk).unlink()
    talk.session.restart()
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    file_of(talk).write_bytes(versions[1])
    loaded_again(talk, 3)


def test_that_the_corrected_file_ends_a_hang(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, versions: Versions
) -> None:
    talk = open_child(make_workspace([killer]), settle_millis=40, hang_seconds=0.5, supervision=WINDOW)
    talk.start()
    talk.ask(TICK)
    waiting = talk.session.request(buy(14))
    talk.wait(lambda: any(fault.complete for fault in talk.said(FaultHappened)))
    replaced(file_of(talk), versions[1])
    loaded_again(talk, 2)
    assert isinstance(waiting.exception(timeout=PATIENCE_SECONDS), EngineGone)


def test_that_a_changed_file_is_only_reported_when_reloading_is_off(talk: Talk, versions: Versions) -> None:
    talk.session.reload_on_change = False
    replaced(file_of(talk), versions[1])
    talk.wait(lambda: talk.plugin_states() == {"killer.so": "changed on disk"})
    quiet(talk, 1)


RELOADS = int(os.environ.get("WORKBENCH_RELOADS", "20"))
"""A thousand take some minutes: `WORKBENCH_RELOADS=1000`."""
MOST_GROWTH_BYTES = 20_000_000


@pytest.fixture
def nothing_is_collected() -> Iterator[None]:
    """Resources of a run must be released at its end, not by the next garbage collection."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nothing_is_collected")
def test_that_many_reloads_leave_nothing_behind(talk: Talk, versions: Versions) -> None:
    assert isinstance(talk.session, ProcessSession)
    folders: set[Path | None] = set()
    for times in range(RELOADS):
        if times == RELOADS // 4:
            # By now, lazily loaded modules and the standby process exist.
            before = Held.now()
        folders.add(talk.session.run_folder)
        talk.said(EngineStarted)
        talk.events.clear()
        replaced(file_of(talk), versions[(times + 1) % 2] + bytes(times // 2))
        loaded_again(talk, 1)
    after = Held.now()
    assert after.resident_bytes - before.resident_bytes < MOST_GROWTH_BYTES
    # The standby process may or may not exist.
    assert after.descriptors - before.descriptors <= 4
    assert after.processes - before.processes <= 2
    assert after.segments <= 1
    assert [folder for folder in folders if folder is not None and folder.exists()] == []


@dataclass(frozen=True)
class Held:
    """Returns the resources of this process and its children."""

    resident_bytes: int
    descriptors: int
    processes: int
    segments: int

    @staticmethod
    def now() -> "Held":
        mine = f"workbench-{os.getpid()}-"
        used = psutil.Process()
        return Held(
            resident_bytes=used.memory_info().rss,
            descriptors=used.num_fds(),
            processes=len(used.children(recursive=True)),
            segments=len([path for path in Path("/dev/shm").iterdir() if path.name.startswith(mine)]),
        )
