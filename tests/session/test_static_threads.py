"""Libraries whose static constructors start threads and wait for them load as in any other program."""

import time

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import opening_late, plugin_source
from tests.support.talk import TICK, OpenChild, buy
from tests.support.workspaces import MakeWorkspace
from workbench.session import FaultHappened, JournalWritten

WORKER = """
#include <condition_variable>
#include <mutex>
#include <thread>
namespace {
struct Worker {
  std::mutex mutex; std::condition_variable changed; bool up = false, stop = false; std::thread thread;
  void run() {
    std::unique_lock lock(mutex); up = true; changed.notify_all(); changed.wait(lock, [this] { return stop; });
  }
  Worker() : thread([this] { STARTS }) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return up; });
  }
  ~Worker() {
    { const std::lock_guard lock(mutex); stop = true; }
    changed.notify_all();
    thread.join();
  }
};
Worker worker;
}  // namespace
"""
ITSELF = WORKER.replace("STARTS", "run();")
ANOTHER = WORKER.replace("STARTS", "std::thread inner([this] { run(); }); inner.join();")
THROUGH_PTHREADS = WORKER.replace(
    "STARTS",
    "pthread_t inner; pthread_create(&inner, nullptr,"
    " [](void* self) -> void* { static_cast<Worker*>(self)->run(); return nullptr; }, this);"
    " pthread_join(inner, nullptr);",
).replace("#include <thread>", "#include <pthread.h>\n#include <thread>")
CALLS_THE_SERVER = """
#include <cstdlib>
#include "PluginInterface.h"
#include "PluginServerInterface.h"
""" + WORKER.replace(
    "STARTS",
    'auto* const server = reinterpret_cast<PluginServerInterface*>(std::strtoull(std::getenv("SERVER"), nullptr, 16));'
    ' std::vector<PluginGroupRecord> groups; server->GetAllGroups(&groups); server->LogsOut("late", "from its thread");'
    " run();",
)


@pytest.mark.parametrize("worker", [ITSELF, ANOTHER, THROUGH_PTHREADS], ids=["itself", "another", "pthreads"])
def test_that_a_static_constructor_may_wait_for_a_thread_that_it_starts(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, worker: str
) -> None:
    plugin = compiled_plugin(worker + plugin_source("talker"), name="waiting", flags=["-pthread"])
    talk = open_child(make_workspace([plugin]), hang_seconds=2)
    talk.start()
    assert talk.plugin_states() == {"waiting.so": "running"}
    talk.session.stop()
    assert talk.said(FaultHappened) == []


@pytest.mark.parametrize("late", [ITSELF, ANOTHER, CALLS_THE_SERVER], ids=["itself", "another", "calls the server"])
def test_that_a_library_opened_in_a_hook_may_wait_for_its_threads(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, late: str
) -> None:
    library = compiled_plugin(late, name="late", flags=["-pthread"])
    plugin = compiled_plugin(opening_late(library), name="opening", flags=["-ldl"])
    talk = open_child(make_workspace([plugin]), hang_seconds=2)
    talk.start()
    talk.ask(TICK)
    assert talk.ask(buy(1)).order > 0
    if late is CALLS_THE_SERVER:
        talk.wait(lambda: "from its thread" in [line.text for said in talk.said(JournalWritten) for line in said.lines])
    assert talk.said(FaultHappened) == []


def test_that_a_thread_that_a_static_constructor_waits_for_has_an_owner_and_a_name(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    plugin = compiled_plugin(ITSELF + plugin_source("talker"), name="waiting", flags=["-pthread"])
    talk = open_child(make_workspace([plugin]), hang_seconds=2)
    talk.start()
    reader = talk.session.telemetry
    assert reader is not None
    asked = time.time_ns()
    talk.wait(lambda: (usage := reader.usage()) is not None and usage.nanos > asked)
    usage = reader.usage()
    assert usage is not None
    (thread,) = [thread for thread in usage.threads if thread.owner == 0]
    assert "Worker" in thread.name
