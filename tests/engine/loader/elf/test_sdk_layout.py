"""The layout of a file: identified by exports, variables, names and debug information, without executing it."""

from pathlib import Path

import pytest

from tests.engine.loader.elf.verdicts import verdict
from tests.engine.running import Start
from tests.support.compiler import CompilePlugin
from tests.support.plugin_desk import legacy_plugin_file
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.configuration.server_toml import parse_workspace
from workbench.engine.loader.elf.facts import read_elf, read_sections
from workbench.engine.loader.elf.sdk_layout import identify

KITS = ("devkit", "devkit_demo")
HOW_TO_PIN = (
    'write layout = "devkit" or layout = "devkit_demo" into the plugin\'s [[plugins]] entry in server.toml'
)  # fmt: skip
# Default visibility and a variable of its own, as kits were built; or all of it hidden and stripped.
OPEN, CLOSED = ("-fvisibility=default", "-fgnu-unique"), ("-s",)

# The visible properties of a plugin of the development kit: other names of records and server, no version exports.
LEGACY = """#include <cstdio>
#include <cstdlib>

inline int PLUGIN_VERSION_API = 148;
struct TradeRecord { int order; };
class CServerInterface { public: virtual int TickSet(int) = 0; };
class PluginInterface { public: virtual ~PluginInterface() = default; };

class HookTrade { public: virtual int HookTradeRequestOpen(const TradeRecord&) { return 0; } };
class Plugin : public PluginInterface, public HookTrade {
 public:
  int HookTradeRequestOpen(const TradeRecord& trade) override;
};
int Plugin::HookTradeRequestOpen(const TradeRecord& trade) { return trade.order + PLUGIN_VERSION_API; }

static bool note() {
  if (const char* mark = std::getenv("WORKBENCH_TEST_MARK")) std::fclose(std::fopen(mark, "w"));
  return true;
}
static const bool executed = note();

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT PluginInterface* CreatePlugin(void*, void*, void*, CServerInterface* server) {
  note();
  server->TickSet(executed ? 1 : 0);
  return new Plugin;
}
EXPORT void DestroyPlugin(PluginInterface* plugin) { delete plugin; }
"""


@pytest.mark.parametrize("kit", KITS)
@pytest.mark.parametrize("flags", [OPEN, (), ("-gdwarf-4",), ("-gz=zlib",), ("-gdwarf-3",)])
def test_that_debug_information_distinguishes_the_development_kits(kit: str, flags: tuple[str, ...]) -> None:
    reported = verdict(legacy_plugin_file("older", kit, *flags))
    assert (reported.layout.name, reported.problem) == (kit, "")


@pytest.mark.parametrize("record", ["EquityRecord", "ServerLog"])
def test_that_a_record_in_a_symbol_rules_out_the_oldest_kits_only(compiled_plugin: CompilePlugin, record: str) -> None:
    source = f"struct {record} {{}};\nvoid look(const {record}&) {{}}\n{LEGACY}"
    file = compiled_plugin(source, name="older", flags=[*OPEN, "-s"])
    reported = verdict(file)
    assert reported.unsure
    assert "2025-09" not in reported.problem
    assert all(date in reported.problem for date in ("2025-11-18", "2026-04-02", '2026-04-16 (layout = "devkit")'))
    assert verdict(file, "devkit_demo").problem == (
        f"server.toml has layout = 'devkit_demo', the file has devkit (its symbols name {record})"
    )
    assert verdict(file, "devkit").layout.name == "devkit"


def test_that_a_record_in_a_namespace_of_the_plugin_rules_out_nothing(compiled_plugin: CompilePlugin) -> None:
    source = f"namespace own {{ struct EquityRecord {{}}; void look(const EquityRecord&) {{}} }}\n{LEGACY}"
    reported = verdict(compiled_plugin(source, name="older", flags=[*OPEN, "-s"]))
    assert "2025-09-10" in reported.problem


@pytest.mark.parametrize("kit", KITS)
def test_that_the_configuration_decides_when_the_file_does_not_identify_its_kit(kit: str) -> None:
    reported = verdict(legacy_plugin_file("older", kit, *CLOSED), pinned=kit)
    assert (reported.layout.name, reported.problem) == (kit, "")


def test_that_a_file_of_unknown_layout_is_refused_with_the_key_to_write() -> None:
    reported = verdict(legacy_plugin_file("older", "devkit", *OPEN, "-s"))
    assert reported.unsure
    assert reported.problem.startswith(
        "built with the development kit, but its file does not show which. The kits of 2025"
    )
    assert reported.problem.endswith(HOW_TO_PIN)
    reported = verdict(legacy_plugin_file("older", "devkit", *CLOSED))
    assert reported.unsure
    assert reported.problem.startswith("built for an unknown plugin API, the server has plugin API 151")
    assert reported.problem.endswith(HOW_TO_PIN)


def test_that_a_configured_layout_that_contradicts_the_file_is_refused() -> None:
    reported = verdict(legacy_plugin_file("older", "devkit"), pinned="devkit_demo")
    assert reported.problem == (
        "server.toml has layout = 'devkit_demo', the file has devkit (AccountRecord has 968 bytes, "
        "GroupRecord has 728 bytes, SymbolRecord has 2080 bytes, TradeRecord has 416 bytes)"
    )


