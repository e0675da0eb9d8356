"""Sessions for tests: in this process and in a child, with a few plugins that do one thing each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.telemetry.small_disk import small_disk
from workbench.session import (
    Answer,
    AnyCommand,
    AnyEvent,
    EngineStarted,
    FaultHappened,
    PluginChanged,
    Session,
    StartOptions,
)
from workbench.session.local import LocalSession
from workbench.session.process import ProcessSession

__all__ = ["small_disk"]

E = TypeVar("E")
DEFAULTS = StartOptions()

PLUGIN = """\
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include "PluginInterface.h"
#include "PluginServerInterface.h"

namespace {
PluginServerInterface* server = nullptr;

class Plugin : public PluginInterface, public HookTrade, public EventTrade, public EventAccount {
 public:
  std::string plugin_name() const override { return NAME; }
@BODY@
};
}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT int GetPluginApiVersion() { return PLUGIN_VERSION_API; }
EXPORT int GetPluginServerApiVersion() { return PluginServerInterface::GetApiVersion(); }
EXPORT void AboutPlugin(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType& allocator,
                        PluginServerInterface*) {
  response.SetObject();
  response.AddMember("name", NAME, allocator).AddMember("version", "1.0", allocator);
}
EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                                     PluginServerInterface* given) {
  server = given;
  return new Plugin;
}
EXPORT void DestroyPlugin(PluginInterface* plugin) { delete static_cast<Plugin*>(plugin); }
"""

HOOK = (
    "int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,"
    " const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {"
)

BODIES = {
    # Writes a comment, refuses volumes of 777, asks the server from inside the hook.
    "talker": f"""{HOOK}
    server->LogsOut("talker", "asked for " + trade.symbol);
    if (trade.volume == 777) return RET_TRADE_BAD_VOLUME;
    diff.comment = "seen by talker";
    return RET_OK_CHANGE;
  }}
  void OnAccountLogin(const std::string&, PluginConnectionType, const PluginAccountRecord& account) override {{
    std::printf("login of %d\\\\n", account.login);
  }}""",
    # Each volume ends the process in another way.
    "killer": f"""{HOOK}
    (void)diff;
    if (trade.volume == 11) *static_cast<volatile int*>(nullptr) = 1;
    if (trade.volume == 12) std::abort();
    if (trade.volume == 13) std::exit(0);
    if (trade.volume == 14) for (volatile bool on = true; on;) std::this_thread::yield();
    return RET_OK;
  }}""",
}


def plugin_source(name: str) -> str:
    return f'#define NAME "{name}"\n' + PLUGIN.replace("@BODY@", BODIES[name].replace("\\\\n", "\\n"))


@pytest.fixture(scope="session")
def talker(compiled_plugin: CompilePlugin) -> Path:
    """Comments trades, refuses a volume of 777, calls the server from inside its hook."""
    return compiled_plugin(plugin_source("talker"), name="talker")


@pytest.fixture(scope="session")
def killer(compiled_plugin: CompilePlugin) -> Path:
    """Opening a volume of 11 is a segmentation fault, 12 an abort, 13 an exit, 14 an endless loop."""
    return compiled_plugin(plugin_source("killer"), name="killer")


class Talk:
    """A session and what it has said so far."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events: list[AnyEvent] = []

    def start(self, options: StartOptions = DEFAULTS) -> EngineStarted:
        """Starts the server and waits until it runs."""
        self.session.start(options)
        self.wait(lambda: bool(self.said(EngineStarted)) or bool(self.said(FaultHappened)))
        assert self.said(EngineStarted), self.said(FaultHappened)
        return self.said(EngineStarted)[-1]

    def ask(self, command: AnyCommand) -> Answer:
        """Sends a command and waits for the answer."""
        return self.session.request(command).result(timeout=PATIENCE_SECONDS)

    def rows(self, what: str, login: int = 0) -> list[dict[str, Any]]:
        """Rows of a query."""
        from workbench.session import Query

        answer = self.ask(Query(what=what, login=login))
        assert answer.error == ""
        rows: list[dict[str, Any]] = answer.data
        return rows

    def said(self, type_: type[E]) -> list[E]:
        """Events of one type so far."""
        self.events += self.session.take_events()
        return [event for event in self.events if isinstance(event, type_)]

    def plugin_states(self) -> dict[str, str]:
        """The last state of each plugin."""
        return {event.row.file: event.row.state for event in self.said(PluginChanged)}

    def wait(self, done: Callable[[], bool]) -> None:
        """Waits until `done`; fails with everything that was said."""
        wait_until(done, described_by=lambda: self.events)


@pytest.fixture(params=["local", "process"])
def open_session(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Talk]]:
    """Opens a session of either kind on a workspace."""
    opened: list[Session] = []

    def open_(workspace: Path) -> Talk:
        session: Session
        if request.param == "local":
            session = LocalSession(workspace, settle_millis=20)
        else:
            session = ProcessSession(workspace, settle_millis=20)
        opened.append(session)
        return Talk(session)

    yield open_
    for session in opened:
        session.close()


@pytest.fixture
def open_child() -> Iterator[Callable[..., Talk]]:
    """Opens a session over a child process."""
    opened: list[Session] = []

    def open_(workspace: Path, **settings: Any) -> Talk:
        session = ProcessSession(workspace, **settings)
        opened.append(session)
        return Talk(session)

    yield open_
    for session in opened:
        session.close()
