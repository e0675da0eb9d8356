"""Which account may trade which symbol, for the trader robot."""

from __future__ import annotations

from workbench.engine.configuration.model import Workspace
from workbench.engine.robot.requests import Offer

FULL_TRADE = 2
BEGINNING_BYTES = 1 << 20
"""A symbol without a quote so early in the feed is not traded."""


def beginning(ticks: bytes) -> bytes:
    """As much of a tick file as tells which symbols are quoted."""
    return ticks[:BEGINNING_BYTES]


def market_offers(workspace: Workspace, feed: bytes) -> tuple[Offer, ...]:
    """Every pair of an account and a symbol that its group trades and that is quoted in the `beginning` of the feed.

    Without a feed every symbol may be quoted.
    """
    quoted = [symbol for symbol in workspace.symbols if not feed or f",{symbol.symbol},".encode() in feed]
    groups = {group.group: group for group in workspace.groups}
    offers = []
    for account in workspace.accounts:
        record = account.record
        if not record.enable or record.enable_read_only:
            continue
        group = groups[record.group]
        for symbol in quoted:
            security = group.secgroups.get(symbol.sec_index)
            if security is not None and security.trade == FULL_TRADE and symbol.trade == FULL_TRADE and group.enable:
                offers.append(Offer(record.login, symbol.symbol, security.lot_min, security.lot_step, security.lot_max))
    return tuple(offers)
