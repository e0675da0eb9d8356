"""The trader robot decides, and does nothing itself."""

from collections import Counter
from collections.abc import Callable

import pytest

from workbench.contract.generated.enums import PluginTradeCommand, PluginTradeReason
from workbench.engine.messages import (
    CancelTrade,
    CloseTrade,
    CloseTradeBy,
    DeleteTrade,
    MoveMoney,
    OpenTrade,
    RestoreTrade,
    UpdateTrade,
)
from workbench.engine.robot.market import robot_market
from workbench.engine.robot.requests import LIMITS, PENDING, SIDES, STOP_LIMITS, STOPS, Market, Offer, Quote
from workbench.engine.robot.requests import OpenTrade as Position
from workbench.engine.robot.robot import GAMBLER_DEPOSIT, MAX_ACTIONS_AT_ONCE, MONEY, Action, Robot

OFFERS = (Offer(1001, "EURUSD", 10, 5, 30), Offer(1002, "USDJPY", 1, 1, 0))
SECOND = 1_000_000_000
NOON = 1_772_452_800
EURUSD = Quote(bid=1.10000, ask=1.10010, digits=5, nearest=0.0001)
USDJPY = Quote(bid=150.000, ask=150.010, digits=3)
QUOTES = {"EURUSD": EURUSD, "USDJPY": USDJPY}
Look = Callable[[], Market]


def look() -> Market:
    return Market((), QUOTES, NOON)


def acting(robot: Robot, look: Look = look, *, seconds: int = 120) -> list[Action]:
    robot.advance(0, OFFERS, look)
    return [action for second in range(1, seconds + 1) for action in robot.advance(second * SECOND, OFFERS, look)]


def holding(*positions: Position) -> Look:
    return lambda: Market(positions, QUOTES, NOON)


def opened(actions: list[Action]) -> list[OpenTrade]:
    return [action for action in actions if isinstance(action, OpenTrade)]


def test_that_it_acts_at_its_rate() -> None:
    assert len(acting(Robot(1, actions_per_minute=60))) == 120


def test_that_the_same_seed_trades_the_same() -> None:
    assert acting(Robot(7, actions_per_minute=60)) == acting(Robot(7, actions_per_minute=60))
    assert acting(Robot(7, actions_per_minute=60)) != acting(Robot(8, actions_per_minute=60))


def test_that_volumes_keep_to_the_limits_of_the_group() -> None:
    trades = [action.trade for action in opened(acting(Robot(3, actions_per_minute=60)))]
    euro = [trade.volume for trade in trades if trade.symbol == "EURUSD"]
    assert min(euro) >= 10
    assert max(euro) <= 30
    assert {(volume - 10) % 5 for volume in euro} == {0}
    assert {trade.reason for trade in trades} == {PluginTradeReason.Expert}


def test_that_it_opens_and_places_orders_of_every_kind() -> None:
    trades = [action.trade for action in opened(acting(Robot(3, actions_per_minute=600)))]
    assert {trade.cmd for trade in trades} == set(SIDES)
    assert any(trade.sl > 0 and trade.tp > 0 for trade in trades if trade.cmd not in PENDING)
    assert any(trade.sl > 0 and trade.tp > 0 for trade in trades if trade.cmd in PENDING)
    pending = [trade for trade in trades if trade.cmd in PENDING]
    assert any(trade.expiration > NOON for trade in pending)
    assert any(trade.expiration == 0 for trade in pending)


def test_that_prices_lie_on_the_side_that_the_server_accepts() -> None:
    for trade in (action.trade for action in opened(acting(Robot(4, actions_per_minute=600)))):
        quote, side = QUOTES[trade.symbol], SIDES[trade.cmd]
        market = quote.ask if side > 0 else quote.bid
        if trade.cmd in LIMITS:
            assert (market - trade.open_price) * side >= quote.nearest
        if trade.cmd in (*STOPS, *STOP_LIMITS):
            assert (trade.open_price - market) * side >= quote.nearest
        if trade.cmd in STOP_LIMITS:
            assert (trade.open_price - trade.close_price) * side >= quote.nearest
        entry = trade.close_price if trade.cmd in STOP_LIMITS else trade.open_price
        if trade.sl:
            base = entry or (quote.bid if side > 0 else quote.ask)
            assert (base - trade.sl) * side >= quote.nearest
            assert (trade.tp - base) * side >= quote.nearest


