"""A new leverage of an account and the margin of its open positions."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, Desk, group, symbol
from workbench.sdk import ReturnCodes as R

CFD, CFD_LEVERAGE = 1, 4


def lever(desk: Desk, leverage: int, **fields: Any) -> int:
    code: int = desk.engine.update_account({"login": 1001, "group": "real-usd", "leverage": leverage, **fields})
    return code


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """One lot of EURUSD bought at 1.10010 and leverage 100: 1,000 EUR, 1,100.10 USD."""
    assert desk.open(BUY, 100)[0] == R.RET_OK
    return desk


@pytest.mark.parametrize(
    ("leverage", "initial", "margin"),
    [(200, 500.0, 550.05), (50, 2_000.0, 2_200.2), (100, 1_000.0, 1_100.1), (500, 200.0, 220.02)],
)
def test_that_open_positions_follow_the_leverage(opened: Desk, leverage: int, initial: float, margin: float) -> None:
    assert lever(opened, leverage) == R.RET_OK
    assert opened.engine.open_trades()[0].margin_initial == pytest.approx(initial)
    assert opened.margin().margin == margin
    assert lever(opened, 100) == R.RET_OK
    assert opened.margin().margin == 1_100.1


def test_that_a_leverage_of_0_counts_as_1(opened: Desk) -> None:
    opened.engine.change_balance(1001, 1_000_000.0)
    assert lever(opened, 0) == R.RET_OK
    assert opened.margin().margin == 110_010.0
    assert lever(opened, 100) == R.RET_OK
    assert opened.margin().margin == 1_100.1


def test_that_covered_positions_follow_together(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", margin_hedged=50_000.0))
    for cmd, volume in ((BUY, 200), (SELL, 100)):
        assert desk.open(cmd, volume)[0] == R.RET_OK
    assert desk.margin().margin == 1_650.13
    assert lever(desk, 50) == R.RET_OK
    assert desk.margin().margin == 3_300.27  # 2,200.20 + (4,400.40 + 2,200.00) / 3 / 2 = 3,300.267


def test_that_the_new_margin_is_kept_over_a_restart(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    assert desk.open(BUY, 100)[0] == R.RET_OK
    assert lever(desk, 200) == R.RET_OK
    desk.close()
    desk = Desk(database=tmp_path / "server.db")
    assert desk.margin().margin == 550.05
    desk.close()


def test_that_modes_without_leverage_stay(desk: Desk) -> None:
    for mode, after in ((CFD, 11_001.0), (CFD_LEVERAGE, 55.01)):
        name = f"MODE{mode}"
        desk.engine.put_symbol(
            symbol(name, contract_size=10_000.0, margin_mode=mode, quote_currency="USD", currency="EUR")
        )
        desk.engine.change_balance(1001, 20_000.0)
        desk.tick(name, 1.1, 1.1001)
        code, order = desk.open(BUY, 100, symbol=name)
        assert code == R.RET_OK
        assert lever(desk, 200) == R.RET_OK
        assert desk.margin().margin == after
        assert lever(desk, 100) == R.RET_OK
        assert desk.shut(order)[0] == R.RET_OK


def test_that_less_leverage_can_stop_an_account_out(opened: Desk) -> None:
    assert lever(opened, 5) == R.RET_OK  # 22,002 USD of margin, 10,000 of equity: 45.4 %
    assert opened.engine.open_trades() == []


def test_that_a_setting_keeps_the_leverage_of_the_opening(opened: Desk) -> None:
    opened.engine.put_common({"leverage_at_opening": 1})
    assert lever(opened, 200) == R.RET_OK
    assert opened.margin().margin == 1_100.1
    opened.engine.put_common({"leverage_at_opening": 0})
    assert lever(opened, 100) == R.RET_OK


@pytest.mark.parametrize(("setting", "margin"), [(0, 550.05), (1, 1_100.1)])
def test_that_a_restored_trade_has_the_leverage_of_its_account(desk: Desk, setting: int, margin: float) -> None:
    desk.engine.put_common({"leverage_at_opening": setting})
    _, order = desk.open(BUY, 100)
    assert desk.shut(order)[0] == R.RET_OK
    assert lever(desk, 200) == R.RET_OK
    assert desk.engine.restore_trade({"order": order})[0] == R.RET_OK
    assert desk.margin().margin == margin


def test_that_another_group_does_not_change_the_leverage(opened: Desk) -> None:
    opened.engine.put_group(group("other", default_leverage=500))
    assert lever(opened, 100, group="other") == R.RET_OK
    assert opened.margin().margin == 1_100.1
