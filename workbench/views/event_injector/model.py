"""The events that the panel can send, one form each, and the history of sent events and answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.contract.form import FieldForm
from workbench.contract.generated.enums import ReturnCodes
from workbench.contract.generated.forms import METHOD_FORMS, RECORD_FORMS
from workbench.contract.generated.records import (
    PluginAccountRequestRecord,
    PluginMailRecord,
    PluginNewsRecord,
    PluginTradeRequestRecord,
)
from workbench.session import (
    AddAccount,
    Answer,
    AnyCommand,
    CallCustomAction,
    CancelTrade,
    ChangeBalance,
    CloseTrade,
    CloseTradeBy,
    DeleteTrade,
    InjectTick,
    Login,
    Logout,
    MoveMoney,
    OpenTrade,
    PublishNews,
    RestoreTrade,
    SendMail,
    SetMaintenance,
    UpdateClosedTrade,
    UpdateTrade,
)
from workbench.views.form.model import summary
from workbench.views.formats import lots
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch

HISTORY = 500
IN_FLIGHT = 16
"""Commands of a burst in flight: enough to keep the server busy, few enough to stop soon."""


@dataclass(frozen=True, kw_only=True)
class EventForm:
    """One kind of event: its fields and the command that sends it."""

    name: str
    title: str
    fields: tuple[FieldForm, ...]
    first: tuple[str, ...]
    make: Callable[[Mapping[str, Any]], AnyCommand]
    presets: Mapping[str, Any] = field(default_factory=dict)
    chosen_from: Mapping[str, str] = field(default_factory=dict)
    """Keys in `CHOICES` for fields whose key differs from their name."""
    edits: bool = False
    """Whether the form edits the record of its `order`. It shows the record and sends only edited fields."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Fields whose value is chosen from the server's data."""
        return tuple(each.name for each in self.fields if self.choice(each.name) in CHOICES)

    def choice(self, name: str) -> str:
        """Returns the key of a field in `CHOICES`."""
        return self.chosen_from.get(name, name)


@dataclass(frozen=True)
class Choice:
    """Source of the values of a field: the query, the key column, and the text of a row."""

    what: str
    key: str
    shown: Callable[[Mapping[str, Any]], str]


def _account(row: Mapping[str, Any]) -> str:
    return f"{row['login']}  {row.get('name', '')}  {row.get('group', '')}".rstrip()


def _trade(row: Mapping[str, Any]) -> str:
    return f"{row['order']}  {row.get('login', '')}  {row.get('symbol', '')}  {lots(int(row.get('volume', 0)))} lots"


CHOICES = {
    "symbol": Choice("symbols", "symbol", lambda row: str(row["symbol"])),
    "login": Choice("accounts", "login", _account),
    "order": Choice("open_trades", "order", _trade),
    "parent_order": Choice("open_trades", "order", _trade),
    "pending order": Choice("pending_trades", "order", _trade),
    "closed order": Choice("closed_trades", "order", _trade),
    "plugin": Choice("plugins", "name", lambda row: str(row["name"])),
    "group": Choice("groups", "group", lambda row: str(row["group"])),
}
"""Choice by field name, or by the name in `EventForm.chosen_from`."""

_TICK = {each.name: each for each in RECORD_FORMS["TickInfo"]}
_LOGIN = {each.name: each for each in RECORD_FORMS["PluginAccountRecord"]}
_CONNECTION = {each.name: each for each in METHOD_FORMS["OnAccountLogin"]}
_SIGN_IN = (_LOGIN["login"], _CONNECTION["ip"], _CONNECTION["type"])
_TRADE = RECORD_FORMS["PluginTradeRequestRecord"]
_CMD = next(each for each in _TRADE if each.name == "cmd")
_MAIL = tuple(each for each in RECORD_FORMS["PluginMailRecord"] if each.name not in ("id", "time"))
_NEWS = tuple(each for each in RECORD_FORMS["PluginNewsRecord"] if each.name not in ("id", "time"))
_MAINTENANCE = FieldForm(name="on", kind="bool", default=True, doc="true begins maintenance, false ends it.")
_ACTION = (
    FieldForm(name="plugin", kind="text", default="", doc="Name of the plugin that receives the request."),
    FieldForm(name="request", kind="json", default={}, doc="Request for its CustomAction."),
)
_MONEY = {each.name: each for each in METHOD_FORMS["BalanceIn"]}


