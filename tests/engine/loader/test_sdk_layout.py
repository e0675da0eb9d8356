"""Plugins of other public headers: told from their files, and nothing of them is executed."""

from pathlib import Path

import pytest

from tests.engine.running import Start
from tests.session.conftest import plugin_source
from tests.support.compiler import CompilePlugin
from tests.support.workspaces import MakeWorkspace
from workbench.engine.loader.elf import read_elf
from workbench.engine.loader.sdk_layout import declared_api, layout_of, mismatch

# What a plugin of the development kit looks like from outside: other names of records and server, no version exports.
OLDER = """#include <cstdio>
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


@pytest.mark.parametrize("flags", [["-fvisibility=default", "-fgnu-unique"], [], ["-fvisibility=default", "-s"]])
def test_that_an_older_layout_is_refused_by_name_and_number(
    compiled_plugin: CompilePlugin, make_workspace: MakeWorkspace, start: Start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, flags: list[str],
) -> None:  # fmt: skip
    mark = tmp_path / "executed"
    monkeypatch.setenv("WORKBENCH_TEST_MARK", str(mark))
    running = start(make_workspace([compiled_plugin(OLDER, name="older", flags=flags)]))
    assert running.rows()["older.so"].state == "refused"
    text = running.findings("older")["api-version"]
    assert text == (
        "built for plugin API 148 with the headers of the development kit (TradeRecord, CServerInterface), "
        "the server has plugin API 151 and server API 107 (GetPluginApiVersion and GetPluginServerApiVersion "
        "not exported)"
    )
    assert not mark.exists()


def test_that_a_stripped_file_that_tells_nothing_is_refused_all_the_same(compiled_plugin: CompilePlugin) -> None:
    facts = read_elf(compiled_plugin(OLDER, name="older", flags=["-s"]).read_bytes())
    assert (declared_api(facts), layout_of(facts)) == (None, None)
    assert mismatch(facts).startswith("built for an unknown plugin API, the server has plugin API 151")


def test_that_the_files_own_number_counts_before_what_it_would_answer(compiled_plugin: CompilePlugin) -> None:
    # As a header with an `inline int` makes it: loaded second, its function answers with the first plugin's number.
    source = plugin_source("talker").replace("PLUGIN_VERSION_API", "own::PLUGIN_VERSION_API")
    source += (
        'extern "C" __attribute__((visibility("default"))) int PLUGIN_VERSION_API;\nint PLUGIN_VERSION_API = 150;\n'
    )
    source = source.replace("namespace {", "namespace own { inline int PLUGIN_VERSION_API = 150; }\nnamespace {", 1)
    source = source.replace("#include \"PluginInterface.h\"", "#define PLUGIN_VERSION_API SDK_NUMBER\n"
                            "#include \"PluginInterface.h\"\n#undef PLUGIN_VERSION_API")  # fmt: skip
    facts = read_elf(compiled_plugin(source, name="talker").read_bytes())
    assert declared_api(facts) == 150
    assert mismatch(facts).startswith("built for plugin API 150 with the headers of the plugin SDK")


def test_that_a_plugin_of_the_servers_own_layout_passes(compiled_plugin: CompilePlugin) -> None:
    facts = read_elf(compiled_plugin("trade_commenter").read_bytes())
    layout = layout_of(facts)
    assert layout is not None
    assert layout.name == "plugin SDK"
    assert mismatch(facts) == ""
