"""Fields of the contract's records that this server stores and passes to plugins, but does not use itself.

The check reports each field whose value differs from the server's behaviour. docs/server-toml.md has the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from workbench.engine.configuration.model import Workspace

MOST_NAMED = 3
"""Maximum number of elements that a diagnostic names. It counts the others."""


class Inert(msgspec.Struct, frozen=True):
    """A field without effect. `acts_like` are the values that describe the server's behaviour."""

    section: str
    field: str
    instead: str
    """The server's behaviour, a sentence without its full stop."""
    acts_like: tuple[Any, ...] = (0,)

    @property
    def key(self) -> str:
        """`groups.securities.confirmation`."""
        return f"{self.section}.{self.field}"


INERT = (
    Inert("groups", "timeout", "No dealer confirms requests, so nothing waits"),
    Inert("groups", "otp_mode", "Sign-ins need no one-time password"),
    Inert("groups", "default_deposit", "A new account has no money until somebody pays in"),
    Inert("groups", "maxsecurities", "The number of symbols is not limited"),
    Inert("groups", "credit_withdrawal_policy", "A withdrawal does not change the credit"),
    Inert("groups", "deposit_reversal_policy", "A reversed deposit is booked as requested"),
    Inert("groups", "check_ie_prices", "Instant prices are always checked against ie_deviation"),
    Inert("groups", "close_reopen", "A partial closing leaves the rest open under its order"),
    Inert("groups", "reports", "No statements are written"),
    Inert("groups", "copies", "No statements are written"),
    # 0: no news, 2: full.
    Inert("groups", "news", "News reach every account", (0, 2)),
    Inert("groups", "news_languages_total", "News reach every account in every language"),
    # 0: no trading, 1: automatic.
    Inert("groups.securities", "execution", "Every request is executed automatically", (0, 1)),
    Inert("groups.securities", "confirmation", "No dealer confirms requests"),
    Inert("groups.securities", "ie_quick_mode", "Instant requests wait in the same queue as others"),
    Inert("groups.securities", "autocloseout_mode", "A stop out closes the worst trade first"),
    Inert("symbols", "value_date", "Swaps follow swap_rollover3days and swap_daily"),
    Inert("symbols", "swap_variation_margin", "The end of a day books no variation margin"),
    Inert("symbols", "realtime", "Every quote is passed on", (1,)),
    Inert("symbols", "quotes_delay", "Quotes are passed on at once"),
    Inert("symbols", "logging", "Every quote is recorded"),
    Inert("accounts", "enable_change_password", "Passwords are changed by requests about accounts", (0, 1)),
    Inert("accounts", "enable_otp", "Sign-ins need no one-time password"),
    Inert("accounts", "send_reports", "No statements are mailed"),
    Inert("accounts", "agent_account", "The agent's commission is computed, not paid to that account"),
)


def configured(workspace: Workspace) -> Iterator[str]:
    """Yields one text for each field with a value that has no effect."""
    for inert in INERT:
        named = [name for name, record in _records(workspace, inert.section) if _set(record, inert)]
        if named:
            yield f"{inert.key} of {_listed(named)} has no effect. {inert.instead}."


def _set(record: msgspec.Struct, inert: Inert) -> bool:
    return getattr(record, inert.field) not in inert.acts_like


def _records(workspace: Workspace, section: str) -> Iterable[tuple[str, msgspec.Struct]]:
    match section:
        case "groups":
            return [(group.group, group) for group in workspace.groups]
        case "groups.securities":
            return [
                (f"{group.group}.{security.sec_index}", security)
                for group in workspace.groups
                for security in group.secgroups.values()
            ]
        case "symbols":
            return [(symbol.symbol, symbol) for symbol in workspace.symbols]
        case _:
            return [(str(account.record.login), account.record) for account in workspace.accounts]


def _listed(names: list[str]) -> str:
    named = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
