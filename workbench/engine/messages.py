"""What is said to the embedded server (commands) and what it tells (events): the words across the process border."""

from typing import Any, Literal, TypeAlias

import msgspec

from workbench.contract.generated.records import (
    PluginAccountRequestRecord,
    PluginMailRecord,
    PluginNewsRecord,
    PluginTradeRequestRecord,
)

PluginState: TypeAlias = Literal[
    "available",
    "loading",
    "running",
    "refused",
    "stopped",
    "crashed",
    "quarantined",
    "changed on disk",
    "restart needed",
]
ServerState: TypeAlias = Literal["starting", "running", "stopping", "stopped", "crashed"]
Severity: TypeAlias = Literal["info", "warning", "error", "refused"]
FaultKind: TypeAlias = Literal[
    "crash", "abort", "exit", "out of memory", "killed", "hang", "sanitizer", "failed to start"
]
StepResult: TypeAlias = Literal["good", "found", "refused", "failed", "skipped"]
"""What came of a step of loading; `found`: it reported diagnostics."""
FileChangeKind: TypeAlias = Literal["added", "changed", "removed"]
MaintenanceStep: TypeAlias = Literal["begins", "optimised", "backed up", "cancelled", "archived", "ends"]


class StartOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a server is started. None means: as the workspace's server.toml says."""

    clock: str | None = None
    """wall, feed (starts at the feed's first quote and runs at its speed) or virtual (moved by `Advance`)."""
    start_nanos: int = 0
    """First moment of a feed or virtual clock; databases that end later decide."""
    feed_playing: bool | None = None
    feed_speed: float | None = None
    robot: bool | None = None
    seed: int | None = None
    """Seed of the trader robot."""
    plugins: tuple[str, ...] | None = None
    """Only these plugin files (absolute, or names in plugins/), in this order; None: as configured."""
    without: tuple[str, ...] = ()
    """Plugin files left out this time, as after a crash."""
    quarantined: tuple[str, ...] = ()
    """Of those, the ones left out because they ended or blocked an earlier server."""
    wait_for_debugger: bool = False
    """Whether the server waits for a debugger before it loads plugins."""
    checking: bool | None = None
    """Whether records that plugins get are watched for writes and for use after their call (slower)."""


class Command(msgspec.Struct, frozen=True, tag=True, tag_field="command", kw_only=True):
    """A wish of the client process; answered by exactly one `Answer`."""


class InjectTick(Command, frozen=True, kw_only=True):
    """Feeds one quote at the current server time. Prices in units of the quote currency."""

    symbol: str
    bid: float
    ask: float
    volume: float = 0.0


class TradeCommand(Command, frozen=True, kw_only=True):
    """A request about a trade; the answer carries the code and the ticket. `trade.volume` is lots x 100."""

    trade: PluginTradeRequestRecord


class OpenTrade(TradeCommand, frozen=True, kw_only=True):
    """Opens a market order or places a pending one. A market order with `open_price` 0 takes the market's price.

    A stop-limit order is triggered at `open_price` and then waits as a limit order at `close_price`.
    """


class CloseTrade(TradeCommand, frozen=True, kw_only=True):
    """Closes `trade.order`; volume 0 closes the whole trade, `close_price` 0 takes the market's price."""


class CloseTradeBy(TradeCommand, frozen=True, kw_only=True):
    """Closes `trade.order` by the opposite trade `trade.parent_order`; the larger one stays with its rest."""


class UpdateTrade(TradeCommand, frozen=True, kw_only=True):
    """Changes `trade.order`: stops as given, comment and magic where given.

    Of a pending order also `open_price` and `close_price` where given, and the expiration as given.
    """

    only: tuple[str, ...] | None = None
    """Names of the fields to change; the others keep the values that the trade has now. None: the whole record."""


class UpdateClosedTrade(TradeCommand, frozen=True, kw_only=True):
    """Corrects a closed trade or a finance record, and the balance by the difference.

    Money, comment, magic and stops are taken as given, prices and times where given.
    """

    only: tuple[str, ...] | None = None
    """Names of the fields to correct; the others keep the values that the trade has now. None: the whole record."""


class CancelTrade(TradeCommand, frozen=True, kw_only=True):
    """Cancels the pending order `trade.order`."""


class DeleteTrade(TradeCommand, frozen=True, kw_only=True):
    """Deletes a closed trade or a finance record, and takes its money back."""


class RestoreTrade(TradeCommand, frozen=True, kw_only=True):
    """Opens a closed trade again, and takes its result back."""


class Login(Command, frozen=True, kw_only=True):
    """Signs an account in. `type` is a PluginConnectionType."""

    login: int
    ip: str = "127.0.0.1"
    type: int = 1


