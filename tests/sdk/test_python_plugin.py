"""A Python plugin behind the C++ interfaces: forwarded methods, their arguments and their results."""

import copy
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from workbench import sdk
from workbench.sdk import RET_OK, RET_OK_CHANGE, EventAccount, EventSymbol, EventTrade, HookTrade, PluginInterface

pytestmark = pytest.mark.slow

MakeHost = Callable[[object], Any]


class Commenter(PluginInterface, HookTrade, EventTrade, EventAccount, EventSymbol):
    """Keeps what it is given and writes a comment."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.error: Exception | None = None
        self.answer: Any = RET_OK_CHANGE

    def plugin_name(self) -> str:
        return "commenter"

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        self.kept += [trade, symbol]
        if self.error is not None:
            raise self.error
        diff.comment = f"{diff.comment} seen"
        diff.volume = 30
        answer: int = self.answer
        return answer

    def OnTradeAddDB(self, trade: Any) -> None:
        self.kept.append(trade)
        if self.error is not None:
            raise self.error

    def OnAccountLogin(self, ip: str, type: Any, account: Any) -> None:
        self.kept += [ip, type, account]

    def CustomAction(self, req: Any, res: dict[str, Any]) -> int:
        res["echo"] = req
        return 0


class Silent(PluginInterface, HookTrade):
    """Overrides nothing."""


def test_that_only_overridden_methods_are_forwarded(host: MakeHost) -> None:
    held = host(Commenter())
    assert held.overridden() == [
        "HookTradeRequestOpen",
        "OnTradeAddDB",
        "OnAccountLogin",
        "plugin_name",
        "CustomAction",
    ]
    assert [
        name for name in ("HookTrade", "EventTrade", "EventAccount", "PluginInterface") if held.implements(name)
    ] == [
        "HookTrade",
        "EventTrade",
        "EventAccount",
        "PluginInterface",
    ]
    assert not held.implements("HookQuote")
    assert not held.implements("PluginServerInterface")


def test_that_a_class_without_methods_is_implemented_by_naming_it(host: MakeHost) -> None:
    assert host(Commenter()).implements("EventSymbol")
    assert not host(Silent()).implements("EventSymbol")
    assert not host(Silent()).implements("HookTrade")


def test_that_an_override_in_a_middle_class_counts(host: MakeHost) -> None:
    class Derived(Commenter):
        pass

    assert host(Derived()).implements("HookTrade")


def test_that_methods_not_overridden_return_their_default(bindings: ModuleType, host: MakeHost) -> None:
    held = host(Silent())
    code, diff = held.open(bindings.PluginTradeRecord(comment="x"))
    assert (code, diff.comment) == (RET_OK, "x")
    assert held.api_version() == sdk.PLUGIN_VERSION_API
    assert held.name() == ""
    assert held.custom_action("{}", "null") == (sdk.RET_OK_NONE, None)


def test_that_a_method_not_overridden_does_not_wait_for_the_gil(host: MakeHost) -> None:
    # The caller's thread holds the GIL until the calling thread has ended.
    assert host(Silent()).hook_without_gil(1000) == 0


def test_that_values_that_a_hook_writes_into_the_diff_return(bindings: ModuleType, host: MakeHost) -> None:
    code, diff = host(Commenter()).open(bindings.PluginTradeRecord(login=5, comment="x"))
    assert (code, diff.comment, diff.volume) == (RET_OK_CHANGE, "x seen", 30)


def test_that_records_may_be_kept(bindings: ModuleType, host: MakeHost) -> None:
    plugin = Commenter()
    held = host(plugin)
    for login in range(50):
        held.open(bindings.PluginTradeRecord(login=login, symbol="EURUSD" * 9))
    assert [trade.login for trade in plugin.kept[::2]] == list(range(50))
    assert {trade.symbol for trade in plugin.kept[::2]} == {"EURUSD" * 9}
    assert plugin.kept[1].background_color == "#ffffff"


def test_that_events_carry_texts_and_enumerations(host: MakeHost) -> None:
    plugin = Commenter()
    held = host(plugin)
    held.login_event(b"10.0.0.1", 6)
    held.login_event(b"10.0.0.\xff", 99)
    ip, kind, account, bad_ip, unknown, _ = plugin.kept
    assert (ip, kind, kind.name) == ("10.0.0.1", sdk.PluginConnectionType.Mobile, "Mobile")
    assert account.enable == 1
    assert bad_ip == "10.0.0.\udcff"
    assert unknown == 99


@pytest.mark.parametrize(
    ("error", "text"),
    [(ValueError("bad volume"), "ValueError: bad volume"), (KeyError("x"), "KeyError: 'x'"), (OSError(), "OSError: ")],
)
def test_that_an_exception_arrives_with_its_type_and_text(
    bindings: ModuleType, host: MakeHost, error: Exception, text: str
) -> None:
    plugin = Commenter()
    plugin.error = error
    held = host(plugin)
    with pytest.raises(bindings.PythonPluginError) as caught:
        held.open(bindings.PluginTradeRecord())
    assert str(caught.value) == text
    with pytest.raises(bindings.PythonPluginError):
        held.add_event(bindings.PluginTradeRecord())
    plugin.error = None
    assert held.open(bindings.PluginTradeRecord())[0] == RET_OK_CHANGE


@pytest.mark.parametrize(("answer", "got"), [(None, "NoneType"), ("0", "str"), (2**40, "int")])
def test_that_a_hook_that_returns_no_code_is_an_error(
    bindings: ModuleType, host: MakeHost, answer: object, got: str
) -> None:
    plugin = Commenter()
    plugin.answer = answer
    with pytest.raises(bindings.PythonPluginError, match=rf"HookTradeRequestOpen.return value: .*got {got}"):
        host(plugin).open(bindings.PluginTradeRecord())


def test_that_a_wrong_signature_is_an_error_and_not_a_crash(bindings: ModuleType, host: MakeHost) -> None:
    class Wrong(HookTrade):
        def HookTradeRequestOpen(self) -> int:  # type: ignore[override]
            return 0

    with pytest.raises(bindings.PythonPluginError, match=r"TypeError: .*takes 1 positional argument"):
        host(Wrong()).open(bindings.PluginTradeRecord())


def test_that_a_manager_request_crosses_as_json(host: MakeHost) -> None:
    code, answer = host(Commenter()).custom_action('{"a": [1, 2.5, null, "é"]}', "null")
    assert (code, answer) == (0, {"echo": {"a": [1, 2.5, None, "é"]}})


def test_that_calls_from_many_threads_reach_the_plugin(host: MakeHost) -> None:
    plugin = Commenter()
    host(plugin).open_in_threads(4, 200)
    assert sorted(trade.login for trade in plugin.kept[::2]) == sorted([0, 1, 2, 3] * 200)


def test_that_a_plugin_dies_with_its_host(host: MakeHost) -> None:
    ended = threading.Event()

    class Last(Commenter):
        def __del__(self) -> None:
            ended.set()

    held = host(Last())
    assert not ended.is_set()
    del held
    assert ended.is_set()


def test_that_base_classes_answer_as_in_cpp() -> None:
    assert PluginInterface().getApiVersion() == 151
    assert PluginInterface().CustomAction({}, {}) == sdk.RET_OK_NONE
    assert PluginInterface().plugin_name() == ""
    assert sdk.HookAccount().HookAccountLogin(sdk.PluginAccountRecord()) == RET_OK
    assert sdk.ReturnCodes.RET_OK_CHANGE is RET_OK_CHANGE


def test_that_copies_are_separate(bindings: ModuleType) -> None:
    trade = bindings.PluginTradeRecord(login=1)
    for other in (copy.copy(trade), copy.deepcopy(trade)):
        other.login = 2
        assert trade.login == 1
