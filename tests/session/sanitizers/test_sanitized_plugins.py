"""Plugins built with sanitizers run, and sanitizer errors are reported with plugin and line."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.compiler import CLANG, CompilePlugin
from tests.support.small_plugins import HOOK, PLUGIN
from tests.support.talk import OpenChild, Talk, buy
from tests.support.workspaces import MakeWorkspace
from workbench.session import (
    DiagnosticFound,
    EngineGone,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    InjectTick,
    PluginChanged,
    StartOptions,
)

TICK = InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002)
FLAGS = {"address": "-fsanitize=address", "undefined": "-fsanitize=undefined", "thread": "-fsanitize=thread"}
# Each error is in its own function: the compiler forgets the lines of what it puts into a thunk.
OWN = "__attribute__((noinline)) static"
BODIES = {
    # A volume of 11 reads behind the block.
    "address": f"""{OWN} int read(const int* cells, int place) {{ return cells[place]; }}  // HERE
  {HOOK}
    (void)diff;
    int* cells = new int[4]();
    const int cell = read(cells, trade.volume == 11 ? 4 : 0);
    delete[] cells;
    return cell == 77 ? RET_TRADE_BAD_VOLUME : RET_OK;
  }}""",
    "undefined": f"""{OWN} int add(int left, int right) {{ return left + right; }}  // HERE
  {HOOK}
    (void)diff;
    return add(2147483600, trade.volume == 11 ? 100 : 0) == 77 ? RET_TRADE_BAD_VOLUME : RET_OK;
  }}""",
    "thread": f"""int counter = 0;
  {OWN} void count(int& counter) {{ for (int round = 0; round < 1000; ++round) ++counter; }}  // HERE
  {HOOK}
    (void)diff;
    if (trade.volume != 11) return RET_OK;
    std::thread one([this] {{ count(counter); }});
    count(counter);
    one.join();
    return RET_OK;
  }}""",
}


def source(kind: str) -> str:
    return f'#define NAME "{kind}"\n' + PLUGIN.replace("@BODY@", BODIES[kind])


def line(kind: str) -> str:
    """`file:line` of what the sanitizer will find."""
    return next(f"{kind}.cpp:{number}" for number, text in enumerate(source(kind).splitlines(), 1) if "HERE" in text)


@pytest.fixture
def built(compiled_plugin: CompilePlugin) -> Callable[[str], Path]:
    return lambda kind: compiled_plugin(source(kind), name=kind, flags=[FLAGS[kind]])


def started(open_child: OpenChild, workspace: Path) -> Talk:
    talk = open_child(workspace, hang_seconds=60)
    talk.session.start()
    # Python starts many times slower under a sanitizer.
    talk.wait(lambda: bool(talk.said(EngineStarted)) or bool(talk.said(FaultHappened)))
    assert talk.said(EngineStarted), talk.said(FaultHappened)
    talk.ask(TICK)
    talk.ask(buy(1))
    return talk


def reports(talk: Talk) -> list[DiagnosticFound]:
    return [one for one in talk.said(DiagnosticFound) if one.code == "sanitizer"]


def test_that_address_sanitizer_ends_the_server_with_plugin_and_line(
    open_child: OpenChild, make_workspace: MakeWorkspace, built: Callable[[str], Path]
) -> None:
    talk = started(open_child, make_workspace([built("address")]))
    assert talk.plugin_states() == {"address.so": "running"}
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    talk.wait(lambda: any(fault.complete for fault in talk.said(FaultHappened)))
    fault = talk.said(FaultHappened)[-1]
    assert (fault.kind, fault.plugin, fault.file) == ("sanitizer", "address", "address.so")
    assert fault.callback == "HookTradeRequestOpen"
    assert fault.message.startswith("AddressSanitizer: heap-buffer-overflow, READ of size 4, in ")
    assert line("address") in fault.message
    reported = "\n".join(fault.stack)
    assert "is located 0 bytes to the right of 16-byte region" in reported or "16-byte region" in reported
    assert line("address") in reported
    assert "Shadow bytes" not in reported
    assert fault.cause
    assert fault.advice
    assert fault.threads
    assert talk.plugin_states() == {"address.so": "crashed"}
    assert reports(talk) == []


@pytest.mark.skipif(CLANG is None, reason="no clang++ here")
@pytest.mark.parametrize("flags", [(), ("-shared-libsan",)])
@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("address", "AddressSanitizer: heap-buffer-overflow, READ of size 4, in "),
        ("undefined", "UndefinedBehaviorSanitizer: signed integer overflow: "),
    ],
)
def test_that_a_plugin_built_with_clang_works(
    open_child: OpenChild,
    make_workspace: MakeWorkspace,
    compiled_plugin: CompilePlugin,
    kind: str,
    says: str,
    flags: tuple[str, ...],
) -> None:
    """Without -shared-libsan the library names no runtime and leaves its symbols to the program."""
    assert CLANG is not None
    path = compiled_plugin(source(kind), name=kind, flags=[FLAGS[kind], *flags], compiler=CLANG)
    talk = started(open_child, make_workspace([path]))
    assert talk.plugin_states() == {f"{kind}.so": "running"}
    if kind == "address":
        with pytest.raises(EngineGone):
            talk.ask(buy(11))
        talk.wait(lambda: any(fault.complete for fault in talk.said(FaultHappened)))
        reported = talk.said(FaultHappened)[-1].message
    else:
        talk.ask(buy(11))
        talk.wait(lambda: bool(reports(talk)))
        reported = reports(talk)[0].message
    assert reported.startswith(says)
    assert line(kind) in reported


@pytest.mark.skipif(CLANG is None, reason="no clang++ here")
@pytest.mark.parametrize("flags", [(), ("-shared-libsan",)])
def test_that_a_server_runs_with_a_plugin_built_with_clangs_thread_sanitizer(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, flags: tuple[str, ...]
) -> None:
    """Many versions of its runtime end every program that preloads it; the plugin is then refused with the reason."""
    assert CLANG is not None
    path = compiled_plugin(source("thread"), name="thread", flags=[FLAGS["thread"], *flags], compiler=CLANG)
    talk = started(open_child, make_workspace([path]))
    refusals = [diagnostic for diagnostic in talk.said(DiagnosticFound) if diagnostic.severity == "refused"]
    if talk.plugin_states() == {"thread.so": "refused"}:
        (refusal,) = refusals
        assert refusal.code == "sanitizer"
        named = "needs libclang_rt.tsan-x86_64.so, " if flags else "needs the runtime of ThreadSanitizer (unnamed, "
        assert refusal.message.startswith(named)
        assert refusal.message.endswith(", which the server process does not have")
    else:
        assert refusals == []


def test_that_the_next_server_needs_no_runtime_for_a_plugin_left_out(
    open_child: OpenChild, make_workspace: MakeWorkspace, built: Callable[[str], Path]
) -> None:
    talk = started(open_child, make_workspace([built("address")]))
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    talk.wait(lambda: any(fault.complete for fault in talk.said(FaultHappened)))
    talk.session.restart(StartOptions(without=("address.so",)))
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert "libasan" not in Path(f"/proc/{talk.said(EngineStarted)[1].pid}/maps").read_text()


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("undefined", "UndefinedBehaviorSanitizer: signed integer overflow: "),
        ("thread", "ThreadSanitizer: data race, in "),
    ],
)
def test_that_a_report_is_a_diagnostic_and_the_server_continues(
    open_child: OpenChild, make_workspace: MakeWorkspace, built: Callable[[str], Path], kind: str, says: str
) -> None:
    talk = started(open_child, make_workspace([built(kind)]))
    talk.ask(buy(11))
    talk.wait(lambda: bool(reports(talk)))
    found = reports(talk)[0]
    assert (found.severity, found.plugin, found.message[: len(says)]) == ("error", kind, says)
    assert line(kind) in found.message
    assert any(line(kind) in each for each in found.stack)
    talk.ask(buy(1))
    talk.session.stop()
    talk.wait(lambda: bool(talk.said(EngineStopped)))
    assert talk.said(FaultHappened) == []
    assert talk.said(EngineStopped)[0].exit_code == 0


def test_that_the_second_of_two_that_exclude_each_other_is_refused(
    open_child: OpenChild, make_workspace: MakeWorkspace, built: Callable[[str], Path]
) -> None:
    talk = started(open_child, make_workspace([built("thread"), built("address"), built("undefined")]))
    assert talk.plugin_states() == {"address.so": "refused", "thread.so": "running", "undefined.so": "running"}
    (refusal,) = reports(talk)
    assert (refusal.severity, refusal.plugin) == ("refused", "address")
    assert refusal.message.startswith("needs libasan.so.")
    assert "and the server runs with libtsan.so." in refusal.message


def test_that_a_plugin_without_sanitizer_starts_no_runtime(
    open_child: OpenChild, make_workspace: MakeWorkspace, built: Callable[[str], Path], talker: Path
) -> None:
    workspace = make_workspace([talker])
    toml = workspace / "server.toml"
    shutil.copy(built("address"), workspace / "plugins")
    toml.write_text(toml.read_text() + '\n[[plugins]]\nfile = "address.so"\nenabled = false\n')
    talk = open_child(workspace)
    pid = talk.start().pid
    assert "libasan" not in Path(f"/proc/{pid}/maps").read_text()
    assert "address.so" in {event.row.file for event in talk.said(PluginChanged)}


def test_that_options_of_the_person_are_kept(
    open_child: OpenChild,
    make_workspace: MakeWorkspace,
    built: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASAN_OPTIONS", "halt_on_error=0:detect_stack_use_after_return=1")
    monkeypatch.setenv("LD_PRELOAD", "")
    talk = started(open_child, make_workspace([built("address")]))
    pid = talk.said(EngineStarted)[0].pid
    variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    (options,) = (os.fsdecode(each) for each in variables if each.startswith(b"ASAN_OPTIONS="))
    assert "detect_leaks=0" in options
    assert "halt_on_error=0:detect_stack_use_after_return=1:log_path=" in options