def _edited(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in values if name != "order")


FORMS = (
    EventForm(
        name="tick",
        title="Tick",
        fields=tuple(_TICK[name] for name in ("symbol", "bid", "ask", "volume")),
        first=("symbol", "bid", "ask", "volume"),
        make=lambda values: InjectTick(**values),
    ),
    EventForm(
        name="open",
        title="Open trade",
        fields=_TRADE,
        first=("login", "symbol", "cmd", "volume", "open_price", "sl", "tp", "expiration", "magic", "comment"),
        make=lambda values: OpenTrade(trade=PluginTradeRequestRecord(**values)),
        presets={"cmd": 0, "volume": 100},
    ),
    EventForm(
        name="close",
        title="Close trade",
        fields=_TRADE,
        first=("order", "volume", "close_price"),
        make=lambda values: CloseTrade(trade=PluginTradeRequestRecord(**values)),
    ),
    EventForm(
        name="update",
        title="Change trade",
        fields=_TRADE,
        first=("order", "sl", "tp", "open_price", "close_price", "expiration", "magic", "comment"),
        edits=True,
        make=lambda values: UpdateTrade(trade=PluginTradeRequestRecord(**values), only=_edited(values)),
    ),
    EventForm(
        name="cancel",
        title="Cancel order",
        fields=_TRADE,
        first=("order",),
        chosen_from={"order": "pending order"},
        make=lambda values: CancelTrade(trade=PluginTradeRequestRecord(**values)),
    ),
    EventForm(
        name="close_by",
        title="Close by opposite",
        fields=_TRADE,
        first=("order", "parent_order"),
        make=lambda values: CloseTradeBy(trade=PluginTradeRequestRecord(**values)),
    ),
    EventForm(
        name="update_closed",
        title="Correct closed trade",
        fields=_TRADE,
        first=("order", "profit", "commission", "storage", "taxes", "open_price", "close_price", "comment"),
        chosen_from={"order": "closed order"},
        edits=True,
        make=lambda values: UpdateClosedTrade(trade=PluginTradeRequestRecord(**values), only=_edited(values)),
    ),
    EventForm(
        name="delete",
        title="Delete closed trade",
        fields=_TRADE,
        first=("order",),
        chosen_from={"order": "closed order"},
        make=lambda values: DeleteTrade(trade=PluginTradeRequestRecord(**values)),
    ),
    EventForm(
        name="restore",
        title="Restore closed trade",
        fields=_TRADE,
        first=("order",),
        chosen_from={"order": "closed order"},
        make=lambda values: RestoreTrade(trade=PluginTradeRequestRecord(**values)),
    ),
    EventForm(
        name="login",
        title="Login",
        fields=_SIGN_IN,
        first=("login", "ip", "type"),
        make=lambda values: Login(**values),
        presets={"ip": "127.0.0.1", "type": 1},
    ),
    EventForm(
        name="logout",
        title="Logout",
        fields=_SIGN_IN,
        first=("login", "ip", "type"),
        make=lambda values: Logout(**values),
        presets={"ip": "127.0.0.1", "type": 1},
    ),
    EventForm(
        name="balance",
        title="Balance",
        fields=METHOD_FORMS["BalanceIn"],
        first=("login", "amount", "comment"),
        make=lambda values: ChangeBalance(**values),
        presets={"amount": 1000.0},
    ),
    EventForm(
        name="money",
        title="Money operation",
        fields=(_MONEY["login"], _CMD, _MONEY["amount"], _MONEY["comment"]),
        first=("login", "cmd", "amount", "comment"),
        make=lambda values: MoveMoney(**values),
        presets={"cmd": 14, "amount": 100.0},
    ),
    EventForm(
        name="mail",
        title="Mail",
        fields=_MAIL,
        first=("to", "sender", "subject", "body"),
        chosen_from={"to": "login"},
        make=lambda values: SendMail(mail=PluginMailRecord(**values)),
    ),
    EventForm(
        name="news",
        title="News",
        fields=_NEWS,
        first=("category", "subject", "body", "priority"),
        make=lambda values: PublishNews(news=PluginNewsRecord(**values)),
    ),
    EventForm(
        name="maintenance",
        title="Maintenance",
        fields=(_MAINTENANCE,),
        first=("on",),
        make=lambda values: SetMaintenance(**values),
    ),
    EventForm(
        name="action",
        title="Custom action",
        fields=_ACTION,
        first=("plugin", "request"),
        make=lambda values: CallCustomAction(**values),
    ),
    EventForm(
        name="account",
        title="New account",
        fields=tuple(each for each in RECORD_FORMS["PluginAccountRequestRecord"] if each.name != "margin"),
        first=("login", "group", "name", "leverage", "password", "email"),
        make=lambda values: AddAccount(account=PluginAccountRequestRecord(**values)),
        presets={"leverage": 100},
    ),
)