class Logout(Command, frozen=True, kw_only=True):
    """Signs an account out."""

    login: int
    ip: str = "127.0.0.1"
    type: int = 1


class AddAccount(Command, frozen=True, kw_only=True):
    """Creates an account through the account hooks; login 0 takes the next free number."""

    account: PluginAccountRequestRecord


class UpdateAccount(Command, frozen=True, kw_only=True):
    """Changes an account through the account hooks."""

    account: PluginAccountRequestRecord


class ChangeBalance(Command, frozen=True, kw_only=True):
    """Deposits (amount > 0) or withdraws (amount < 0) money, deposit currency."""

    login: int
    amount: float
    comment: str = ""


class MoveMoney(Command, frozen=True, kw_only=True):
    """Books any finance command, deposit currency; `cmd` is a PluginTradeCommand, the amount signed as booked."""

    login: int
    cmd: int
    amount: float
    comment: str = ""


class SendMail(Command, frozen=True, kw_only=True):
    """Puts a letter into the mailbox of account `mail.to`; number and time are the server's."""

    mail: PluginMailRecord


class PublishNews(Command, frozen=True, kw_only=True):
    """Publishes a piece of news for all clients; number and time are the server's."""

    news: PluginNewsRecord


class SetFeed(Command, frozen=True, kw_only=True):
    """Plays, pauses or re-times the background feed; None leaves a setting as it is. `speed` 1.0 is real time."""

    playing: bool | None = None
    speed: float | None = None


class SetRobot(Command, frozen=True, kw_only=True):
    """Switches the trader robot; None leaves a setting as it is."""

    enabled: bool | None = None
    actions_per_minute: float | None = None


class EnablePlugin(Command, frozen=True, kw_only=True):
    """Changes the plugin's entry in the configuration; takes effect at the next start of the server.

    None leaves a setting as it is.
    """

    file: str
    enabled: bool | None = None
    load_at_startup: bool | None = None


class MovePlugin(Command, frozen=True, kw_only=True):
    """Moves a plugin in the configured priority order by `offset` places (-1 is up).

    The server asks its plugins in the new order once the configuration is applied, or at its next start.
    """

    file: str
    offset: int


class EditConfiguration(Command, frozen=True, kw_only=True):
    """Changes server.toml; takes effect when it is applied.

    `name` is an element's own name (a symbol, a group, a login, a plugin's file, the number of a holiday from 1), empty
    for a section without elements. With `key` (dotted for a nested one) it sets `value`, None removes it. Without `key`
    it adds the element `value`, a dict, or removes the element when `value` is None.
    """

    section: str
    name: str = ""
    key: str = ""
    value: Any = None


class ApplyConfiguration(Command, frozen=True, kw_only=True):
    """Reads server.toml again and goes by it as far as that is possible without a restart, all or nothing.

    `Answer.data` lists the differences: dicts with section, name, key, before, after and effect (apply, restart,
    never). With `preview` nothing is changed.
    """

    preview: bool = False


class UndoConfiguration(Command, frozen=True, kw_only=True):
    """Puts the text of server.toml back to what it was before its last change and applies it."""


class RedoConfiguration(Command, frozen=True, kw_only=True):
    """Takes the last undoing back."""


class CallCustomAction(Command, frozen=True, kw_only=True):
    """Sends a manager's request to a plugin's CustomAction; `Answer.data` is what the plugin wrote."""

    plugin: str
    request: Any


class BreakBefore(Command, frozen=True, kw_only=True):
    """Stops the server in its debugger before the plugin's next call of a callback, once.

    Refused when no debugger is attached.
    """

    plugin: str
    callback: str


class Query(Command, frozen=True, kw_only=True):
    """Reads the databases; rows are dicts by contract names.

    `what`: accounts, open_trades, closed_trades, symbols, groups, plugins, margin,
    symbol_groups, managers, mails, news, pending_trades, transactions (money), equities
    (accounts at the ends of days), holidays, common.
    """

    what: str
    login: int = 0


class SetMaintenance(Command, frozen=True, kw_only=True):
    """Begins maintenance by hand or ends it, also a scheduled one: the databases are blocked meanwhile."""

    on: bool


class Advance(Command, frozen=True, kw_only=True):
    """Moves a virtual clock to `to_nanos` (nanoseconds since the Unix epoch); refused under any other clock."""

    to_nanos: int


