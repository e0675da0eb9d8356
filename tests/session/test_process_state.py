"""Process changes by a running plugin: reported with plugin and callback, restored, and harmless."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import HOOK, PLUGIN
from tests.support.talk import TICK, OpenChild, Talk, buy, fault_of
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.process.run_processes import RUN, processes_of
from workbench.session import DiagnosticFound, JournalWritten
from workbench.session.faults.kinds import CLOSED, HANG_CAUSE
from workbench.session.faults.report import describe_hang
from workbench.session.plugin_names import PluginNames
from workbench.session.process_run import _has_database
from workbench.telemetry.segment import Segment, SegmentReader

pytestmark = pytest.mark.slow

INCLUDES = """
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <cfenv>
#include <clocale>
#include <fstream>
#include <locale.h>
#include <sched.h>
#include <xmmintrin.h>
#include "WorkbenchExtensions.h"
"""

Plugin = Callable[..., Path]


@pytest.fixture
def acting(compiled_plugin: CompilePlugin) -> Plugin:
    """A plugin that does this at each opening request, in the hook."""

    def make(action: str, *, name: str = "acting", event: str = "", quotes: bool = False) -> Path:
        source = PLUGIN.replace("public EventAccount", "public EventAccount, public EventQuote") if quotes else PLUGIN
        body = f"{HOOK}\n(void)trade; (void)diff;\n{action}\nreturn RET_OK; }}\n{event}"
        return compiled_plugin(f'{INCLUDES}#define NAME "{name}"\n' + source.replace("@BODY@", body), name=name)

    return make


@pytest.fixture
def run(open_child: OpenChild, make_workspace: MakeWorkspace) -> Callable[..., Talk]:
    """A server with these plugins, after one quote and one opening request."""

    def start(*plugins: Path) -> Talk:
        talk = open_child(make_workspace([*plugins]))
        talk.start()
        talk.ask(TICK)
        talk.ask(buy(1))
        return talk

    return start


Run = Callable[..., Talk]


def found(talk: Talk, code: str) -> list[tuple[str, str]]:
    return [(one.plugin, one.message) for one in talk.said(DiagnosticFound) if one.code == code]


def wait_for(talk: Talk, code: str, words: str) -> None:
    talk.wait(lambda: any(plugin == "acting" and words in text for plugin, text in found(talk, code)))


def logged(talk: Talk) -> list[str]:
    return [line.text for lines in talk.said(JournalWritten) for line in lines.lines]


HIGHEST_NICE = 19
NICE = os.getpriority(os.PRIO_PROCESS, 0)
"""Nice value of the tests, which their servers inherit."""
CHANGES = [
    ('std::setlocale(LC_ALL, "C.UTF-8");', "process-state", "changed in HookTradeRequestOpen: from"),
    (
        "for (int part : {LC_PAPER, LC_NAME, LC_ADDRESS, LC_TELEPHONE, LC_MEASUREMENT, LC_IDENTIFICATION})"
        ' std::setlocale(part, "C.UTF-8");',
        "process-state",
        "LC_PAPER, LC_NAME, LC_ADDRESS, LC_TELEPHONE, LC_MEASUREMENT, LC_IDENTIFICATION changed in "
        "HookTradeRequestOpen: from C to C.UTF-8; put back",
    ),
    ('uselocale(newlocale(LC_ALL_MASK, "C", nullptr));', "process-state", "locale of the thread changed in HookTrade"),
    ('if (chdir("/") != 0) abort();', "process-state", "current directory changed in HookTradeRequestOpen: from"),
    ("umask(0);", "process-state", "umask changed in HookTradeRequestOpen: from 022 to 000; put back"),
    ("std::fesetround(FE_UPWARD);", "process-state", "floating-point mode changed in HookTradeRequestOpen"),
    ("_mm_setcsr(_mm_getcsr() | 0x8040);", "process-state", "small results flushed to zero (FTZ)"),
    ("feenableexcept(FE_ALL_EXCEPT);", "process-state", "exceptions trapped, x87 control word changed; put back"),
    ("_mm_setcsr(_mm_getcsr() & ~0x200);", "process-state", "exceptions trapped; put back"),
    ('setenv("TZ", "Asia/Tokyo", 1);', "process-state", "environment variables in HookTradeRequestOpen: TZ"),
    ("clearenv();", "process-state", "environment variables in HookTradeRequestOpen: "),
    (
        "rlimit l{}; getrlimit(RLIMIT_NOFILE, &l); --l.rlim_cur; setrlimit(RLIMIT_NOFILE, &l);",
        "process-state",
        "limit NOFILE changed in HookTradeRequestOpen",
    ),
    (
        "sigset_t m; sigemptyset(&m); sigaddset(&m, SIGUSR2); pthread_sigmask(SIG_BLOCK, &m, nullptr);",
        "process-state",
        "signal mask changed in HookTradeRequestOpen: from nothing blocked to SIGUSR2 blocked; put back",
    ),
    pytest.param(
        "errno = 0; if (nice(3) == -1 && errno != 0) abort();",
        "process-state",
        f"nice value changed in HookTradeRequestOpen: from {NICE} to {min(NICE + 3, HIGHEST_NICE)}",
        marks=pytest.mark.skipif(NICE == HIGHEST_NICE, reason="the nice value cannot be raised"),
    ),
    ("signal(SIGPIPE, SIG_DFL);", "handler", "replaced in HookTradeRequestOpen: SIGPIPE by the default; put back"),
    (
        'dup2(open("/dev/null", O_WRONLY), 1);',
        "process-state",
        "descriptor 1 (standard output) changed in HookTradeRequestOpen",
    ),
]


@pytest.mark.parametrize(("action", "code", "words"), CHANGES)
def test_that_changes_by_a_hook_are_reported_with_plugin_and_callback(
    run: Run, acting: Plugin, action: str, code: str, words: str
) -> None:
    talk = run(acting(action))
    wait_for(talk, code, words)
    assert all("put back" in text for _, text in found(talk, code))
    count = len(found(talk, code))
    talk.ask(buy(1))
    talk.ask(TICK)
    assert len(found(talk, code)) == count


STATE = r"""
  std::printf("%g %d %s %s %.0e\n", std::strtod("0.75", nullptr), std::fegetround(),
              std::setlocale(LC_NUMERIC, nullptr), getenv("TZ") == nullptr ? "no zone" : getenv("TZ"),
              1e-310 * volatile_one);
  umask(umask(0)); char folder[300]; if (getcwd(folder, 300) != nullptr) std::printf("in %s\n", folder);
