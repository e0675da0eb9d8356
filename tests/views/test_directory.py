"""Names, order and colours of plugins through restarts and crashes."""

from tests.support.recording import SYMBOLS, plugin
from workbench.engine.messages import EngineStarted, FaultHappened, FeedChanged, FileChanged, PluginOrderChanged
from workbench.views.directory import NO_PLUGIN, Directory


def test_that_numbers_of_records_have_names(directory: Directory) -> None:
    directory.on_event(plugin(3, "risk_guard"))
    directory.on_event(EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=1))
    assert directory.plugin_name(3) == "risk_guard"
    assert directory.plugin_name(9) == "plugin 9"
    assert directory.plugin_name(NO_PLUGIN) == "server"
    assert directory.symbols[2].symbol == "USDJPY"


def test_that_a_plugin_keeps_its_colour_when_its_number_and_place_change(directory: Directory) -> None:
    for index, name in enumerate(("a", "b")):
        directory.on_event(plugin(index, name))
    directory.on_event(PluginOrderChanged(files=("b.so", "a.so")))
    directory.on_event(plugin(0, "b"))
    directory.on_event(plugin(1, "a"))
    assert list(directory.plugins) == ["b.so", "a.so"]
    assert directory.series_of_index(0) == directory.series_of_file("b.so") == directory.series_of_name("b") == 1


def test_that_a_crash_is_blamed_on_one_plugin_and_stops_the_others(directory: Directory) -> None:
    for index, name in enumerate(("guilty", "innocent")):
        directory.on_event(plugin(index, name))
    directory.on_event(plugin(-1, "refused_one", state="refused"))
    directory.on_event(FaultHappened(kind="crash", plugin="guilty", callback="HookTradeRequestOpen"))
    assert [row.state for row in directory.plugins.values()] == ["crashed", "stopped", "refused"]


def test_that_a_hang_stops_nobody(directory: Directory) -> None:
    directory.on_event(plugin(0, "slow"))
    directory.on_event(FaultHappened(kind="hang", plugin="slow", callback="OnQuoteTick"))
    assert directory.plugins["slow.so"].state == "running"


def test_that_a_running_plugin_whose_file_changes_says_so(directory: Directory) -> None:
    directory.on_event(plugin(0, "edited"))
    directory.on_event(FileChanged(file="edited.so", change="changed"))
    directory.on_event(FileChanged(file="unknown.so", change="changed"))
    assert directory.plugins["edited.so"].state == "changed on disk"


def test_that_a_removed_file_goes_unless_its_plugin_still_runs(directory: Directory) -> None:
    directory.on_event(plugin(0, "loaded"))
    directory.on_event(plugin(-1, "idle", state="available"))
    for file in ("loaded.so", "idle.so", "unknown.so"):
        directory.on_event(FileChanged(file=file, change="removed"))
    assert list(directory.plugins) == ["loaded.so"]


def test_that_a_file_that_comes_back_is_listed_again(directory: Directory) -> None:
    directory.on_event(plugin(-1, "idle", state="available"))
    directory.on_event(FileChanged(file="idle.so", change="removed"))
    directory.on_event(FileChanged(file="idle.so", change="added"))
    assert list(directory.plugins) == ["idle.so"]


def test_that_a_new_server_may_have_no_feed(directory: Directory) -> None:
    directory.on_event(FeedChanged(playing=True, speed=1.0, position=0, length=9))
    assert directory.feed is not None
    directory.on_event(EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=1))
    assert directory.feed is None
