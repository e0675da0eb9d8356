"""Finance commands: the money that they move, the direction and the limits."""

import pytest

from tests.support.market_day import BUY, Desk, Listener, group
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import ReturnCodes

R = ReturnCodes


@pytest.fixture
def rich() -> Desk:
    """10,000 USD of balance, 500 of credit, 200 of bonus."""
    desk = Desk()
    desk.engine.move_money(1001, int(Cmd.CreditIn), 500.0)
    desk.engine.move_money(1001, int(Cmd.Bonus), 200.0)
    return desk


@pytest.mark.parametrize(
    ("cmd", "amount", "money"),
    [
        (Cmd.BalanceIn, 10.0, (10_010.0, 500.0, 200.0)),
        (Cmd.BalanceOut, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.CreditIn, 10.0, (10_000.0, 510.0, 200.0)),
        (Cmd.CreditOut, -10.0, (10_000.0, 490.0, 200.0)),
        (Cmd.Bonus, 10.0, (10_000.0, 500.0, 210.0)),
        (Cmd.Bonus, -10.0, (10_000.0, 500.0, 190.0)),
        (Cmd.Charge, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.Correction, 10.0, (10_010.0, 500.0, 200.0)),
        (Cmd.Correction, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.Commission, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.CommissionDayly, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.CommissionMonthly, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.InterestRate, 10.0, (10_010.0, 500.0, 200.0)),
        (Cmd.Dividend, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.DividendFranked, 10.0, (10_010.0, 500.0, 200.0)),
        (Cmd.Tax, -10.0, (9_990.0, 500.0, 200.0)),
        (Cmd.SoCompensation, 10.0, (10_010.0, 500.0, 200.0)),
    ],
)
def test_that_each_command_moves_its_own_money(
    rich: Desk, cmd: Cmd, amount: float, money: tuple[float, float, float]
) -> None:
    listener = Listener()
    rich.add(listener)
    code, order = rich.engine.move_money(1001, int(cmd), amount, "why")
    assert code == R.RET_OK
    account = rich.account()
    assert (account.balance, account.credit, account.bonus) == money
    record = rich.engine.transactions(1001)[-1]
    assert (record.order, record.cmd, record.profit, record.comment) == (order, cmd, amount, "why")
    assert listener.heard == ["OnTradeAddDB"]
    rich.close()


@pytest.mark.parametrize(
    ("cmd", "amount", "code"),
    [
        (Cmd.BalanceIn, -1.0, R.RET_ERR_PARAMS),
        (Cmd.BalanceOut, 1.0, R.RET_ERR_PARAMS),
        (Cmd.CreditIn, -1.0, R.RET_ERR_PARAMS),
        (Cmd.CreditOut, 1.0, R.RET_ERR_PARAMS),
        (Cmd.Charge, 1.0, R.RET_ERR_PARAMS),
        (Cmd.SoCompensation, -1.0, R.RET_ERR_PARAMS),
        (Cmd.Correction, 0.0, R.RET_ERR_PARAMS),
        (Cmd.BalanceIn, 0.004, R.RET_ERR_PARAMS),
        (Cmd.BalanceIn, float("nan"), R.RET_ERR_PARAMS),
        (Cmd.Correction, float("-inf"), R.RET_ERR_PARAMS),
        (Cmd.BalanceIn, 1e14, R.RET_ERR_PARAMS),
        (Cmd.Buy, 1.0, R.RET_ERR_PARAMS),
        (Cmd.BuyLimit, 1.0, R.RET_ERR_PARAMS),
        (99, 1.0, R.RET_ERR_PARAMS),
        (Cmd.BalanceOut, -10_000.01, R.RET_TRADE_NO_MONEY),  # credit and bonus cannot be paid out
        (Cmd.CreditOut, -500.01, R.RET_TRADE_NO_MONEY),
        (Cmd.Bonus, -200.01, R.RET_TRADE_NO_MONEY),
    ],
)
def test_that_a_wrong_amount_moves_nothing(rich: Desk, cmd: int, amount: float, code: int) -> None:
    assert rich.engine.move_money(1001, int(cmd), amount) == (code, 0)
    account = rich.account()
    assert (account.balance, account.credit, account.bonus) == (10_000.0, 500.0, 200.0)
    rich.close()


def test_that_a_charge_may_exceed_the_balance_and_a_compensation_balances_it(desk: Desk) -> None:
    assert desk.engine.move_money(1001, int(Cmd.Charge), -10_050.0)[0] == R.RET_OK
    assert desk.account().balance == -50.0
    assert desk.engine.move_money(1001, int(Cmd.SoCompensation), 50.0)[0] == R.RET_OK
    assert desk.account().balance == 0.0


def test_that_a_withdrawal_leaves_the_reserve_of_the_group() -> None:
    desk = Desk(groups=(group(withdrawal_margin_reserve=1_000.0),))
    assert desk.engine.change_balance(1001, -9_000.01)[0] == R.RET_TRADE_NO_MONEY
    assert desk.engine.change_balance(1001, -9_000.00)[0] == R.RET_OK
    desk.close()


def test_that_a_floating_profit_cannot_be_withdrawn(desk: Desk) -> None:
    desk.open(BUY, 100)
    desk.tick("EURUSD", 1.20010, 1.20020)
    # Free margin 10,000 + 10,000 - 1,100.10 = 18,899.90.
    assert desk.margin().margin_free == pytest.approx(18_899.90)
    assert desk.engine.change_balance(1001, -10_000.01)[0] == R.RET_TRADE_NO_MONEY
    assert desk.engine.change_balance(1001, -10_000.00)[0] == R.RET_OK
    assert desk.account().balance == 0.0
    assert desk.engine.change_balance(1001, -0.01)[0] == R.RET_TRADE_NO_MONEY


def test_that_a_reserve_below_0_lets_withdrawals_go_beyond_the_balance() -> None:
    desk = Desk(groups=(group(withdrawal_margin_reserve=-500.0),))
    assert desk.engine.change_balance(1001, -10_500.01)[0] == R.RET_TRADE_NO_MONEY
    assert desk.engine.change_balance(1001, -10_500.00)[0] == R.RET_OK
    assert desk.account().balance == -500.0
    desk.close()


@pytest.mark.parametrize(("policy", "code"), [(7, R.RET_OK), (4, R.RET_OK), (3, R.RET_USR_HAS_TRADES)])
def test_that_the_group_decides_whether_a_bonus_can_be_withdrawn_with_open_trades(policy: int, code: int) -> None:
    desk = Desk(groups=(group(bonus_usage_policy=policy),))
    desk.engine.move_money(1001, int(Cmd.Bonus), 100.0)
    desk.open(BUY, 1)
    assert desk.engine.move_money(1001, int(Cmd.Bonus), -100.0)[0] == code
    desk.close()


def test_that_money_needs_an_account_and_a_comment_of_valid_length(desk: Desk) -> None:
    assert desk.engine.move_money(7, int(Cmd.BalanceIn), 1.0)[0] == R.RET_USER_NOT_FOUND
    assert desk.engine.move_money(1001, int(Cmd.BalanceIn), 1.0, "x" * 4_097)[0] == R.RET_INVALID_DATA
    assert desk.engine.move_money(1001, int(Cmd.BalanceIn), 1.0, "ä" * 127)[0] == R.RET_OK
