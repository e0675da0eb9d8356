"""Development kits of every date as one header each, made from the tables, and a small plugin built with one."""

import subprocess
from dataclasses import replace
from pathlib import Path

from tests.support.built import built
from tests.support.compiler import compile_plugin
from workbench.contract.generate.sdk_headers import sdk_headers
from workbench.contract.load import load_table
from workbench.contract.table import Record, Table

NEWEST, OLDEST = load_table("devkit"), load_table("devkit_demo")

# Methods that each kit added to those of the oldest; the last seven in some order.
ADDED = {
    42: ("GetOpenTradesByGroup", "GetCloseTradesByGroup", "GetTransactionsByGroup", "BalanceIn", "BalanceOut",
         "CreditIn", "CreditOut"),
    43: ("CalculateConvertRateByCurrency",),
    44: ("GetLogs",),
    46: ("GetMarginLevelByGroup", "GetPendingTradesByGroup"),
    47: ("GetAccountsEquitiesByGroup",),
    48: ("GetAccountsEquitiesByLogin",),
    49: ("GetPendingTradesByLogin",),
    51: ("GetTransactionsByLogin", "ImportCandleStores"),
    55: ("GetOpenTradeByGwUUID", "GetCloseTradeByGwUUID", "GetOpenTradeByGwOrder", "GetCloseTradeByGwOrder"),
}  # fmt: skip
DATES = {
    34: "2025-09-10", 35: "2025-09-19", 42: "2025-11-18", 43: "2025-11-25", 44: "2025-11-28", 46: "2025-12-01",
    47: "2025-12-04", 48: "2025-12-16", 49: "2026-02-09", 9: "2026-03-05", 51: "2026-04-02", 55: "2026-04-16",
}  # fmt: skip
BETWEEN = tuple(count for count in DATES if count not in (35, 55))

_PLUGIN = """
int* volatile nowhere = nullptr;

class Small final : public PluginInterface, public HookTrade, public EventTrade {
 public:
  explicit Small(CServerInterface* server) : server_(server) {}
  std::string plugin_name() const override { return "small"; }
  std::string plugin_description() const override { return "Throws at 17, crashes at 18."; }
  int HookTradeRequestOpen(const TradeRecord& trade, const GroupRecord&, const SymbolRecord& symbol,
                           const AccountRecord& account, const MarginLevel&, TradeDiffRecord& diff) override {
    if (trade.volume == 17) throw 17;
    if (trade.volume == 18) *nowhere = 1;
    server_->TickSet(tick_);
    diff.comment = symbol.symbol + account.name;
    return RET_OK_CHANGE;
  }

 private:
  CServerInterface* server_;
  TickInfo tick_{};
};

PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                              CServerInterface* server) {
  return new Small(server);
}
void DestroyPlugin(PluginInterface* plugin) { delete plugin; }
"""


def kit_plugin(
    methods: int, *flags: str, more: str = "", bodies: bool = False, records: str = "of its date", inserted: str = ""
) -> Path:
    """A plugin built with the kit of so many methods. `more` is text before it; `bodies`: methods that are defined in
    the header; `records`: those of the "oldest" or "newest" kit in place of the own ones; `inserted`: a first method of
    EventTrade that the kit has not.
    """
    table = _table(methods)
    if records != "of its date":
        table = replace(table, records=(OLDEST if records == "oldest" else NEWEST).records)
    texts = [output.text for output in sdk_headers((table,), "")]
    lines = [line for text in texts for line in text.splitlines() if not _local(line)]
    header = "\n".join(["#include <rapidjson/document.h>", *lines])
    if bodies:
        header = header.replace(") = 0;", ") { return 0; }")
    header = header.replace("    virtual void OnTradeRequestOpen", f"{inserted}\n    virtual void OnTradeRequestOpen")
    return compile_plugin(f"{header}\n{more}{_PLUGIN}", name=f"small_{methods}", flags=("-w", *flags))


def without_debug_information(file: Path, *, how: str = "--strip-debug") -> Path:
    """The same file as it is without -g; `how`: an option of strip."""

    def strip(target: Path) -> None:
        subprocess.run(["strip", how, "-o", target, file], check=True)

    return built(f"{file.stem}{how.replace('-', '_')}.so", [file.read_bytes(), how.encode()], strip)


def _local(line: str) -> bool:
    return line.startswith(('#include "', "#pragma once"))


def _table(methods: int) -> Table:
    """Of the newest kit what was there at that date."""
    host = NEWEST.host_interface
    assert host is not None
    known = {method.name for method in OLDEST.host_interface.methods} if OLDEST.host_interface else set()
    known |= {name for count, names in ADDED.items() if count <= methods for name in names}
    if methods == 34:
        known.remove("GetCandles")
    kept = [method for method in host.methods if method.name in known]
    kept = kept[:methods]
    interfaces = tuple(replace(item, methods=tuple(kept)) if item is host else item for item in NEWEST.interfaces)
    old = methods in (34, 35)
    records = OLDEST.records if old else tuple(_of_date(record, methods) for record in NEWEST.records)
    return replace(NEWEST, interfaces=interfaces, records=records)


def _of_date(record: Record, methods: int) -> Record:
    """As before 2026-04: trades without the gateway's identifiers, symbols without feeder and daily swap."""
    later = {"TradeRecord": ("gw_source", "gw_uuid"), "SymbolRecord": ("feeder", "swap_daily")}.get(record.name, ())
    if methods == 55:
        return record
    fields = tuple(item for item in record.fields if item.name not in later)
    return replace(record, fields=fields, own=fields)