@pytest.mark.parametrize(
    ("kind", "positions"),
    [
        (CloseTrade, [Position(order=5, login=1001, symbol="EURUSD", volume=10)]),
        (UpdateTrade, [Position(order=5, login=1001, symbol="EURUSD", volume=10)]),
        (CancelTrade, [Position(order=5, login=1001, symbol="EURUSD", volume=10, cmd=PluginTradeCommand.BuyLimit)]),
        (UpdateTrade, [Position(order=5, login=1001, symbol="EURUSD", volume=10, cmd=PluginTradeCommand.SellStop)]),
    ],
)
def test_that_what_is_open_is_changed_and_ended(kind: type[Action], positions: list[Position]) -> None:
    actions = acting(Robot(1, actions_per_minute=600), holding(*positions))
    assert any(isinstance(action, kind) and action.trade.order == 5 for action in actions if hasattr(action, "trade"))


def test_that_a_part_leaves_at_least_the_smallest_volume() -> None:
    big = Position(order=5, login=1001, symbol="EURUSD", volume=30)
    actions = acting(Robot(1, actions_per_minute=3000), holding(big))
    parts = {action.trade.volume for action in actions if isinstance(action, CloseTrade)}
    assert parts == {10, 15, 20, 30}


def test_that_a_trade_that_is_too_small_for_parts_is_closed_whole() -> None:
    small = Position(order=5, login=1001, symbol="EURUSD", volume=15)
    actions = acting(Robot(1, actions_per_minute=3000), holding(small))
    assert {action.trade.volume for action in actions if isinstance(action, CloseTrade)} == {15}


def test_that_opposite_positions_are_closed_by_each_other() -> None:
    pair = (
        Position(order=5, login=1001, symbol="EURUSD", volume=10),
        Position(order=6, login=1001, symbol="EURUSD", volume=10, cmd=PluginTradeCommand.Sell),
    )
    actions = acting(Robot(1, actions_per_minute=600), holding(*pair))
    met = {(action.trade.order, action.trade.parent_order) for action in actions if isinstance(action, CloseTradeBy)}
    assert met == {(5, 6), (6, 5)}


