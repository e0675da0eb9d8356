"""Result of a benchmark: a value, its reference, and whether the goal holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Unmeasurable(Exception):
    """The value cannot be measured on this machine. The text gives the reason."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the report. `ratio` above 1 is better than the reference. None without a reference, see `reason`.

    `value` and `reference` are in `unit`. `value` is None when it could not be measured. `holds` is None when it
    depends on a missing reference. `details` are further values with units in their names.
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
        """Returns the fields for JSON. `reason` and `details` only when they are not empty."""
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
    """Returns by which factor a duration or a loss is better than its reference."""
    return reference / value


def larger_is_better(value: float, reference: float) -> float:
    """Returns by which factor a throughput is better than its reference."""
    return value / reference