AnyCommand: TypeAlias = (
    InjectTick | OpenTrade | CloseTrade | CloseTradeBy | UpdateTrade | UpdateClosedTrade | CancelTrade | DeleteTrade
    | RestoreTrade | Login | Logout | AddAccount | UpdateAccount | ChangeBalance | MoveMoney | SendMail | PublishNews
    | SetFeed | SetRobot | EnablePlugin | MovePlugin | BreakBefore | EditConfiguration | ApplyConfiguration
    | UndoConfiguration | RedoConfiguration | CallCustomAction | Query | SetMaintenance | Advance
)  # fmt: skip


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The one answer to a command. `code` is a platform return code, `error` one line for a person or empty."""

    code: int = 0
    order: int = 0
    error: str = ""
    data: Any = None


class LoadStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of loading or ending a plugin. `result`: good, found (it has diagnostics), refused, failed, skipped."""

    name: str
    started_nanos: int
    """Since the loading of this plugin began."""
    took_nanos: int
    result: StepResult = "good"
    detail: str = ""
    ending: bool = False
    """Whether it belongs to the end of the plugin instead of its beginning."""


class PluginRow(msgspec.Struct, frozen=True, kw_only=True):
    """All that the Plugins panel shows of one plugin that does not change with each call."""

    index: int
    file: str
    name: str
    state: PluginState
    language: str
    enabled: bool
    load_at_startup: bool = True
    modified_nanos: int = 0
    """When the file was last written to that it was read from, as the file system says; 0 before that."""
    version: str = ""
    description: str = ""
    layout: str = ""
    """Public headers it was built with: plugin_sdk, devkit or devkit_demo; empty for Python and what is not known."""
    layout_doubt: str = ""
    """Why it may have been built with others, empty when its file proves the layout."""
    api_version: int = 0
    server_api_version: int = 0
    signature: str = ""
    """What the check of the signature came to, in one sentence; empty before it."""
    signer: str = ""
    """Organisation that signed the file, when the signature is good."""
    threads_before: int = 0
    threads_after: int = 0
    load_millis: float = 0.0
    steps: tuple[LoadStep, ...] = ()
    """What loading it took, and ending it, in order."""
    interfaces: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What its file tells without being executed: label and text of one line or several."""
    config: Any = None
    budget_millis: float = 5.0
    """What each of its hooks and events may take."""
    budgets: dict[str, float] = {}
    """The same of those that may take something else, by callback."""


class SymbolRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a chart needs of one symbol. `number` is the one in tick records."""

    number: int
    symbol: str
    digits: int