def test_that_a_trade_is_decided_on_once_at_a_time() -> None:
    positions = tuple(Position(order=order, login=1001, symbol="EURUSD", volume=10) for order in range(1, 100))
    robot = Robot(1, actions_per_minute=6000)
    robot.advance(0, OFFERS, look)
    actions = robot.advance(SECOND // 4, OFFERS, holding(*positions))
    changed = [action.trade.order for action in actions if isinstance(action, CloseTrade | UpdateTrade)]
    assert changed
    assert len(set(changed)) == len(changed)


def test_that_closed_trades_are_deleted_and_restored_once_they_are_closed() -> None:
    held = Position(order=5, login=1001, symbol="EURUSD", volume=10)
    robot = Robot(1, actions_per_minute=600)
    assert not any(isinstance(one, DeleteTrade | RestoreTrade) for one in acting(robot, holding(held)))
    robot.advance(0, OFFERS, look)
    later = acting(robot, look)
    orders = Counter(action.trade.order for action in later if isinstance(action, DeleteTrade | RestoreTrade))
    assert set(orders) == {5}


def test_that_money_moves_in_the_direction_of_its_command() -> None:
    moved = [action for action in acting(Robot(2, actions_per_minute=6000)) if isinstance(action, MoveMoney)]
    assert {PluginTradeCommand(action.cmd) for action in moved} == {cmd for cmd, _ in MONEY}
    assert all(action.amount * dict(MONEY)[PluginTradeCommand(action.cmd)] > 0 for action in moved)


def test_that_a_gambler_only_buys_and_pays_in_again_with_nothing_left() -> None:
    robot = Robot(1, actions_per_minute=600, gamblers=[1002])
    positions: list[Position] = []
    own: list[Action] = []
    robot.advance(0, OFFERS, look)
    for second in range(1, 61):
        for action in robot.advance(second * SECOND, OFFERS, holding(*positions)):
            if isinstance(action, MoveMoney) and action.login == 1002:
                own.append(action)
            if isinstance(action, OpenTrade) and action.trade.login == 1002:
                own.append(action)
                positions = [Position(order=9, login=1002, symbol="USDJPY", volume=1)]
        if second == 30:
            positions = []
    assert {action.trade.cmd for action in opened(own)} == {PluginTradeCommand.Buy}
    paid = [action for action in own if isinstance(action, MoveMoney)]
    assert [(action.cmd, action.amount) for action in paid] == [(PluginTradeCommand.BalanceIn, GAMBLER_DEPOSIT)]


def test_that_a_symbol_without_a_quote_is_not_traded() -> None:
    actions = acting(Robot(1, actions_per_minute=600), lambda: Market((), {"EURUSD": EURUSD}, NOON))
    assert {action.trade.symbol for action in opened(actions)} == {"EURUSD"}
    assert acting(Robot(1, actions_per_minute=600), Market) == []


def test_that_a_trade_on_a_resting_symbol_is_neither_changed_nor_taken_for_closed() -> None:
    held = Position(order=5, login=1001, symbol="EURUSD", volume=10)
    robot = Robot(1, actions_per_minute=600)
    acting(robot, holding(held))
    robot.advance(0, OFFERS, look)
    resting = acting(robot, lambda: Market((held,), {"USDJPY": USDJPY}, NOON))
    assert not any(getattr(action, "trade", None) and action.trade.order == 5 for action in resting)  # type: ignore[union-attr]


def test_that_it_rests_when_switched_off_and_does_not_catch_up() -> None:
    robot = Robot(1, actions_per_minute=60, enabled=False)
    assert robot.advance(0, OFFERS, look) == []
    assert robot.advance(3600 * SECOND, OFFERS, look) == []
    robot.enabled = True
    assert robot.advance(3600 * SECOND, OFFERS, look) == []
    assert len(robot.advance(3601 * SECOND, OFFERS, look)) == 1


def test_that_a_long_pause_is_not_caught_up() -> None:
    robot = Robot(1, actions_per_minute=6000)
    robot.advance(0, OFFERS, look)
    assert len(robot.advance(3600 * SECOND, OFFERS, look)) == MAX_ACTIONS_AT_ONCE


def test_that_no_query_is_sent_while_nothing_is_due() -> None:
    def asked() -> Market:
        raise AssertionError("asked too early")

    robot = Robot(1, actions_per_minute=60)
    robot.advance(0, OFFERS, asked)
    assert robot.advance(SECOND // 2, OFFERS, asked) == []


def test_that_it_is_shown_its_own_trades_and_the_symbols_that_move() -> None:
    row = {"order": 1, "login": 1001, "symbol": "EURUSD", "volume": 10, "cmd": 0, "reason": PluginTradeReason.Expert}
    symbol = {"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "digits": 5, "point": 1e-5, "stops_level": 10}
    rows = [row, row | {"order": 2, "reason": PluginTradeReason.Client}, row | {"order": 3, "symbol": "US500"}]
    symbols = [symbol | {"tick_time": NOON - 60}, symbol | {"symbol": "US500", "tick_time": NOON - 61}]
    market = robot_market(rows, symbols, NOON * SECOND)
    assert [trade.order for trade in market.trades] == [1, 3]
    # 10 points of 0.00001 each.
    assert market.quotes == {"EURUSD": Quote(bid=1.1, ask=1.1001, digits=5, nearest=10 * 1e-5)}
