"""Small plugins that do one thing each: their source, to be compiled or changed."""

from pathlib import Path

OPENS_LATE = """
    (void)trade; (void)diff;
    char place[32];
    std::snprintf(place, sizeof place, "%p", static_cast<void*>(server));
    setenv("SERVER", place, 1);
    void* const late = dlopen(LATE, RTLD_NOW | RTLD_LOCAL);
    if (late == nullptr) return RET_TRADE_BAD_VOLUME;
    dlclose(late);
    return RET_OK;
"""

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
    # Writes a comment, refuses volumes of 777, and calls the server inside the hook.
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


def opening_late(late: Path) -> str:
    """A plugin whose hook opens that library."""
    source = plugin_source("talker")
    begin = source.index('server->LogsOut("talker"')
    end = source.index("return RET_OK_CHANGE;") + len("return RET_OK_CHANGE;")
    opening = source[:begin] + OPENS_LATE + source[end:]
    return f'#include <dlfcn.h>\n#define LATE "{late}"\n' + opening
