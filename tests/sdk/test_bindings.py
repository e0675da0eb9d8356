"""Records and the server interface in Python: fields, types, refusals, secrets, results."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest

from workbench import sdk
from workbench.contract.generated.callbacks import CALLBACK_BY_NAME
from workbench.contract.generated.records import RECORDS
from workbench.contract.load import load_table

pytestmark = pytest.mark.slow

SERVER_METHODS = (
    *load_table("plugin_sdk").interface("PluginServerInterface").methods,
    *load_table("extension").interface("ServerExtension").methods,
)
SAMPLES: dict[str, Any] = {"i32": 3, "time": 4, "f64": 0.5, "string": "s", "json": {"k": 1}}


@pytest.fixture
def server(bindings: ModuleType) -> Any:
    """The server whose methods answer their slot numbers."""
    return bindings.server()


@pytest.mark.parametrize("name", RECORDS)
def test_that_a_bound_record_has_the_fields_and_defaults_of_the_table(bindings: ModuleType, name: str) -> None:
    bound, plain = getattr(bindings, name)(), RECORDS[name]()
    for field in plain.__struct_fields__:
        value, wanted = getattr(bound, field), getattr(plain, field)
        if not isinstance(wanted, dict | list) and not hasattr(wanted, "__struct_fields__"):
            assert value == wanted, field
    assert repr(bound).startswith(f"{name}(")


def test_that_every_kind_of_field_can_be_set_and_read(bindings: ModuleType) -> None:
    trade = bindings.PluginTradeRecord(cmd=bindings.PluginTradeCommand.Sell, conv_rates=[1.5, 2], volume=10)
    trade.state = 77
    assert (trade.cmd.name, trade.conv_rates, trade.volume, trade.state) == ("Sell", [1.5, 2.0], 10, 77)
    trade.cmd = sdk.PluginTradeCommand.Buy
    assert trade.cmd is bindings.PluginTradeCommand.Buy
    group = bindings.PluginGroupRecord(
        secgroups={3: bindings.PluginGroupRecordSec(lot_min=5)}, secmargins={"EURUSD": {"spread": 7}}
    )
    assert group.secgroups[3].lot_min == 5
    assert group.secmargins["EURUSD"].spread == 7
    account = bindings.PluginAccountRequestRecord(login=1)
    account.margin.equity = 12.5
    assert account.margin.equity == 12.5
    symbol = bindings.PluginSymbolRecord()
    sessions = symbol.sessions
    sessions[1].quote = [{"open_hour": 8}, {}, {}]
    symbol.sessions = sessions
    assert symbol.sessions[1].quote[0].open_hour == 8


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"volume": "x"}, r"PluginTradeRecord.volume: expected int, got str"),
        ({"volume": 1.5}, r"PluginTradeRecord.volume: expected int, got float"),
        ({"volume": 2**31}, r"PluginTradeRecord.volume: expected an int that fits"),
        ({"sl": "x"}, r"PluginTradeRecord.sl: expected float, got str"),
        ({"symbol": None}, r"PluginTradeRecord.symbol: expected str, got NoneType"),
        ({"conv_rates": [1.0]}, r"PluginTradeRecord.conv_rates: expected 2 items"),
        ({"conv_rates": 1.0}, r"PluginTradeRecord.conv_rates: expected a sequence"),
        ({"cmd": "Buy"}, r"PluginTradeRecord.cmd: expected int, got str"),
        ({"volumme": 1}, r"PluginTradeRecord: no field 'volumme'"),
    ],
)
def test_that_a_wrong_value_names_record_and_field(bindings: ModuleType, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        bindings.PluginTradeRecord(**fields)


def test_that_a_bound_repr_shows_no_secret(bindings: ModuleType) -> None:
    account = bindings.PluginAccountRecord(
        password="p1", password_investor="p2", otp_secret="p3", secure_reserved="p4", name="Ann"
    )
    text = repr(account)
    assert "name='Ann'" in text
    assert "enable_change_password=0" in text
    assert not any(secret in text for secret in ("p1", "p2", "p3", "p4"))
    assert "smtp_password=***" in repr(bindings.PluginGroupRecord(smtp_password="p5"))


@pytest.mark.parametrize("method", SERVER_METHODS, ids=[method.name for method in SERVER_METHODS])
def test_that_every_server_method_reaches_its_slot(bindings: ModuleType, server: Any, method: Any) -> None:
    arguments = []
    for param in method.params:
        if param.mode != "out":
            record = getattr(bindings, param.type.name, list)
            arguments.append(SAMPLES[param.type.name] if param.type.name in SAMPLES else record())
    answer = getattr(server, method.name)(*arguments)
    results = [param for param in method.params if param.mode == "out"]
    if not results:
        assert answer == method.slot
        return
    code, result = answer
    assert code == method.slot
    kind = results[0].type
    if kind.kind == "vector":
        assert [type(item).__name__ for item in result] == [kind.element.name]
    else:
        assert type(result).__name__ == {"f64": "float", "string": "str"}.get(kind.name, kind.name)
    assert not bindings.had_gil()


@pytest.mark.parametrize("form", ["bound", "struct", "dict", "other"])
def test_that_a_request_may_come_in_any_shape(bindings: ModuleType, server: Any, form: str) -> None:
    fields = {"login": 7, "symbol": "EURUSD", "cmd": 1, "volume": 5}
    shapes: dict[str, Callable[[], object]] = {
        "bound": lambda: bindings.PluginTradeRequestRecord(**fields),
        "struct": lambda: msgspec.convert(fields, sdk.PluginTradeRequestRecord),
        "dict": lambda: fields,
        # The record of an open trade has the same fields as the request that closes it.
        "other": lambda: bindings.PluginTradeRecord(**fields),
    }
    server.OpenTrade(shapes[form]())
    got = bindings.last_trade()
    assert (got.login, got.symbol, got.cmd, got.volume) == (7, "EURUSD", 1, 5)


def test_that_an_argument_of_another_kind_is_refused(server: Any) -> None:
    with pytest.raises(TypeError, match=r"OpenTrade.trade: expected PluginTradeRequestRecord, got int"):
        server.OpenTrade(5)
    with pytest.raises(TypeError, match=r"SetCandles.candles: expected a sequence"):
        server.SetCandles("EURUSD", 5)


def test_that_texts_with_invalid_bytes_cross_the_border(server: Any) -> None:
    assert server.LogsOut("info", "bad \udcff byte") == 3
    with pytest.raises(TypeError, match=r"LogsOut.message: expected str, got bytes"):
        server.LogsOut("info", b"x")


def test_that_json_crosses_whole(bindings: ModuleType, server: Any) -> None:
    server.SendToManager(1, {"a": [1, None, "é"]})
    assert bindings.last_json() == '{"a":[1,null,"é"]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        server.SendState(float("nan"))
    with pytest.raises(TypeError, match="not JSON serializable"):
        server.SendState({1, 2})


def test_that_an_in_out_record_is_changed_in_place(bindings: ModuleType, server: Any) -> None:
    tick = bindings.TickInfo(ctm=10)
    assert server.TickSet(tick) == 2
    assert tick.ctm == 11


def test_that_keywords_name_parameters(server: Any) -> None:
    assert server.GetOpenTradesByLogin(login=1)[0] == 21
    assert server.GetCandles(symbol="EURUSD", frame="1M", from_=0, to=1)[0] == 48


def test_that_a_server_is_gone_after_invalidate(server: Any) -> None:
    server.invalidate()
    with pytest.raises(RuntimeError, match="the server object is invalid"):
        server.GetAllGroups()


def test_that_a_recorded_server_records_the_subject_of_a_call(bindings: ModuleType) -> None:
    codes, calls = bindings.recorded()
    assert codes == 14 + 21 + 56 + 22
    names = ("OpenTrade", "GetOpenTradesByLogin", "BroadcastToAccounts", "CancelTrade")
    numbers = [CALLBACK_BY_NAME[name].number for name in names]
    assert calls == [(numbers[0], 5, 6), (numbers[1], 7, 0), (numbers[2], 0, 0), (numbers[3], 0, 8)]
