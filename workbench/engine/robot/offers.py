"""Pairs of accounts and symbols that the trader robot may trade."""

from __future__ import annotations

from workbench.engine.configuration.model import Workspace
from workbench.engine.robot.requests import Offer

FULL_TRADE = 2
BEGINNING_BYTES = 1 << 20
"""A symbol without a quote this early in the feed is not traded."""


def beginning(ticks: bytes) -> bytes:
    """Size of the beginning of a tick file that shows which symbols have quotes."""
    return ticks[:BEGINNING_BYTES]


def market_offers(workspace: Workspace, feed: bytes) -> tuple[Offer, ...]:
    """Returns every pair of an account and a symbol that its group trades and that has a quote in the `beginning` of
    the feed.

    Without a feed every symbol may have quotes.
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