"""


def test_that_the_next_plugin_computes_as_if_nothing_had_happened(
    run: Run, acting: Plugin, compiled_plugin: CompilePlugin
) -> None:
    action = (
        'std::setlocale(LC_ALL, "C.UTF-8"); setenv("TZ", "Asia/Tokyo", 1); std::fesetround(FE_UPWARD);'
        '_mm_setcsr(_mm_getcsr() | 0x8040); if (chdir("/") != 0) abort();'
    )
    innocent = f"volatile double volatile_one = 1;\n{STATE}"
    alone = run(acting(innocent, name="innocent"))
    alone.wait(lambda: any(text.startswith("in ") for text in logged(alone)))
    expected = [text for text in logged(alone) if text.startswith(("in ", "0.75"))]
    alone.session.stop()
    both = run(acting(action), acting(innocent, name="innocent"))
    both.wait(lambda: any(text.startswith("in ") for text in logged(both)))
    assert [text for text in logged(both) if text.startswith(("in ", "0.75"))] == expected
    wait_for(both, "process-state", "current directory changed in HookTradeRequestOpen")
    assert {plugin for plugin, _ in found(both, "process-state")} == {"acting"}


def test_that_a_change_that_the_hook_reverts_is_not_reported(run: Run, acting: Plugin) -> None:
    action = (
        'std::string old = std::setlocale(LC_ALL, nullptr); std::setlocale(LC_ALL, "C.UTF-8");'
        "std::setlocale(LC_ALL, old.c_str()); const mode_t mask = umask(0); umask(mask);"
        "const int way = std::fegetround(); std::fesetround(FE_UPWARD); std::fesetround(way);"
    )
    talk = run(acting(action))
    talk.ask(buy(1))
    talk.ask(TICK)
    assert found(talk, "process-state") == []


def test_that_a_change_by_a_thread_of_the_plugin_is_reported_and_restored(run: Run, acting: Plugin) -> None:
    talk = run(acting('std::thread([] { setenv("TZ", "Asia/Tokyo", 1); }).join();'))
    wait_for(talk, "process-state", "environment variables by a thread of the plugin: TZ")
    assert "put back" in found(talk, "process-state")[0][1]


SECOND_QUOTE = """
  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override {
    static int count = 0;
    volatile double least = 0x1p-1022;
    volatile long double one = 1;
    std::printf("%a %La\\n", least / 2, one / 3);
    if (++count == 2) { @ACTION@ }
    PluginAccountRecord account;
    if (@CALLS@) server->GetAccountByLogin(1001, &account);
  }"""
SET_X87 = 'unsigned short way = 0x27f; asm volatile("fldcw %0" : : "m"(way));'
QUOTE_CHANGES = [
    (
        "_mm_setcsr(_mm_getcsr() | 0x8000);",
        "in OnQuoteTick: from rounding to nearest to rounding to nearest, small res",
    ),
    (
        "_mm_setcsr(_mm_getcsr() | 0x0040);",
        "in OnQuoteTick: from rounding to nearest to rounding to nearest, small num",
    ),
    ("_mm_setcsr(_mm_getcsr() | 0x2000);", "in OnQuoteTick: from rounding to nearest to rounding downward"),
    ("_mm_setcsr(_mm_getcsr() & ~0x200);", "exceptions trapped"),
    (SET_X87, "in a callback: from rounding to nearest to rounding to nearest, x87 control word changed"),
]


@pytest.mark.parametrize("calls", ["false", "true"])
@pytest.mark.parametrize(("action", "words"), QUOTE_CHANGES)
def test_that_the_arithmetic_is_the_usual_one_at_the_next_quote_of_a_slow_feed(
    open_child: OpenChild, make_workspace: MakeWorkspace, acting: Plugin, action: str, words: str, calls: str
) -> None:
    event = SECOND_QUOTE.replace("@ACTION@", action).replace("@CALLS@", calls)
    talk = open_child(make_workspace([acting("", event=event, quotes=True)]))
    talk.start()
    for _quote in range(4):
        talk.ask(TICK)
    talk.wait(lambda: len([text for text in logged(talk) if text.startswith("0x")]) == 4)
    assert len({text for text in logged(talk) if text.startswith("0x")}) == 1
    wait_for(talk, "process-state", words)
    assert all("put back" in text for _, text in found(talk, "process-state"))


CLOSES = [
    "for (int i = 3; i < 1024; ++i) close(i);",
    "closefrom(3);",
    "close_range(3, ~0u, 0);",
    "for (int i = 0; i < 1024; ++i) close(i);",
    'const int null = open("/dev/null", O_RDWR); for (int i = 3; i < 100; ++i) if (i != null) dup2(null, i);',
    "fclose(stdout); fclose(stderr);",
    "std::thread([] { for (int i = 3; i < 1024; ++i) close(i); }).join();",
]


@pytest.mark.parametrize("action", CLOSES)
def test_that_a_plugin_cannot_close_the_servers_descriptors(run: Run, acting: Plugin, action: str) -> None:
    talk = run(acting(action + ' std::printf("still here\\n");'))
    wait_for(talk, "server-descriptors", "of the server")
    for plugin, text in found(talk, "server-descriptors"):
        assert plugin == "acting"
        assert "tried to close " in text
        assert "thread" in action or "in HookTradeRequestOpen" in text
        assert text.endswith("they stay open")
    assert talk.ask(buy(1)).code == ReturnCodes.RET_OK
    talk.wait(lambda: "still here" in logged(talk))


def test_that_a_plugin_closes_its_own_descriptors(run: Run, acting: Plugin) -> None:
    talk = run(acting('const int own = open("/dev/null", O_RDWR); dup2(own, own); if (close(own) != 0) abort();'
                      "if (FILE* file = fopen(\"/dev/null\", \"r\")) fclose(file);"))  # fmt: skip
    talk.ask(buy(1))
    assert found(talk, "server-descriptors") == []


FORKS = [
    "fork();",
    'fork(); server->LogsOut(NAME, "after fork");',
    "if (fork() == 0) fork();",
    "if (fork() == 0) throw 1;",
]


@pytest.mark.parametrize("action", FORKS)
def test_that_a_forked_child_that_returns_into_the_server_is_stopped(run: Run, acting: Plugin, action: str) -> None:
    talk = run(acting(f"static bool done = false; if (!done) {{ done = true; {action} }}"))
    wait_for(talk, "forked-child", "forked by the plugin, came back into the server in ")
    assert talk.ask(buy(1)).code == ReturnCodes.RET_OK
    assert logged(talk).count("after fork") == ("after fork" in action)
    for _, text in found(talk, "forked-child"):
        pid = int(text.split()[1].rstrip(","))
        talk.wait(lambda pid=pid: is_gone(pid))  # type: ignore[misc]


def test_that_a_child_that_ends_itself_may_fork_and_start_programs(run: Run, acting: Plugin) -> None:
    talk = run(acting('if (fork() == 0) { for (int i = 3; i < 1024; ++i) close(i); execl("/bin/true", "true", nullptr);'
                      "_exit(1); } int code = 0; wait(&code); std::printf(\"code %d\\n\", code);"))  # fmt: skip
    talk.wait(lambda: "code 0" in logged(talk))
    assert found(talk, "forked-child") == found(talk, "server-descriptors") == []


def test_that_a_forked_child_has_no_database_open(run: Run, acting: Plugin, tmp_path: Path) -> None:
    file = tmp_path / "child"
    talk = run(
        acting(f"""if (fork() == 0) {{
      std::ofstream out("{file}.part");
      char target[4096];
      for (int i = 0; i < 1024; ++i) {{
        const ssize_t size = readlink(("/proc/self/fd/" + std::to_string(i)).c_str(), target, sizeof target);
        if (size > 0) out << std::string(target, size) << "\\n";
      }}
      out.close();
      rename("{file}.part", "{file}");
      _exit(0);
    }}""")
    )
    talk.wait(file.exists)
    assert "server" not in file.read_text()


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


FOR_EVER = [
    "signal(SIGTERM, SIG_IGN); for (;;) pause();",
    # As programs do that clean their environment; nothing of the run is in its memory or among its files.
    """for (int i = 0; i < 1024; ++i) close(i);
      char name[] = "sleep", time[] = "1000"; char* arguments[] = {name, time, nullptr}; char* none[] = {nullptr};
      execve("/bin/sleep", arguments, none);""",
]


@pytest.mark.parametrize("for_ever", FOR_EVER, ids=["fork", "program"])
@pytest.mark.parametrize("ended", ["stopped", "killed"])
def test_that_no_process_of_a_run_outlives_it(
    open_child: OpenChild, make_workspace: MakeWorkspace, acting: Plugin, tmp_path: Path, ended: str, for_ever: str
) -> None:
    file = tmp_path / "pid"
    lasting = f"""if (fork() == 0) {{
      setsid();
      if (fork() == 0) {{
        {{ std::ofstream out("{file}.part"); out << getpid(); }}
        rename("{file}.part", "{file}");
        {for_ever}
      }}
      _exit(0);
    }}"""
    talk = open_child(make_workspace([acting(lasting)]))
    started = talk.start()
    talk.ask(TICK)
    talk.ask(buy(1))
    talk.wait(file.exists)
    pid = int(file.read_text())
    assert not is_gone(pid)
    if ended == "stopped":
        talk.session.stop()
    else:
        os.kill(started.pid, signal.SIGKILL)
        fault_of(talk)
    talk.wait(lambda: is_gone(pid))


def test_that_a_plugin_that_becomes_a_daemon_ends_the_server_only(
    open_child: OpenChild, make_workspace: MakeWorkspace, acting: Plugin
) -> None:
    talk = open_child(make_workspace([acting("if (daemon(1, 0) != 0) abort();")]))
    environment = Path(f"/proc/{talk.start().pid}/environ").read_bytes().split(b"\0")
    (run,) = (entry.decode().partition("=")[2] for entry in environment if entry.startswith(f"{RUN}=".encode()))
    talk.ask(TICK)
    talk.session.request(buy(1))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("exit", "acting", "HookTradeRequestOpen")
    talk.wait(lambda: not list(processes_of(run)))


def test_that_a_hang_without_the_servers_descriptors_has_that_as_its_cause() -> None:
    segment = Segment.create()
    reader = SegmentReader(segment.path)
    loop, closed = (describe_hang(reader, PluginNames({}), "stands", closed=closed).first() for closed in (False, True))
    segment.unlink()
    assert loop.cause == HANG_CAUSE
    assert closed.cause == CLOSED[0]
    assert "close_range" in closed.advice


def test_that_a_process_without_its_database_is_recognised(tmp_path: Path) -> None:
    assert not _has_database(os.getpid())
    with open(tmp_path / "server.db", "w", encoding="utf-8"):
        assert _has_database(os.getpid())
    assert _has_database(1 << 30)
