"""The queries of the server's databases, one row for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.contract.generated.enums import PluginTradeCommand
from workbench.engine import _core

Row = dict[str, Any]
PENDING = (
    PluginTradeCommand.BuyLimit,
    PluginTradeCommand.SellLimit,
    PluginTradeCommand.BuyStop,
    PluginTradeCommand.SellStop,
    PluginTradeCommand.BuyStopLimit,
    PluginTradeCommand.SellStopLimit,
)
LAST_SECOND = 2**40
"""Later than any time stamp, Unix seconds."""


def _of_login(row: Row, login: int) -> bool:
    """Whether the row belongs to the account, or to no account. Login 0 means all."""
    return not login or row.get("login", login) == login


@dataclass(frozen=True)
class Source:
    """Where the rows of a query come from."""

    read: Callable[[_core.Engine, int], list[Any]]
    """Returns native records. Takes the engine and a login, 0 for all."""
    keep: Callable[[Row, int], bool] = _of_login
    """Whether a row belongs to the answer."""


QUERIES: dict[str, Source] = {
    "accounts": Source(lambda engine, _login: engine.accounts()),
    "open_trades": Source(lambda engine, login: engine.open_trades(login)),
    "closed_trades": Source(lambda engine, login: engine.closed_trades(login)),
    "symbols": Source(lambda engine, _login: engine.symbols()),
    "groups": Source(lambda engine, _login: engine.groups()),
    "margin": Source(lambda engine, _login: engine.margins()),
    "symbol_groups": Source(lambda engine, _login: engine.symbol_groups()),
    "managers": Source(lambda engine, _login: engine.managers(), keep=lambda _row, _login: True),
    "mails": Source(lambda engine, login: engine.mails(login)),
    "news": Source(lambda engine, _login: engine.news()),
    "pending_trades": Source(
        lambda engine, login: engine.open_trades(login), keep=lambda row, _login: row["cmd"] in PENDING
    ),
    "transactions": Source(lambda engine, login: engine.transactions(login)),
    "equities": Source(lambda engine, login: engine.equities(0, LAST_SECOND, login)),
    "holidays": Source(lambda engine, _login: engine.holidays()),
    "common": Source(lambda engine, _login: [engine.common()]),
}
"""By the word in `Query.what`. `plugins` is not in it: it reads no database, and the command answers it itself."""


def rows(engine: _core.Engine, what: str, login: int) -> list[Row]:
    """Returns the records of a query as plain values. KeyError for an unknown query."""
    source = QUERIES[what]
    read = (_core.record_to_dict(record) for record in source.read(engine, login))
    return [row for row in read if source.keep(row, login)]