@dataclass(slots=True)
class Sent:
    """One press of the Send button. `refused` counts the answers other than RET_OK."""

    form: EventForm
    values: Mapping[str, Any]
    server_nanos: int
    number: int
    begun: int = 0
    answered: int = 0
    refused: int = 0
    answer: str = ""
    failed: bool = False
    stopped: bool = False

    @property
    def summary(self) -> str:
        """The entered values as text."""
        return summary(self.values, self.form.fields, every=self.form.edits)

    @property
    def waiting(self) -> bool:
        """Whether answers are pending."""
        return self.answered < self.begun or (not self.stopped and self.begun < self.number)


class EventInjectorModel(ViewModel):
    """History of sent events, newest last, and the last quotes as defaults."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
        self.history: list[Sent] = []
        self.generation = 0
        self.server_nanos = 0
        self._quotes: dict[int, tuple[float, float]] = {}

    def take(self, batch: "Batch") -> None:
        """Keeps the last quote of each symbol."""
        ticks = batch.ticks[::-1]
        if len(ticks):
            _, newest = np.unique(ticks["symbol"], return_index=True)
            for tick in ticks[newest]:
                self._quotes[int(tick["symbol"])] = (float(tick["bid"]), float(tick["ask"]))
            self.server_nanos = int(ticks["server_nanos"][0])

    def quote(self, symbol: str) -> tuple[float, float] | None:
        """Returns the last bid and ask of a symbol, or None before its first tick."""
        number = next((row.number for row in self.plugin_list.symbols.values() if row.symbol == symbol), -1)
        return self._quotes.get(number)

    def begin(self, form: EventForm, values: Mapping[str, Any], *, number: int) -> Sent:
        """Adds a burst of `number` (at least one) equal events to the history."""
        sent = Sent(form, dict(values), self.server_nanos, max(1, number))
        self.history.append(sent)
        self.generation += 1
        del self.history[:-HISTORY]
        return sent

    def due(self, sent: Sent) -> Iterator[AnyCommand]:
        """Yields the commands of a burst to send now. Call it again after each answer."""
        while not sent.stopped and sent.begun < sent.number and sent.begun - sent.answered < IN_FLIGHT:
            sent.begun += 1
            yield sent.form.make(sent.values)

    def learn(self, sent: Sent, answer: Answer) -> None:
        """Records an answer. The end of the server ends the burst."""
        sent.answered += 1
        went_well = answer.code == ReturnCodes.RET_OK and not answer.error
        sent.refused += not went_well
        # The first refusal of a burst matters more than the successes after it.
        if not sent.failed:
            sent.answer, sent.failed = answer_text(answer), not went_well
        sent.stopped = sent.stopped or (bool(answer.error) and answer.code == 0)
        self.generation += 1


def answer_text(answer: Answer) -> str:
    """Returns an answer as text: name of the return code, order number, and reason of a refusal."""
    try:
        name = ReturnCodes(answer.code).name
    except ValueError:
        name = f"return code {answer.code}"
    # Do not repeat the code of a refusal without a reason.
    error = "" if answer.error == name else answer.error
    parts = [name if answer.code or not error else "", f"order {answer.order}" if answer.order else ""]
    return "  ".join(part for part in (*parts, error) if part)


def outcome(sent: Sent) -> str:
    """Returns the state of a burst: the answer, with counts for more than one event."""
    if not sent.answered:
        return "waiting for an answer"
    if sent.number == 1:
        return sent.answer
    return f"{sent.answered} of {sent.number} answered, {sent.refused} not RET_OK: {sent.answer}"


def choices(name: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Returns values and texts of a field's choices from the rows of its query. KeyError for other fields."""
    choice = CHOICES[name]
    return [(str(row[choice.key]), choice.shown(row)) for row in rows]
