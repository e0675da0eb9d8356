"""Counts of a run, from the marks of its trades."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.contract.generated.enums import (
    MarkKind,
    PluginTradeActivation,
    PluginTradeCommand,
    PluginTradeState,
    ReturnCodes,
)
from workbench.session import (
    ConfigurationChanged,
    DayEnded,
    FeedChanged,
    MailSent,
    MaintenanceChanged,
    MarginCalled,
    NewsPublished,
)
from workbench.session.run_counts import RunCounts
from workbench.telemetry import layout

BUY = PluginTradeCommand.Buy
CLOSED = PluginTradeState.ClosedNormal


def marks(*facts: dict[str, int]) -> NDArray[Any]:
    records = np.zeros(len(facts), layout.MARK)
    for record, fact in zip(records, facts, strict=True):
        for name, value in fact.items():
            record[name] = value
    return records


def counted(*facts: dict[str, int]) -> dict[str, Any]:
    counts = RunCounts()
    counts.take(marks(*facts))
    return counts.as_json()


def test_that_orders_are_counted_by_their_command() -> None:
    reported = counted(
        {"kind": MarkKind.Opened, "cmd": BUY}, {"kind": MarkKind.Opened, "cmd": BUY},
        {"kind": MarkKind.Placed, "cmd": PluginTradeCommand.SellStopLimit},
    )  # fmt: skip
    assert reported["orders"] == {"Buy": 2, "SellStopLimit": 1}


def test_that_activations_by_the_server_are_counted() -> None:
    reported = counted(
        {"kind": MarkKind.Activated, "cmd": BUY, "activation": PluginTradeActivation.Pending},
        {"kind": MarkKind.Activated, "cmd": PluginTradeCommand.BuyLimit},
        {"kind": MarkKind.Closed, "activation": PluginTradeActivation.StopLoss, "state": CLOSED},
        {"kind": MarkKind.StopOut, "activation": PluginTradeActivation.StopOut, "state": CLOSED},
        {"kind": MarkKind.Cancelled, "activation": PluginTradeActivation.Cancel},
        # Opened by a pending order, closed by a request: its activation describes the opening.
        {"kind": MarkKind.Closed, "activation": PluginTradeActivation.Pending, "state": CLOSED},
    )
    assert reported["activations"] == {"Cancel": 1, "Pending": 1, "StopLimit": 1, "StopLoss": 1, "StopOut": 1}
    assert reported["stop_outs"] == 1
    assert reported["orders"] == {}
    assert reported["changes"] == {"closed": 1}


def test_that_changes_by_request_are_counted_by_what_they_do() -> None:
    reported = counted(
        {"kind": MarkKind.Closed, "state": CLOSED},
        {"kind": MarkKind.Closed, "state": PluginTradeState.ClosedPart},
        {"kind": MarkKind.Closed, "state": PluginTradeState.ClosedBy},
        {"kind": MarkKind.Changed}, {"kind": MarkKind.Cancelled}, {"kind": MarkKind.Corrected},
        {"kind": MarkKind.Deleted}, {"kind": MarkKind.Restored},
    )  # fmt: skip
    assert reported["changes"] == {
        "cancelled": 1, "changed": 1, "closed": 1, "closed by opposite": 1, "closed in part": 1, "corrected": 1,
        "deleted": 1, "restored": 1,
    }  # fmt: skip
    assert reported["activations"] == {}


def test_that_refusals_are_counted_by_code_and_money_by_command() -> None:
    reported = counted(
        {"kind": MarkKind.Refused, "code": ReturnCodes.RET_TRADE_NO_MONEY},
        {"kind": MarkKind.Refused, "code": 9999},
        {"kind": MarkKind.Money, "cmd": PluginTradeCommand.CreditIn},
    )
    assert reported["refusals"] == {"9999": 1, "RET_TRADE_NO_MONEY": 1}
    assert reported["money"] == {"CreditIn": 1}


def test_that_quotes_are_no_trades() -> None:
    reported = counted({"kind": MarkKind.TickChanged}, {"kind": MarkKind.TickRefused})
    assert not any(reported[name] for name in ("orders", "activations", "changes", "money", "refusals"))


def test_that_facts_of_the_server_are_counted() -> None:
    counts = RunCounts()
    for event in (
        MarginCalled(login=1, margin={}), MarginCalled(login=2, margin={}),
        DayEnded(end=1, swaps=14, equities=21, interest=0, cancelled=2, missed=0),
        DayEnded(end=2, swaps=3, equities=21, interest=1, cancelled=0, missed=0),
        MaintenanceChanged(step="begins", text=""), MaintenanceChanged(step="backed up", text=""),
        MaintenanceChanged(step="archived", text="", moved=4), MaintenanceChanged(step="ends", text=""),
        MailSent(plugin="", mail={}), NewsPublished(plugin="", news={}),
        ConfigurationChanged(section="symbols", key="EURUSD", before={}, after={}),
        FeedChanged(playing=True, speed=1.0, position=0, length=1),
    ):  # fmt: skip
        counts.on_event(event)
    reported = counts.as_json()
    assert reported["margin_calls"] == 2
    assert reported["days"] == {"ended": 2, "swaps": 17, "equities": 42, "interest": 1, "cancelled": 2}
    assert reported["maintenance"] == {"windows": 1, "backups": 1, "archived": 4}
    assert (reported["mails"], reported["news"], reported["configuration_changes"]) == (1, 1, 1)
