"""Texts of plugins are bytes: the server replaces invalid UTF-8 and reports it once for each argument."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.native.server.good_arguments import METHODS, good_value
from tests.engine.native.server.hostile import CONTRACT, Victim, memory_folder
from tests.support.compiler import CompilePlugin
from tests.support.plugin_desk import PluginDesk
from workbench.contract.generated.enums import ReturnCodes
from workbench.contract.table import Method, Param, Type
from workbench.engine.messages import Answer, Response
from workbench.engine.plain_text import TooDeep, parse_json
from workbench.engine.process.frames import encode, frame_reader
from workbench.sdk import PluginInterface

BAD, GOOD = "caf\udce9", "caf\ufffd"
"""A Latin-1 text as the border of Python spells its bytes, and what the server makes of it."""
HALF = "caf\ud83d"
"""Half of a surrogate pair, which no UTF-8 text holds."""


RECORDS = {
    record.name: {field.name: field.type.name for field in record.fields}
    for table in CONTRACT.chain()
    for record in table.records
}


def texts_of(type_: Type, name: str) -> list[tuple[str, str]]:
    """Each text of a parameter: what a diagnostic calls it, and the field, empty for the parameter itself."""
    if type_.kind in ("array", "vector"):
        return texts_of(type_.element, name)
    if type_.kind != "record":
        return [(name, "")] if type_.name in ("string", "json") else []
    fields = RECORDS[type_.name]
    return [(f"{name}.{field}", field) for field, kind in fields.items() if kind == "string"]


def spoilt(type_: Type, good: Any, field: str, text: str) -> Any:
    if type_.kind in ("array", "vector"):
        return [spoilt(type_.element, good[0], field, text)]
    if type_.kind == "record":
        return {**good, field: text}
    return {"a": text} if type_.name == "json" else text


CASES = [
    pytest.param(method, param, argument, field, id=f"{method.name}-{argument}")
    for method in METHODS
    for param in method.params
    if param.mode != "out"
    for argument, field in texts_of(param.type, param.name)
]


@pytest.fixture
def victim() -> Iterator[Victim]:
    with memory_folder() as folder:
        victim = Victim(folder)
        yield victim
        victim.end()


def diagnostics(engine: Any, code: str = "text") -> list[tuple[str, str]]:
    """Severity and text of the diagnostics since the last time."""
    facts = engine.take_notices()
    for fact in facts:
        assert GOOD not in fact["text"] or BAD not in fact["text"]
    return [(fact["severity"], fact["text"]) for fact in facts if fact["code"] == code]


@pytest.mark.parametrize("bad", [BAD, HALF], ids=["bytes", "surrogate"])
def test_that_every_text_of_every_server_call_is_made_utf8(victim: Victim, bad: str) -> None:
    for case in CASES:
        method, param, argument, field = case.values
        assert isinstance(method, Method)
        assert isinstance(param, Param)
        values = [good_value(victim, method, other) for other in method.params if other.mode != "out"]
        place = [other.name for other in method.params if other.mode != "out"].index(param.name)
        values[place] = spoilt(param.type, values[place], str(field), bad)
        victim.engine.take_notices()
        for times in (1, 2):
            getattr(victim.server, method.name)(*values)
            reported = [text for severity, text in diagnostics(victim.engine) if severity == "warning"]
            if times == 1:
                assert len(reported) == 1, (case.id, reported)
                assert reported[0].startswith(f"{method.name}: {argument} is not valid UTF-8 at byte 3 (0x"), case.id
            else:
                assert reported == [], case.id
        victim.settle()
        victim.check_sane(case.id)
        for notice in victim.engine.take_notices():
            str(notice).encode("utf-8")
        victim.again()


def test_that_a_text_with_bad_bytes_is_kept_with_them_replaced(victim: Victim) -> None:
    request = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 1, "comment": BAD}
    assert victim.server.OpenTrade(request) == ReturnCodes.RET_OK
    victim.settle()
    assert GOOD in [trade.comment for trade in victim.engine.open_trades()]
    assert victim.server.LogsOut(BAD, BAD) == ReturnCodes.RET_OK
    assert victim.server.SendState({BAD: [BAD, {"a": BAD}]}) == ReturnCodes.RET_OK
    notices = {fact["kind"]: fact for fact in victim.engine.take_notices()}
    assert (notices["journal"]["code"], notices["journal"]["text"]) == (GOOD, GOOD)
    assert notices["state"]["text"] == f'{{"{GOOD}":["{GOOD}",{{"a":"{GOOD}"}}]}}'


@pytest.mark.parametrize(
    ("text", "why"),
    [("a\0b", "is not valid UTF-8 without zero bytes"), ("x" * 5_000, "is longer than 4,096 bytes")],
    ids=["zero byte", "long"],
)
def test_that_a_refusal_because_of_a_text_names_plugin_call_and_field(victim: Victim, text: str, why: str) -> None:
    request = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 1, "comment": text}
    victim.engine.take_notices()
    assert victim.server.OpenTrade(request) == ReturnCodes.RET_INVALID_DATA
    (notice,) = [fact for fact in victim.engine.take_notices() if fact["code"] == "text"]
    assert (notice["plugin"], notice["severity"]) == (victim.plugin, "error")
    assert notice["text"].startswith(f"OpenTrade: trade.comment {why}")
    assert victim.server.OpenTrade(request) == ReturnCodes.RET_INVALID_DATA
    assert diagnostics(victim.engine) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", "plain"),
        (b"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80", "gr\u00fc\u00df \u20ac \U0001f600"),
        (b"caf\xe9", "caf\ufffd"),
        (b"caf\xe9 12345678901234567", "caf\ufffd 12345678901234567"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"\xc0\x80", "\ufffd\ufffd"),
        (b"\xe2\x82", "\ufffd"),
        (b"\xe2\x82x", "\ufffdx"),
        (b"\xf0\x9f\x98", "\ufffd"),
        (b"\xed\xa0\xbd", "\ufffd"),
        (b"\xed\xa0\xbd\xed\xb8\x80", "\ufffd\ufffd"),
        (b"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"),
        (b"12345678\xe9", "12345678\ufffd"),
    ],
)
def test_that_bytes_are_replaced_character_by_character(victim: Victim, data: bytes, expected: str) -> None:
    victim.engine.take_notices()
    victim.server.LogsOut("case", data.decode("utf-8", "surrogateescape"))
    (line,) = [fact for fact in victim.engine.take_notices() if fact["kind"] == "journal"]
    assert line["text"] == expected


LATIN = r"""
#include <stdexcept>
#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"

