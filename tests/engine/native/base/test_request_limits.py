"""Texts of requests: long ones are kept whole, unusable ones are refused with the field and the plugin."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, Desk
from workbench.contract.generated.enums import PluginTradeCommand as Cmd
from workbench.sdk import HookAccount, HookTrade, PluginInterface, ReturnCodes

R = ReturnCodes
COMMENT = "ü" * 512  # 1,024 bytes
MOST = 4_096
TOO_LONG = "x" * (MOST + 1)
LONG_FIELDS = ("comment", "gw_order", "gw_source", "gw_uuid", "api_data")


def fields(name: str, value: str) -> dict[str, Any]:
    return {name: value}


class Commenter(PluginInterface, HookTrade, HookAccount):
    """Writes a comment at every opening and a name at every new account."""

    def __init__(self, text: str) -> None:
        self.text = text

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.comment = self.text
        return int(R.RET_OK_CHANGE)

    def HookAccountAdd(self, account: Any, margin: Any, diff: Any) -> int:
        diff.name = self.text
        return int(R.RET_OK_CHANGE)


class Mover(PluginInterface, HookTrade):
    """Changes the magic number of every opening."""

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.magic = trade.magic + 1
        return int(R.RET_OK_CHANGE)


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_that_a_text_of_a_trade_is_kept_whole_through_restart_and_closing(tmp_path: Path, field: str) -> None:
    path = tmp_path / "server.db"
    for text in (COMMENT, "x" * MOST):
        desk = Desk(database=path)
        code, order = desk.open(**fields(field, text))
        assert code == R.RET_OK
        desk.close()
        del desk
        again = Desk(database=path)
        [trade] = again.engine.open_trades()
        assert getattr(trade, field) == text
        assert again.shut(order)[0] == R.RET_OK
        assert getattr(again.engine.closed_trades(1001)[-1], field) == text
        again.close()
        del again


def test_that_the_comment_of_a_hook_is_kept_whole(desk: Desk) -> None:
    desk.add(Commenter(COMMENT))
    assert desk.open(comment="short")[0] == R.RET_OK
    assert [trade.comment for trade in desk.engine.open_trades()] == [COMMENT]


def test_that_money_has_a_long_comment_too(desk: Desk) -> None:
    assert desk.engine.move_money(1001, int(Cmd.BalanceIn), 1.0, COMMENT)[0] == R.RET_OK
    assert desk.engine.transactions(1001)[-1].comment == COMMENT


@pytest.mark.parametrize("field", [*LONG_FIELDS, "symbol"])
def test_that_the_journal_names_the_field_of_a_refused_request(desk: Desk, field: str) -> None:
    desk.engine.take_notices()
    assert desk.open(**fields(field, TOO_LONG))[0] == R.RET_INVALID_DATA
    [line] = [line for line in desk.journal() if "refused" in line]
    assert line.endswith(f"refused: RET_INVALID_DATA (3): {field} is longer than 4,096 bytes")
    assert desk.open(**fields(field, "a\0b"))[0] == R.RET_INVALID_DATA
    [line] = [line for line in desk.journal() if "refused" in line]
    assert line.endswith(f"refused: RET_INVALID_DATA (3): {field} is not valid UTF-8 without zero bytes")
    assert desk.open(open_time=-1)[0] == R.RET_INVALID_DATA
    [line] = [line for line in desk.journal() if "refused" in line]
    assert line.endswith("refused: RET_INVALID_DATA (3): open_time is not a time from 1970 to 2199")


def test_that_the_journal_names_the_plugin_whose_hook_wrote_the_field(desk: Desk) -> None:
    desk.add(Mover(), "mover")
    desk.add(Commenter("y" * 5_000), "wordy")
    desk.add(Mover(), "second_mover")
    desk.engine.take_notices()
    assert desk.open()[0] == R.RET_INVALID_DATA
    [line] = [line for line in desk.journal() if "refused" in line]
    text = "comment of wordy is longer than 4,096 bytes"
    assert line == f"1001: open #2 Buy 1.00 EURUSD refused: RET_INVALID_DATA (3): {text}"
    assert desk.engine.add_account({"group": "real-usd"})[0] == R.RET_INVALID_DATA
    [line] = [line for line in desk.journal() if "refused" in line]
    assert line.endswith("adding the account refused: RET_INVALID_DATA (3): name of wordy is longer than 4,096 bytes")
    assert [account.login for account in desk.engine.accounts()] == [1001]


def test_that_the_journal_names_the_plugin_that_asked(desk: Desk) -> None:
    server: Any = desk.engine.plugin_server(desk.add(PluginInterface(), "asker"))
    desk.engine.take_notices()
    request = {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 100, "comment": TOO_LONG}
    assert server.OpenTrade(request) == R.RET_INVALID_DATA
    assert server.BalanceIn(1001, 1.0, TOO_LONG) == R.RET_INVALID_DATA
    assert server.AddAccount({"group": "real-usd", "city": TOO_LONG}) == R.RET_INVALID_DATA
    lines = [line for line in desk.journal() if "refused" in line]
    assert [line.partition("(3): ")[2] for line in lines] == [
        "comment of asker is longer than 4,096 bytes",
        "comment of asker is longer than 4,096 bytes",
        "city of asker is longer than 4,096 bytes",
    ]
