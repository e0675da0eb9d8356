"""The trader robot decides, and does nothing itself."""

from workbench.contract.generated.enums import PluginTradeCommand, PluginTradeReason
from workbench.engine.messages import CloseTrade, OpenTrade
from workbench.engine.robot import MAX_ACTIONS_AT_ONCE, Action, Offer, OpenPosition, Robot

OFFERS = (Offer(1001, "EURUSD", 10, 5, 30), Offer(1002, "USDJPY", 1, 1, 0))
SECOND = 1_000_000_000


def none_open() -> list[OpenPosition]:
    return []


def two_minutes(seed: int) -> list[Action]:
    robot = Robot(seed, actions_per_minute=60)
    robot.advance(0, OFFERS, none_open)
    return [action for second in range(1, 121) for action in robot.advance(second * SECOND, OFFERS, none_open)]


def test_that_it_acts_at_its_rate() -> None:
    assert len(two_minutes(1)) == 120


def test_that_the_same_seed_trades_the_same() -> None:
    assert two_minutes(7) == two_minutes(7)
    assert two_minutes(7) != two_minutes(8)


def test_that_volumes_keep_to_the_limits_of_the_group() -> None:
    trades = [action.trade for action in two_minutes(3) if isinstance(action, OpenTrade)]
    euro = [trade.volume for trade in trades if trade.symbol == "EURUSD"]
    assert min(euro) >= 10
    assert max(euro) <= 30
    assert {(volume - 10) % 5 for volume in euro} == {0}
    assert {trade.cmd for trade in trades} == {PluginTradeCommand.Buy, PluginTradeCommand.Sell}
    assert {trade.reason for trade in trades} == {PluginTradeReason.Expert}


def test_that_it_closes_what_is_open_once_there_is_enough() -> None:
    positions = [OpenPosition(order, 1001, "EURUSD", 10) for order in range(1, 100)]
    robot = Robot(1, actions_per_minute=6000)
    robot.advance(0, OFFERS, none_open)
    actions = robot.advance(SECOND // 4, OFFERS, lambda: list(positions))
    closed = [action.trade.order for action in actions if isinstance(action, CloseTrade)]
    assert closed
    assert len(set(closed)) == len(closed)


def test_that_it_rests_when_switched_off_and_does_not_catch_up() -> None:
    robot = Robot(1, actions_per_minute=60, enabled=False)
    assert robot.advance(0, OFFERS, none_open) == []
    assert robot.advance(3600 * SECOND, OFFERS, none_open) == []
    robot.enabled = True
    assert robot.advance(3600 * SECOND, OFFERS, none_open) == []
    assert len(robot.advance(3601 * SECOND, OFFERS, none_open)) == 1


def test_that_a_long_pause_is_not_made_up_for() -> None:
    robot = Robot(1, actions_per_minute=6000)
    robot.advance(0, OFFERS, none_open)
    assert len(robot.advance(3600 * SECOND, OFFERS, none_open)) == MAX_ACTIONS_AT_ONCE


def test_that_nothing_is_asked_while_nothing_is_due() -> None:
    def asked() -> list[OpenPosition]:
        raise AssertionError("asked too early")

    robot = Robot(1, actions_per_minute=60)
    robot.advance(0, OFFERS, asked)
    assert robot.advance(SECOND // 2, OFFERS, asked) == []
