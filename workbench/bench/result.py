"""What a benchmark found: a figure, its reference, and whether the goal holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Unmeasurable(Exception):
    """The figure itself cannot be measured here; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the report. `ratio` above 1 is better than the reference; None without a reference, with `reason`.

    `value` and `reference` are in `unit`; `value` is None when it could not be measured. `holds` is None when a missing
    reference leaves it open. `details` are further figures, units in their names.
    """

    name: str
    value: float | None
    unit: str
    reference: float | None
    ratio: float | None
    goal: str
    holds: bool | None
    reason: str = ""
    details: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The fields that JSON readers get; `reason` and `details` only when there are any."""
        shown: dict[str, Any] = {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "reference": self.reference,
            "ratio": self.ratio,
            "goal": self.goal,
            "holds": self.holds,
        }
        if self.reason:
            shown["reason"] = self.reason
        if self.details:
            shown["details"] = self.details
        return shown


def smaller_is_better(value: float, reference: float) -> float:
    """How many times better a duration or a loss is than its reference."""
    return reference / value


def larger_is_better(value: float, reference: float) -> float:
    """How many times better a throughput is than its reference."""
    return value / reference
