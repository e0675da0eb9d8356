"""An exception that leaves a library's static constructor or destructor: the rest of the server continues to work."""

import os
import time
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import opening_late, plugin_source
from tests.support.talk import TICK, OpenChild, Talk, buy
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.session import DiagnosticFound, EngineStarted, EngineStopped, FaultHappened, JournalWritten
from workbench.session.restart_policy import WINDOW

pytestmark = pytest.mark.slow

SETTINGS = """
#include <cstdio>
#include <stdexcept>
struct Built { ~Built() { std::puts("built part destroyed"); std::fflush(stdout); } };
static Built built;
struct Settings { Settings() { throw std::runtime_error("settings.ini not found"); } };
static Settings settings;
"""
NUMBER = SETTINGS.replace('std::runtime_error("settings.ini not found")', "7")
AT_THE_END = """
#include <stdexcept>
__attribute__((destructor)) static void leave() { throw std::runtime_error("not closed"); }
"""


def refusals(talk: Talk) -> list[str]:
    return [found.message for found in talk.said(DiagnosticFound) if found.severity == "refused"]


def works(talk: Talk) -> None:
    """Quotes and trades pass, and threads of the server that come to the dynamic linker do not wait."""
    assert talk.ask(TICK).code == ReturnCodes.RET_OK
    assert talk.ask(buy(1)).code == ReturnCodes.RET_OK
    reader = talk.session.telemetry
    assert reader is not None
    heartbeat = int(reader.header["heartbeat"])
    talk.wait(lambda: int(reader.header["heartbeat"]) > heartbeat)
    # Names of threads are looked up with the linker's lock.
    asked = time.time_ns()
    talk.wait(lambda: (usage := reader.usage()) is not None and usage.nanos > asked)


def stops(talk: Talk) -> None:
    talk.session.stop()
    talk.wait(lambda: bool(talk.said(EngineStopped)))
    assert talk.said(FaultHappened) == []


@pytest.mark.parametrize(
    ("part", "what"),
    [(SETTINGS, "dlopen threw std::runtime_error: settings.ini not found"), (NUMBER, "dlopen threw int")],
    ids=["runtime_error", "number"],
)
def test_that_an_exception_of_a_static_constructor_refuses_that_plugin_only(
    open_child: OpenChild,
    make_workspace: MakeWorkspace,
    compiled_plugin: CompilePlugin,
    talker: Path,
    part: str,
    what: str,
) -> None:
    throwing = compiled_plugin(part + plugin_source("killer"), name="throwing")
    talk = open_child(make_workspace([throwing, talker]), hang_seconds=2)
    talk.start()
    assert refusals(talk) == [what]
    assert talk.plugin_states() == {"throwing.so": "refused", "talker.so": "running"}
    works(talk)
    stops(talk)


def test_that_the_refused_library_is_unmapped_and_its_objects_are_destroyed(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    throwing = compiled_plugin(SETTINGS + plugin_source("killer"), name="throwing")
    talk = open_child(make_workspace([throwing]), hang_seconds=2)
    talk.start()
    reader = talk.session.telemetry
    assert reader is not None
    assert "-throwing.so" not in Path("/proc", str(reader.header["pid"]), "maps").read_text()
    printed = [line.text for said in talk.said(JournalWritten) for line in said.lines if line.type == "stdout"]
    assert printed == ["built part destroyed"]
    assert "still-mapped" not in [found.code for found in talk.said(DiagnosticFound)]


def test_that_a_corrected_file_is_loaded_after_an_exception_of_a_static_constructor(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, talker: Path
) -> None:
    throwing = compiled_plugin(SETTINGS + plugin_source("killer"), name="throwing")
    corrected = compiled_plugin(plugin_source("killer"), name="throwing")
    talk = open_child(make_workspace([throwing, talker]), settle_millis=20, supervision=WINDOW)
    talk.start()
    file = talk.session.workspace / "plugins" / "throwing.so"
    written = file.with_suffix(".new")
    written.write_bytes(corrected.read_bytes())
    os.replace(written, file)
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert talk.plugin_states() == {"throwing.so": "running", "talker.so": "running"}
    works(talk)


def test_that_an_exception_of_a_library_that_a_plugin_needs_refuses_that_plugin_only(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, talker: Path
) -> None:
    needed = compiled_plugin(
        "int needed_number() { return 1; }\n" + SETTINGS, name="needed", flags=["-fvisibility=default"]
    )
    flags = ["-Wl,--no-as-needed", f"-L{needed.parent}", "-l:needed.so", f"-Wl,-rpath,{needed.parent}"]
    plugin = compiled_plugin(plugin_source("killer"), name="needing", flags=flags)
    talk = open_child(make_workspace([plugin, talker]), hang_seconds=2)
    talk.start()
    assert refusals(talk) == ["dlopen threw std::runtime_error: settings.ini not found"]
    assert talk.plugin_states() == {"needing.so": "refused", "talker.so": "running"}
    works(talk)
    stops(talk)


def test_that_an_exception_of_a_library_opened_in_a_hook_is_reported_with_its_cause(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, talker: Path
) -> None:
    late = compiled_plugin(SETTINGS, name="late")
    plugin = compiled_plugin(opening_late(late), name="opening", flags=["-ldl"])
    talk = open_child(make_workspace([plugin, talker]), hang_seconds=2)
    talk.start()
    talk.ask(TICK)
    talk.ask(buy(1))
    talk.wait(lambda: bool([found for found in talk.said(DiagnosticFound) if found.code == "exception"]))
    (found,) = [found for found in talk.said(DiagnosticFound) if found.code == "exception"]
    assert "settings.ini not found" in found.message
    assert "static constructor" in found.message
    works(talk)
    stops(talk)


def test_that_an_exception_that_the_plugin_catches_itself_leaves_the_linker_usable(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, talker: Path
) -> None:
    late = compiled_plugin(SETTINGS, name="late")
    # dlopen itself is declared to throw nothing.
    catching = (
        opening_late(late)
        .replace("dlopen(LATE", "open_library(LATE")
        .replace(
            "void* const late", "void* (*volatile open_library)(const char*, int) = &dlopen; try { void* const late"
        )
        .replace("dlclose(late);", "dlclose(late); } catch (const std::exception&) { return RET_OK; }")
    )
    plugin = compiled_plugin(catching, name="catching", flags=["-ldl"])
    talk = open_child(make_workspace([plugin, talker]), hang_seconds=2)
    talk.start()
    talk.ask(TICK)
    talk.ask(buy(1))
    talk.wait(lambda: any("unlocked the dynamic linker" in found.message for found in talk.said(DiagnosticFound)))
    works(talk)
    stops(talk)


def test_that_an_exception_while_a_library_is_unmapped_leaves_the_linker_usable(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, talker: Path
) -> None:
    # A refused plugin is unmapped while the others run.
    source = plugin_source("talker").replace('#define NAME "talker"', '#define NAME "leaving"')
    leaving = compiled_plugin(AT_THE_END + source.replace("return new Plugin", "return nullptr"), name="leaving")
    talk = open_child(make_workspace([leaving, talker]), hang_seconds=2)
    talk.start()
    assert talk.plugin_states() == {"leaving.so": "refused", "talker.so": "running"}
    assert any("not closed" in found.message for found in talk.said(DiagnosticFound))
    works(talk)
    stops(talk)
