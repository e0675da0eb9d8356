"""Sources that were written for the public headers compile with ours: other names of headers, and what they bring."""

import subprocess
from pathlib import Path

import pytest

from tests.sdk.sources import KITS, compile_
from tests.support.compiler import INCLUDE, LAYOUTS
from workbench.contract.generate.forwarding import EARLIER_FOLDER, HEADERS

PORTED = """
#include <Structures.h>
#include "PluginInterface.h"
#include "model/PluginAccount.hpp"
#include "model/PluginTrade.hpp"
#include "model/PluginTradeInput.hpp"

class Ported final : public PluginInterface, public HookTrade {
 public:
  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    diff.comment = FormatError(RET_TRADE_NO_MONEY) + trade.symbol;
    return RET_OK_CHANGE;
  }
};
PluginInterface* made = new Ported;
"""
OF_A_KIT = """
#include <Structures.h>
#include "PluginInterface.h"

class OfAKit final : public PluginInterface, public HookTrade {
 public:
  explicit OfAKit(CServerInterface* server) : server_(server) {}
  int HookTradeRequestOpen(const TradeRecord& trade, const GroupRecord&, const SymbolRecord&, const AccountRecord&,
                           const MarginLevel&, TradeDiffRecord& diff) override {
    Document document;
    Value text(trade.symbol.c_str(), document.GetAllocator());
    diff.comment = FormatError(RET_OK) + text.GetString();
    return server_ != nullptr ? RET_OK_CHANGE : RET_OK;
  }

 private:
  CServerInterface* server_;
};

extern "C" PluginInterface* CreatePlugin(Value&, Value&, Document::AllocatorType&, CServerInterface* server) {
  return new OfAKit(server);
}
"""


@pytest.mark.parametrize("folder", ["model", EARLIER_FOLDER])
def test_that_every_alternative_header_name_has_its_records(folder: str, tmp_path: Path) -> None:
    uses = [
        f'#include "{folder}/{header}.hpp"\n' + "".join(f"static_assert(sizeof({name}) > 0);\n" for name in records)
        for header, records in HEADERS.items()
    ]
    compile_("".join([*uses, "ReturnCodes code = RET_OK;\n"]), INCLUDE, tmp_path)


def test_that_a_source_for_the_public_plugin_sdk_compiles(tmp_path: Path) -> None:
    compile_(PORTED, INCLUDE, tmp_path)


def test_that_the_plugin_sdk_does_not_occupy_names_of_authors(tmp_path: Path) -> None:
    own = """#include "PluginInterface.h"
    class Document {};
    std::string FormatError(int) { return {}; }
    Document document;
    """
    compile_(own, INCLUDE, tmp_path)


@pytest.mark.parametrize("kit", KITS)
def test_that_a_source_for_a_development_kit_compiles(kit: str, tmp_path: Path) -> None:
    compile_(OF_A_KIT, LAYOUTS / kit / "include", tmp_path)
    # Its own header brings the common one along.
    compile_(OF_A_KIT.replace("#include <Structures.h>", ""), LAYOUTS / kit / "include", tmp_path)


def test_that_the_text_of_a_return_code_is_its_name(tmp_path: Path) -> None:
    source = tmp_path / "words.cpp"
    source.write_text(
        """#include <iostream>
        #include <Structures.h>
        int main() {
          std::cout << FormatError(RET_TRADE_NO_MONEY) << "; " << FormatError(RET_OK) << "; " << FormatError(-7);
        }
        """,
        "utf-8",
    )
    program = tmp_path / "words"
    subprocess.run(["g++", "-std=c++20", f"-I{INCLUDE}", str(source), "-o", str(program)], check=True)
    said = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    assert said == "RET_TRADE_NO_MONEY; RET_OK; unknown return code -7"