def test_that_a_kit_of_another_date_is_refused_with_the_sizes(compiled_plugin: CompilePlugin) -> None:
    reported = verdict(compiled_plugin(LEGACY, name="older"))
    assert reported.problem == (
        "built with a development kit of another date, which no layout fits: TradeRecord has 4 bytes"
    )


def test_that_structures_in_namespaces_do_not_count_as_those_of_the_kit(compiled_plugin: CompilePlugin) -> None:
    source = LEGACY.replace("struct TradeRecord {", "namespace own { struct TradeRecord { char text[99]; }; }\n"
                           "own::TradeRecord kept;\nstruct TradeRecord {")  # fmt: skip
    reported = verdict(compiled_plugin(source, name="older"))
    assert reported.problem.endswith("TradeRecord has 4 bytes")


@pytest.mark.parametrize("kit", KITS)
def test_that_a_server_loads_a_plugin_of_a_development_kit(
    kit: str, make_workspace: MakeWorkspace, start: Start
) -> None:
    running = start(make_workspace([legacy_plugin_file("older", kit)]))
    row = running.rows()[f"older_{kit}.so"]
    assert (row.name, row.description) == ("older", "Built for a development kit.")
    assert (row.state, row.layout, row.api_version, row.server_api_version) == ("running", kit, 148, 104)
    assert row.interfaces == ("HookTrade", "HookAccount", "EventTrade", "EventAccount")
    assert not {"api-version", "layout"} & running.diagnostics(row.name).keys()


def test_that_two_legacy_plugins_of_one_name_both_run(make_workspace: MakeWorkspace, start: Start) -> None:
    running = start(make_workspace([legacy_plugin_file("older", kit) for kit in KITS]))
    names = {row.file: (row.state, row.name) for row in running.rows().values()}
    assert names == {
        "older_devkit.so": ("running", "older"), "older_devkit_demo.so": ("running", "older_devkit_demo"),
    }  # fmt: skip
    assert running.diagnostics("older_devkit_demo")["config"] == (
        "older_devkit.so has the same name 'older'; the server uses the file name instead"
    )


def test_that_damaged_debug_information_is_refused() -> None:
    data = legacy_plugin_file("older", "devkit").read_bytes()
    sections = read_sections(data, (".debug_info", ".debug_abbrev"))
    places = [data.index(content[:64]) for content in sections.values()]
    for number in range(100):
        damaged = bytearray(data)
        for place in places:
            damaged[place + 7 * number] ^= 0x55
            damaged[place + 5 * number + 1] ^= 0xFF
        reported = identify(read_elf(bytes(damaged)), bytes(damaged))
        assert reported.problem or reported.layout.name in KITS


def test_that_a_refused_layout_is_a_diagnostic_and_nothing_of_the_file_runs(
    compiled_plugin: CompilePlugin, make_workspace: MakeWorkspace, start: Start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    mark = tmp_path / "executed"
    monkeypatch.setenv("WORKBENCH_TEST_MARK", str(mark))
    running = start(make_workspace([compiled_plugin(LEGACY, name="older", flags=["-s"])]))
    assert running.rows()["older.so"].state == "refused"
    assert running.diagnostics("older")["layout"].endswith(HOW_TO_PIN)
    assert not mark.exists()


def test_that_an_unknown_layout_is_a_configuration_error(make_workspace: MakeWorkspace) -> None:
    folder = make_workspace([legacy_plugin_file("older", "devkit")])
    text = (folder / "server.toml").read_text("utf-8").replace("enabled = true", 'enabled = true\nlayout = "mt4"')
    with pytest.raises(ConfigurationError, match="layout: 'mt4' is not one of plugin_sdk, devkit, devkit_demo"):
        parse_workspace(text, folder)


def test_that_the_api_number_in_the_file_is_checked_before_the_function_is_called(
    compiled_plugin: CompilePlugin,
) -> None:
    # As a header with an `inline int` makes it: loaded second, its function returns the first plugin's number.
    source = plugin_source("talker").replace("PLUGIN_VERSION_API", "own::PLUGIN_VERSION_API")
    source += (
        'extern "C" __attribute__((visibility("default"))) int PLUGIN_VERSION_API;\nint PLUGIN_VERSION_API = 150;\n'
    )
    source = source.replace("namespace {", "namespace own { inline int PLUGIN_VERSION_API = 150; }\nnamespace {", 1)
    source = source.replace("#include \"PluginInterface.h\"", "#define PLUGIN_VERSION_API SDK_NUMBER\n"
                            "#include \"PluginInterface.h\"\n#undef PLUGIN_VERSION_API")  # fmt: skip
    reported = verdict(compiled_plugin(source, name="talker"))
    assert reported.problem.startswith("built for plugin API 150 with the headers of the plugin SDK")


def test_that_a_plugin_of_the_servers_own_layout_passes(compiled_plugin: CompilePlugin) -> None:
    reported = verdict(compiled_plugin("trade_commenter"))
    assert (reported.layout.name, reported.problem) == ("plugin_sdk", "")
