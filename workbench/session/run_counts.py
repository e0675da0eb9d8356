"""Counts of a server run: orders by kind, triggers, refusals, ends of days, maintenance."""

from __future__ import annotations

from collections import Counter
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
from workbench.engine.messages import (
    AnyEvent,
    ConfigurationChanged,
    DayEnded,
    MailSent,
    MaintenanceChanged,
    MarginCalled,
    NewsPublished,
)

STOP_LIMIT = "StopLimit"
"""A stop-limit order that became its limit order. Extends the names of PluginTradeActivation."""
CHANGES = {
    MarkKind.Changed: "changed", MarkKind.Cancelled: "cancelled", MarkKind.Corrected: "corrected",
    MarkKind.Deleted: "deleted", MarkKind.Restored: "restored",
}  # fmt: skip
CLOSINGS: dict[int, str] = {
    PluginTradeState.ClosedPart: "closed in part",
    PluginTradeState.ClosedBy: "closed by opposite",
}
ENDINGS = (
    PluginTradeActivation.StopLoss, PluginTradeActivation.TakeProfit, PluginTradeActivation.StopOut,
    PluginTradeActivation.Cancel,
)  # fmt: skip
_LIMITS = (PluginTradeCommand.BuyLimit, PluginTradeCommand.SellLimit)


class RunCounts:
    """Counts trade marks and rare events. `as_json` may be called at any time."""

    def __init__(self) -> None:
        self.orders: Counter[str] = Counter()
        """Opened and placed orders on request, by command."""
        self.activations: Counter[str] = Counter()
        """Changes that the server made to trades by itself, by activation code."""
        self.changes: Counter[str] = Counter()
        self.money: Counter[str] = Counter()
        """Finance records, by command."""
        self.refusals: Counter[str] = Counter()
        """Refused requests, by return code."""
        self.days: Counter[str] = Counter()
        self.maintenance: Counter[str] = Counter()
        self.server: Counter[str] = Counter()
        """Margin calls, mails, news and changes of the configuration."""

    def on_event(self, event: AnyEvent) -> None:
        """Counts an event. Most events are not counted."""
        match event:
            case MarginCalled():
                self.server["margin_calls"] += 1
            case DayEnded():
                self.days.update(
                    ended=1, swaps=event.swaps, equities=event.equities, interest=event.interest,
                    cancelled=event.cancelled,
                )  # fmt: skip
            case MaintenanceChanged(step=step, moved=moved):
                self.maintenance[step] += 1
                self.maintenance["accounts"] += moved if step == "archived" else 0
            case MailSent():
                self.server["mails"] += 1
            case NewsPublished():
                self.server["news"] += 1
            case ConfigurationChanged():
                self.server["configuration_changes"] += 1
            case _:
                return

    def take(self, marks: NDArray[Any]) -> None:
        """Counts the marks of trades."""
        if not len(marks):
            return
        facts, counts = np.unique(marks[["kind", "cmd", "activation", "state", "code"]], return_counts=True)
        for fact, count in zip(facts.tolist(), counts.tolist(), strict=True):
            self._count(fact, count)

    def _count(self, fact: tuple[int, int, int, int, int], count: int) -> None:
        kind, cmd, activation, state, code = fact
        match kind:
            case MarkKind.Opened | MarkKind.Placed:
                self.orders[_name(PluginTradeCommand, cmd)] += count
            case MarkKind.Refused:
                self.refusals[_name(ReturnCodes, code)] += count
            case MarkKind.Money:
                self.money[_name(PluginTradeCommand, cmd)] += count
            case MarkKind.Activated:
                self.activations[STOP_LIMIT if cmd in _LIMITS else "Pending"] += count
            case MarkKind.Closed | MarkKind.StopOut | MarkKind.Cancelled if activation in ENDINGS:
                self.activations[_name(PluginTradeActivation, activation)] += count
            case MarkKind.Closed:
                self.changes[CLOSINGS.get(state, "closed")] += count
            case _ if kind in CHANGES:
                self.changes[CHANGES[MarkKind(kind)]] += count

    def as_json(self) -> dict[str, Any]:
        """Returns this part of `workbench.run`, version 1."""
        return {
            "orders": dict(sorted(self.orders.items())),
            "activations": dict(sorted(self.activations.items())),
            "changes": dict(sorted(self.changes.items())),
            "money": dict(sorted(self.money.items())),
            "refusals": dict(sorted(self.refusals.items())),
            "margin_calls": self.server["margin_calls"],
            "stop_outs": self.activations["StopOut"],
            "days": {name: self.days[name] for name in ("ended", "swaps", "equities", "interest", "cancelled")},
            "maintenance": {
                "windows": self.maintenance["begins"],
                "backups": self.maintenance["backed up"],
                "archived": self.maintenance["accounts"],
            },
            "mails": self.server["mails"],
            "news": self.server["news"],
            "configuration_changes": self.server["configuration_changes"],
        }


def _name(enumeration: Any, value: int) -> str:
    names = enumeration._value2member_map_
    return names[value].name if value in names else str(value)
