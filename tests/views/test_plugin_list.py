"""Names, order and colours of plugins through restarts and crashes."""

from tests.support.recording import SYMBOLS, plugin
from workbench.engine.messages import EngineStarted, FaultHappened, FeedChanged, FileChanged, PluginOrderChanged
from workbench.session.event_queue import EventQueue
from workbench.views.plugin_list import NO_PLUGIN, PluginList


def test_that_numbers_of_records_have_names(plugin_list: PluginList) -> None:
    plugin_list.on_event(plugin(3, "risk_guard"))
    plugin_list.on_event(EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=1))
    assert plugin_list.plugin_name(3) == "risk_guard"
    assert plugin_list.plugin_name(9) == "plugin 9"
    assert plugin_list.plugin_name(NO_PLUGIN) == "server"
    assert plugin_list.symbols[2].symbol == "USDJPY"


def test_that_a_plugin_keeps_its_colour_when_its_number_and_place_change(plugin_list: PluginList) -> None:
    for index, name in enumerate(("a", "b")):
        plugin_list.on_event(plugin(index, name))
    plugin_list.on_event(PluginOrderChanged(files=("b.so", "a.so")))
    plugin_list.on_event(plugin(0, "b"))
    plugin_list.on_event(plugin(1, "a"))
    assert list(plugin_list.plugins) == ["b.so", "a.so"]
    assert plugin_list.series_of_index(0) == plugin_list.series_of_file("b.so") == plugin_list.series_of_name("b") == 1


def test_that_a_crash_has_one_faulting_plugin_and_stops_the_others(plugin_list: PluginList) -> None:
    events = EventQueue()
    for index, name in enumerate(("faulty", "innocent")):
        events.put(plugin(index, name))
    events.put(plugin(-1, "refused_one", state="refused"))
    events.put(FaultHappened(kind="crash", plugin="faulty", callback="HookTradeRequestOpen"))
    for event in events.take():
        plugin_list.on_event(event)
    assert [row.state for row in plugin_list.plugins.values()] == ["crashed", "stopped", "refused"]


def test_that_a_hang_stops_nobody(plugin_list: PluginList) -> None:
    events = EventQueue()
    events.put(plugin(0, "slow"))
    events.put(FaultHappened(kind="hang", plugin="slow", callback="OnQuoteTick"))
    for event in events.take():
        plugin_list.on_event(event)
    assert plugin_list.plugins["slow.so"].state == "running"


def test_that_a_running_plugin_whose_file_changes_says_so(plugin_list: PluginList) -> None:
    plugin_list.on_event(plugin(0, "edited"))
    plugin_list.on_event(FileChanged(file="edited.so", change="changed"))
    plugin_list.on_event(FileChanged(file="unknown.so", change="changed"))
    assert plugin_list.plugins["edited.so"].state == "changed on disk"


def test_that_a_removed_file_goes_unless_its_plugin_still_runs(plugin_list: PluginList) -> None:
    plugin_list.on_event(plugin(0, "loaded"))
    plugin_list.on_event(plugin(-1, "idle", state="available"))
    for file in ("loaded.so", "idle.so", "unknown.so"):
        plugin_list.on_event(FileChanged(file=file, change="removed"))
    assert list(plugin_list.plugins) == ["loaded.so"]


def test_that_a_file_that_comes_back_is_listed_again(plugin_list: PluginList) -> None:
    plugin_list.on_event(plugin(-1, "idle", state="available"))
    plugin_list.on_event(FileChanged(file="idle.so", change="removed"))
    plugin_list.on_event(FileChanged(file="idle.so", change="added"))
    assert list(plugin_list.plugins) == ["idle.so"]


def test_that_a_new_server_may_have_no_feed(plugin_list: PluginList) -> None:
    plugin_list.on_event(FeedChanged(playing=True, speed=1.0, position=0, length=9))
    assert plugin_list.feed is not None
    plugin_list.on_event(EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=1))
    assert plugin_list.feed is None
