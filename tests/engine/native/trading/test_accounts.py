"""Accounts and money: requests, their hooks and events, and refusals."""

from typing import Any

import pytest

from tests.support.market_day import BUY, Desk, Listener, group
from workbench.contract.generated.records import PluginAccountRequestRecord
from workbench.sdk import HookAccount, PluginInterface, PluginTradeCommand, ReturnCodes

R = ReturnCodes


def test_that_an_added_account_has_the_group_leverage_and_no_money(desk: Desk) -> None:
    listener = Listener()
    desk.add(listener)
    code, login = desk.engine.add_account({"group": "real-usd", "name": "Ann", "balance": 500.0})
    assert (code, login) == (R.RET_OK, 1002)
    assert listener.heard == ["HookAccountAdd", "OnAccountAdd"]
    account = desk.account(1002)
    assert (account.name, account.leverage, account.balance) == ("Ann", 100, 0.0)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"group": "nobody"}, R.RET_GROUP_NOT_FOUND),
        ({"group": "real-usd", "login": 1001}, R.RET_USR_LOGIN_EXIST),
        ({"group": "real-usd", "login": -3}, R.RET_INVALID_DATA),
        ({"group": "real-usd", "leverage": -1}, R.RET_INVALID_DATA),
        ({"group": "real-usd", "taxes": float("nan")}, R.RET_INVALID_DATA),
    ],
)
def test_that_a_bad_account_is_refused(desk: Desk, fields: dict[str, Any], code: int) -> None:
    assert desk.engine.add_account(fields) == (code, 0)
    assert len(desk.engine.accounts()) == 1


BLANK = PluginAccountRequestRecord()
TEXTS = tuple(
    name for name in BLANK.__struct_fields__ if isinstance(getattr(BLANK, name), str) and name not in {"group", "ip"}
)


@pytest.mark.parametrize("field", TEXTS)
def test_that_texts_of_an_account_are_limited_and_valid(desk: Desk, field: str) -> None:
    most = 4_096
    for text in ("x" * (most + 1), "a\0b"):
        assert desk.engine.add_account({"group": "real-usd", field: text}) == (R.RET_INVALID_DATA, 0)
        assert desk.engine.update_account({"login": 1001, "group": "real-usd", field: text}) == R.RET_INVALID_DATA
    assert desk.engine.add_account({"group": "real-usd", field: "x" * most}) == (R.RET_OK, 1004)


def test_that_a_login_with_a_history_is_not_reused(desk: Desk) -> None:
    assert desk.engine.add_account({"group": "real-usd", "login": 3000})[0] == R.RET_OK
    assert desk.engine.delete_account(3000) == R.RET_OK
    assert desk.engine.add_account({"group": "real-usd", "login": 3000})[0] == R.RET_OK
    desk.engine.change_balance(3000, 5.0)
    assert desk.engine.delete_account(3000) == R.RET_OK
    assert desk.engine.add_account({"group": "real-usd", "login": 3000}) == (R.RET_USR_LOGIN_PROHIBITED, 0)
    assert not desk.engine.seed_account({"group": "real-usd", "login": 3000}, balance=7.0)


class Namer(PluginInterface, HookAccount):
    """Gives new accounts a name."""

    def HookAccountAdd(self, account: Any, margin: Any, diff: Any) -> int:
        diff.name = "named by the plugin"
        diff.balance = 1_000_000.0
        return int(R.RET_OK_CHANGE)


def test_that_a_hook_may_change_a_new_account_but_not_its_money(desk: Desk) -> None:
    desk.add(Namer())
    _, login = desk.engine.add_account({"group": "real-usd"})
    assert (desk.account(login).name, desk.account(login).balance) == ("named by the plugin", 0.0)


@pytest.mark.parametrize("hook", ["HookAccountAdd", "HookAccountUpdate", "HookAccountDelete"])
def test_that_a_refusing_account_hook_keeps_everything_as_it_was(desk: Desk, hook: str) -> None:
    listener = Listener(**{hook: int(R.RET_ERR_PERMISSIONS)})
    desk.add(listener)
    codes = {
        "HookAccountAdd": lambda: desk.engine.add_account({"group": "real-usd"})[0],
        "HookAccountUpdate": lambda: desk.engine.update_account({"login": 1001, "group": "real-usd", "name": "X"}),
        "HookAccountDelete": lambda: desk.engine.delete_account(1001),
    }
    assert codes[hook]() == R.RET_ERR_PERMISSIONS
    assert listener.heard == [hook]
    assert [(account.login, account.name) for account in desk.engine.accounts()] == [(1001, "")]


def test_that_an_update_keeps_money_and_reports_a_new_password(desk: Desk) -> None:
    listener = Listener()
    desk.add(listener)
    change = {"login": 1001, "group": "real-usd", "name": "Bo", "password": "secret", "leverage": 50, "balance": 7.0}
    assert desk.engine.update_account(change) == R.RET_OK
    assert listener.heard == ["HookAccountUpdate", "OnAccountPasswordChange secret", "OnAccountUpdate"]
    account = desk.account()
    assert (account.name, account.leverage, account.balance) == ("Bo", 50, 10_000.0)
    listener.heard.clear()
    desk.engine.update_account({"login": 1001, "group": "real-usd", "name": "Bo"})
    assert listener.heard == ["HookAccountUpdate", "OnAccountUpdate"]
    assert desk.account().password == "secret"
    assert all("secret" not in line for line in desk.journal())