struct Latin : PluginInterface, HookTrade, EventQuote {
  std::string plugin_name() const override { return "caf\xe9"; }
  std::string plugin_description() const override { return "d\xe9j\xe0"; }
  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override { throw std::runtime_error("caf\xe9"); }
  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    diff.comment = trade.comment == "zero" ? std::string("a\0b", 3) : "caf\xe9";
    return RET_OK_CHANGE;
  }
  int CustomAction(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType& allocator)
      override {
    response.SetObject().AddMember("a", "caf\xe9", allocator);
    return RET_OK;
  }
};

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT int GetPluginApiVersion() { return PLUGIN_VERSION_API; }
EXPORT int GetPluginServerApiVersion() { return PluginServerInterface::GetApiVersion(); }
EXPORT void AboutPlugin(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType& allocator,
                        PluginServerInterface*) {
  response.SetObject().AddMember("name", "caf\xe9", allocator);
}
EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value& data,
                                     rapidjson::Document::AllocatorType& allocator, PluginServerInterface*) {
  data.AddMember("kept", "caf\xe9", allocator);
  return new Latin();
}
EXPORT void DestroyPlugin(PluginInterface* plugin) { delete static_cast<Latin*>(plugin); }
"""


@pytest.fixture
def desk() -> Iterator[PluginDesk]:
    made = PluginDesk()
    yield made
    made.close()


def test_that_texts_returned_by_a_plugin_are_made_utf8(desk: PluginDesk, compiled_plugin: CompilePlugin) -> None:
    engine = desk.engine
    index = engine.reserve_plugin("latin")
    library = engine.load_library(str(compiled_plugin(LATIN, name="latin")), index)
    assert engine.about_plugin(index, library) == f'{{"name":"{GOOD}"}}'
    engine.create_plugin(index, library, "{}", 1_000_000_000)
    assert engine.plugin_introduction(index) == (GOOD, "d\ufffdj\ufffd")
    assert desk.open()[0] == ReturnCodes.RET_OK
    assert desk.comments() == [GOOD]
    assert engine.custom_action(index, "{}") == (ReturnCodes.RET_OK, f'{{"a":"{GOOD}"}}')
    desk.tick(1.1001, 1.1003)
    reported = engine.take_notices()
    assert {fact["text"].partition(" is not")[0] for fact in reported if fact["code"] == "text"} == {
        "AboutPlugin: response",
        "plugin_name: its answer",
        "plugin_description: its answer",
        "HookTradeRequestOpen: diff.comment",
        "CustomAction: response",
    }
    (thrown,) = [fact["text"] for fact in reported if fact["code"] == "exception"]
    assert thrown == f"OnQuoteTick threw std::runtime_error: {GOOD}"
    assert desk.open("zero")[0] == ReturnCodes.RET_INVALID_DATA
    (refused,) = desk.diagnostics("change")
    assert refused["plugin"] == index
    assert refused["text"] == (
        "HookTradeRequestOpen set comment to a text that is not valid UTF-8 without zero bytes; the server refuses it"
    )
    assert engine.remove_plugin(index) == f'{{"kept":"{GOOD}"}}'


class Surrogates(PluginInterface):
    """A Python plugin whose texts contain surrogates."""

    def plugin_name(self) -> str:
        return HALF

    def CustomAction(self, req: Any, res: dict[str, Any]) -> int:
        if req.get("throw"):
            raise ValueError(req["throw"] + HALF + BAD)
        res[HALF] = [HALF, BAD]
        return 0


def test_that_python_texts_with_surrogates_are_made_utf8(desk: PluginDesk) -> None:
    engine = desk.engine
    index = engine.add_python_plugin(Surrogates(), "surrogates")
    assert engine.plugin_introduction(index)[0] == GOOD
    assert engine.custom_action(index, "{}") == (0, f'{{"{GOOD}":["{GOOD}","{GOOD}"]}}')
    engine.take_notices()
    assert engine.custom_action(index, '{"throw": "no "}')[0] == ReturnCodes.RET_ERROR
    (thrown,) = desk.diagnostics("exception")
    thrown["text"].encode("utf-8")
    assert "ValueError: no caf" in thrown["text"]


def test_that_json_escapes_of_half_a_pair_are_replaced() -> None:
    assert parse_json(r'{"\udc80": ["\ud83d", "\ud83d\ude00", "plain"]}') == {
        "\ufffd": ["\ufffd", "\U0001f600", "plain"]
    }


def test_that_a_frame_with_half_a_pair_arrives_with_it_replaced() -> None:
    frame = encode(Response(7, Answer(data={"a": HALF}, error=HALF)))
    (answer,) = frame_reader().feed(frame)
    assert answer == Response(7, Answer(data={"a": GOOD}, error=GOOD))


@pytest.mark.parametrize("depth", [101, 900, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_that_deeply_nested_json_is_a_value_error(depth: int, opening: str, closing: str) -> None:
    with pytest.raises(TooDeep):
        parse_json(f"{opening * depth}1{closing * depth}")
    parse_json(f"{opening * 99}1{closing * 99}")