class Event(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """A fact, told after it happened. `nanos` is wall time, nanoseconds since the Unix epoch."""

    nanos: int = 0


class EngineStarted(Event, frozen=True, kw_only=True):
    """The server runs: databases open, plugins loaded, feed about to play. `segment` is the shared memory's path."""

    pid: int
    segment: str
    symbols: tuple[SymbolRow, ...]
    threads_before: int


class EngineStopped(Event, frozen=True, kw_only=True):
    """The server ended in order. `exit_code` is that of the process, 0 in-process."""

    exit_code: int = 0


class PluginChanged(Event, frozen=True, kw_only=True):
    """A plugin appeared or changed its state; `row` is the whole new row."""

    row: PluginRow


class PluginOrderChanged(Event, frozen=True, kw_only=True):
    """The configured priority order is now this list of files."""

    files: tuple[str, ...]


class DiagnosticFound(Event, frozen=True, kw_only=True):
    """A diagnostic of the loader, the guard or the configuration."""

    severity: Severity
    plugin: str
    code: str
    message: str
    advice: str = ""
    explanation: str = ""
    """What a diagnostic of this kind means, one sentence."""
    detail: str = ""
    """What it was like this time, of a diagnostic whose `message` is the same each time."""
    thread: str = ""
    """Name and kernel id of the thread it was met on; empty when that says nothing."""
    stack: tuple[str, ...] = ()
    """Where it was met, innermost first: `function (file:line)`."""


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the server log. `server_nanos` is server time; `level`: info, warning, error."""

    nanos: int
    server_nanos: int
    level: str
    type: str
    plugin: str
    text: str


class JournalWritten(Event, frozen=True, kw_only=True):
    """Lines were added to the server log, oldest first."""

    lines: tuple[JournalLine, ...]


class StatePublished(Event, frozen=True, kw_only=True):
    """A plugin published its state with SendState; `state` is its JSON."""

    plugin: str
    state: Any


class MessageSent(Event, frozen=True, kw_only=True):
    """A plugin sent JSON to managers or accounts. `target`: manager, managers, account, accounts; `id` 0 for all."""

    plugin: str
    target: str
    id: int
    data: Any


class MailSent(Event, frozen=True, kw_only=True):
    """A letter was put into an account's mailbox. `mail` has the fields of PluginMailRecord."""

    plugin: str
    mail: dict[str, Any]


class NewsPublished(Event, frozen=True, kw_only=True):
    """A piece of news was published. `news` has the fields of PluginNewsRecord."""

    plugin: str
    news: dict[str, Any]


class ConfigurationChanged(Event, frozen=True, kw_only=True):
    """The configuration of the running server changed; `by` is the plugin that asked for it, empty for the server.

    `section`: server, symbols, groups, symbol_groups, holidays, managers or plugins; `key`: which of them, empty for
    a section as a whole. `before` and `after` have the fields that differ, or are the whole list; None stands for
    what was not there, or is not any more. Secrets are left out.
    """

    section: str
    key: str
    before: Any
    after: Any
    by: str = ""


class ConfigurationFileChanged(Event, frozen=True, kw_only=True):
    """server.toml was edited by somebody else and has settled.

    `to_apply` and `to_restart` name the keys that differ from what is in force; `error` says why the file cannot be
    used.
    """

    to_apply: tuple[str, ...] = ()
    to_restart: tuple[str, ...] = ()
    error: str = ""


class SymbolsChanged(Event, frozen=True, kw_only=True):
    """The configuration was applied: these are the symbols now."""

    symbols: tuple[SymbolRow, ...]


class MarginCalled(Event, frozen=True, kw_only=True):
    """An account fell to its margin call level. `margin` has the fields of PluginMarginLevel."""

    login: int
    margin: dict[str, Any]


class DayEnded(Event, frozen=True, kw_only=True):
    """A trading day ended at `end`, Unix seconds of server time.

    How many swaps were charged, accounts noted (`equities`), payments of interest made, daily orders cancelled, and
    how many earlier ends were made up for because the server had missed them.
    """

    end: int
    swaps: int
    equities: int
    interest: int
    cancelled: int
    missed: int


class MaintenanceChanged(Event, frozen=True, kw_only=True):
    """A step of maintenance is done. `step`: begins, optimised, backed up, cancelled, archived, ends.

    `moved` counts the accounts archived or the old orders cancelled; `text` is the line of the journal.
    """

    step: MaintenanceStep
    text: str
    moved: int = 0


class FeedChanged(Event, frozen=True, kw_only=True):
    """State of the background feed. `position` and `length` in quotes."""

    playing: bool
    speed: float
    position: int
    length: int


class FileChanged(Event, frozen=True, kw_only=True):
    """A file in plugins/ was added, rewritten or removed and has settled. `change`: added, changed, removed."""

    file: str
    change: FileChangeKind


class ThreadStack(msgspec.Struct, frozen=True, kw_only=True):
    """One thread of an engine process at the moment of a fault. `frames` innermost first: `function (file:line)`."""

    tid: int
    name: str
    owner: str = ""
    """Plugin whose thread it is or whose code it runs; empty for the server's own."""
    frames: tuple[str, ...] = ()
    own: tuple[int, ...] = ()
    """Places in `frames` that lie in a plugin's file, innermost first."""


class FaultHappened(Event, frozen=True, kw_only=True):
    """The engine process died or stopped answering.

    `kind`: crash, abort, exit, out of memory, killed, hang, sanitizer, failed to start.
    """

    kind: FaultKind
    plugin: str
    callback: str
    number: int = 0
    """Counts the faults of one client process from 1. A fault is told at once and again, with the same number, once its
    addresses have names: the later one replaces the earlier."""
    complete: bool = True
    """Whether nothing more will be told of it."""
    pid: int = 0
    file: str = ""
    """Plugin file, empty when no plugin is to blame."""
    signal: str = ""
    address: int = 0
    """Faulting address of a crash."""
    registers: tuple[tuple[str, int], ...] = ()
    thread: int = 0
    step: int = 0
    """Scenario step that was running, 0 for none."""
    message: str = ""
    cause: str = ""
    """The one likely cause, a sentence."""
    advice: str = ""
    """The one next action, a sentence."""
    stack: tuple[str, ...] = ()
    """Of the faulting thread, innermost first."""
    threads: tuple[ThreadStack, ...] = ()
    """Every thread of the process, the one to blame first."""
    last_calls: tuple[str, ...] = ()
    quarantined: str = ""
    """Plugin file that the next start leaves out because of this fault; empty for none."""


AnyEvent: TypeAlias = (
    EngineStarted | EngineStopped | PluginChanged | PluginOrderChanged | DiagnosticFound | JournalWritten
    | StatePublished | MessageSent | MailSent | NewsPublished | ConfigurationChanged | ConfigurationFileChanged
    | SymbolsChanged | MarginCalled | DayEnded | MaintenanceChanged | FeedChanged | FileChanged | FaultHappened
)  # fmt: skip


class Request(msgspec.Struct, frozen=True, tag=True):
    """A command on its way to the engine process."""

    number: int
    command: AnyCommand


class Response(msgspec.Struct, frozen=True, tag=True):
    """The answer on its way back."""

    number: int
    answer: Answer


class Reported(msgspec.Struct, frozen=True, tag=True):
    """An event on its way to the client process."""

    event: AnyEvent


Frame: TypeAlias = Response | Reported