def test_that_an_account_moves_only_between_groups_of_one_currency(desk: Desk) -> None:
    desk.engine.put_group(group("real-eur", currency="EUR"))
    assert desk.engine.update_account({"login": 1001, "group": "real-eur"}) == R.RET_USR_DIFFERENT_CURRENCY
    assert desk.engine.update_account({"login": 1001, "group": "nobody"}) == R.RET_GROUP_NOT_FOUND
    assert desk.engine.update_account({"login": 5, "group": "real-usd"}) == R.RET_USER_NOT_FOUND


def test_that_an_account_with_open_trades_stays(desk: Desk) -> None:
    _, order = desk.open(BUY, 10)
    assert desk.engine.delete_account(1001) == R.RET_USR_HAS_TRADES
    desk.shut(order)
    listener = Listener()
    desk.add(listener)
    assert desk.engine.delete_account(1001) == R.RET_OK
    assert listener.heard == ["HookAccountDelete", "OnAccountDelete"]
    assert desk.engine.accounts() == []
    assert desk.engine.delete_account(1001) == R.RET_USER_NOT_FOUND


def test_that_login_and_logout_call_hooks_and_events(desk: Desk) -> None:
    listener = Listener()
    desk.add(listener)
    assert desk.engine.login(1001, "10.0.0.7") == R.RET_OK
    assert desk.engine.logout(1001, "10.0.0.7") == R.RET_OK
    assert listener.heard == [
        "HookAccountLogin",
        "OnAccountLogin 10.0.0.7",
        "HookAccountLogout",
        "OnAccountLogout 10.0.0.7",
    ]
    account = desk.account()
    assert account.lastdate == 1_772_438_400
    assert account.last_ip == (10 << 24) + 7


def test_that_a_refused_login_is_not_reported(desk: Desk) -> None:
    listener = Listener(HookAccountLogin=int(R.RET_USR_LOGIN_PROHIBITED))
    desk.add(listener)
    assert desk.engine.login(1001) == R.RET_USR_LOGIN_PROHIBITED
    assert listener.heard == ["HookAccountLogin"]
    assert desk.account().lastdate == 0
    assert desk.engine.login(4) == R.RET_USER_NOT_FOUND


def test_that_a_disabled_account_cannot_log_in(desk: Desk) -> None:
    desk.engine.update_account({"login": 1001, "group": "real-usd", "enable": 0})
    assert desk.engine.login(1001) == R.RET_ACCOUNT_DISABLED


def test_that_money_moves_as_finance_records(desk: Desk) -> None:
    listener = Listener()
    desk.add(listener)
    code, order = desk.engine.change_balance(1001, 250.5, "bonus week")
    assert code == R.RET_OK
    assert desk.engine.change_balance(1001, -100.0)[0] == R.RET_OK
    assert desk.account().balance == 10_150.5
    assert listener.heard == ["OnTradeAddDB", "OnTradeAddDB"]
    rows = [(row.order, int(row.cmd), row.profit, row.comment) for row in desk.engine.transactions(1001)]
    assert rows == [
        (1, PluginTradeCommand.BalanceIn, 10_000.0, "opening balance"),
        (order, PluginTradeCommand.BalanceIn, 250.5, "bonus week"),
        (order + 1, PluginTradeCommand.BalanceOut, -100.0, ""),
    ]


@pytest.mark.parametrize(
    ("login", "amount", "code"),
    [
        (1001, 0.0, R.RET_ERR_PARAMS),
        (1001, 0.004, R.RET_ERR_PARAMS),
        (1001, float("nan"), R.RET_ERR_PARAMS),
        (1001, float("inf"), R.RET_ERR_PARAMS),
        (1001, 1e308, R.RET_ERR_PARAMS),
        (1001, -10_000.01, R.RET_TRADE_NO_MONEY),
        (7, 1.0, R.RET_USER_NOT_FOUND),
    ],
)
def test_that_impossible_money_is_refused(desk: Desk, login: int, amount: float, code: int) -> None:
    assert desk.engine.change_balance(login, amount)[0] == code
    assert desk.account().balance == 10_000.0


def test_that_only_free_margin_can_be_withdrawn(desk: Desk) -> None:
    desk.open(BUY, 100)  # free margin 8,889.90
    assert desk.engine.change_balance(1001, -8_889.91)[0] == R.RET_TRADE_NO_MONEY
    assert desk.engine.change_balance(1001, -8_889.90)[0] == R.RET_OK


def test_that_a_known_login_is_not_seeded_again(desk: Desk) -> None:
    assert not desk.engine.seed_account({"login": 1001, "group": "real-usd"}, balance=5.0)
    assert desk.account().balance == 10_000.0
    with pytest.raises(RuntimeError, match="account 7: RET_GROUP_NOT_FOUND"):
        desk.engine.seed_account({"login": 7, "group": "nobody"}, balance=5.0)
