"""The messages across the process border: commands to the embedded server, and the events that it reports."""

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
LOADED: tuple[PluginState, ...] = ("loading", "running")
IN_MEMORY: tuple[PluginState, ...] = (*LOADED, "changed on disk", "restart needed")
"""States of a plugin that ends with its process."""
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
    """Options for the start of a server. None selects the value in the workspace's server.toml."""

    clock: str | None = None
    """wall, feed (starts at the feed's first quote and runs at its speed) or virtual (moved by `Advance`)."""
    start_nanos: int = 0
    """First moment of a feed or virtual clock. Databases that end later determine it instead."""
    feed_playing: bool | None = None
    feed_speed: float | None = None
    robot: bool | None = None
    seed: int | None = None
    """Seed of the trader robot."""
    plugins: tuple[str, ...] | None = None
    """Plugin files to load (absolute, or names in plugins/), in this order. None: as configured."""
    without: tuple[str, ...] = ()
    """Plugin files that this start leaves out, for example after a crash."""
    quarantined: tuple[str, ...] = ()
    """The files of `without` that ended or blocked an earlier server."""
    wait_for_debugger: bool = False
    """Whether the server waits for a debugger before it loads plugins."""
    checking: bool | None = None
    """Whether the server detects that plugins write to read-only records or use records after their call (slower)."""


class Command(msgspec.Struct, frozen=True, tag=True, tag_field="command", kw_only=True):
    """A command of the client process. The server answers it with exactly one `Answer`."""


class InjectTick(Command, frozen=True, kw_only=True):
    """Feeds one quote at the current server time. Prices are in units of the quote currency."""

    symbol: str
    bid: float
    ask: float
    volume: float = 0.0


class TradeCommand(Command, frozen=True, kw_only=True):
    """A request about a trade. The answer carries the code and the ticket. `trade.volume` is lots x 100."""

    trade: PluginTradeRequestRecord


class OpenTrade(TradeCommand, frozen=True, kw_only=True):
    """Opens a market order or places a pending one. A market order with `open_price` 0 uses the market's price.

    The price `open_price` triggers a stop-limit order, which then waits as a limit order at `close_price`.
    """


class CloseTrade(TradeCommand, frozen=True, kw_only=True):
    """Closes `trade.order`. Volume 0 closes the whole trade. `close_price` 0 uses the market's price."""


class CloseTradeBy(TradeCommand, frozen=True, kw_only=True):
    """Closes `trade.order` by the opposite trade `trade.parent_order`. The remainder of the larger one stays open."""


class UpdateTrade(TradeCommand, frozen=True, kw_only=True):
    """Changes `trade.order`: the stops always, the comment and the magic number if they are set.

    For a pending order it changes the expiration always, `open_price` and `close_price` if they are set.
    """

    only: tuple[str, ...] | None = None
    """Names of the fields to change. The other fields keep their current values. None: the whole record."""


class UpdateClosedTrade(TradeCommand, frozen=True, kw_only=True):
    """Corrects a closed trade or a finance record, and changes the balance by the difference.

    It always replaces money, comment, magic number and stops. It replaces prices and times if they are set.
    """

    only: tuple[str, ...] | None = None
    """Names of the fields to correct. The other fields keep their current values. None: the whole record."""


class CancelTrade(TradeCommand, frozen=True, kw_only=True):
    """Cancels the pending order `trade.order`."""


class DeleteTrade(TradeCommand, frozen=True, kw_only=True):
    """Deletes a closed trade or a finance record, and reverses its effect on the balance."""


class RestoreTrade(TradeCommand, frozen=True, kw_only=True):
    """Reopens a closed trade, and reverses its result on the balance."""


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
    """Creates an account through the account hooks. Login 0 selects the next free number."""

    account: PluginAccountRequestRecord


class UpdateAccount(Command, frozen=True, kw_only=True):
    """Changes an account through the account hooks."""

    account: PluginAccountRequestRecord


class ChangeBalance(Command, frozen=True, kw_only=True):
    """Deposits (amount > 0) or withdraws (amount < 0) money in the deposit currency."""

    login: int
    amount: float
    comment: str = ""


class MoveMoney(Command, frozen=True, kw_only=True):
    """Books any finance command in the deposit currency. `cmd` is a PluginTradeCommand. `amount` has its sign."""

    login: int
    cmd: int
    amount: float
    comment: str = ""


class SendMail(Command, frozen=True, kw_only=True):
    """Puts a letter into the mailbox of account `mail.to`. The server sets number and time."""

    mail: PluginMailRecord


class PublishNews(Command, frozen=True, kw_only=True):
    """Publishes a news item for all clients. The server sets number and time."""

    news: PluginNewsRecord


class SetFeed(Command, frozen=True, kw_only=True):
    """Plays, pauses or changes the speed of the background feed. `speed` 1.0 is real time. None keeps a setting."""

    playing: bool | None = None
    speed: float | None = None


class SetRobot(Command, frozen=True, kw_only=True):
    """Switches the trader robot on or off and sets its rate. None keeps a setting."""

    enabled: bool | None = None
    actions_per_minute: float | None = None


class EnablePlugin(Command, frozen=True, kw_only=True):
    """Changes the plugin's entry in the configuration. The change takes effect at the next start of the server.

    None keeps a setting.
    """

    file: str
    enabled: bool | None = None
    load_at_startup: bool | None = None


class MovePlugin(Command, frozen=True, kw_only=True):
    """Moves a plugin in the configured priority order by `offset` places (-1 is up).

    The server calls its plugins in the new order after the configuration was applied, or after its next start.
    """

    file: str
    offset: int


class EditConfiguration(Command, frozen=True, kw_only=True):
    """Changes server.toml. The change takes effect when the configuration is applied.

    `name` identifies an element: a symbol, a group, a login, a plugin's file, or the number of a holiday from 1. It is
    empty for a section without elements. With `key` (dotted for a nested one) the command sets the key to `value`, and
    None removes the key. Without `key` the command
    adds the element `value`, a dict, and None removes the element.
    """

    section: str
    name: str = ""
    key: str = ""
    value: Any = None


class ApplyConfiguration(Command, frozen=True, kw_only=True):
    """Reads server.toml again and applies what is possible without a restart. It applies all of that or nothing.

    `Answer.data` lists the differences: dicts with section, name, key, before, after and effect (apply, restart,
    never). `preview` lists them without a change.
    """

    preview: bool = False


class UndoConfiguration(Command, frozen=True, kw_only=True):
    """Restores the text that server.toml had before its last change, and applies it."""


class RedoConfiguration(Command, frozen=True, kw_only=True):
    """Redoes the last undone change of server.toml, and applies it."""


class CallCustomAction(Command, frozen=True, kw_only=True):
    """Sends a manager's request to a plugin's CustomAction. `Answer.data` is the plugin's answer."""

    plugin: str
    request: Any


class BreakBefore(Command, frozen=True, kw_only=True):
    """Stops the server in its debugger before the plugin's next call of a callback, once.

    The server refuses the command when no debugger is attached.
    """

    plugin: str
    callback: str


class Query(Command, frozen=True, kw_only=True):
    """Reads the databases. Rows are dicts keyed by contract names.

    `what` is a key of `workbench.engine.queries.QUERIES`, such as open_trades, or plugins. The answer to another word
    lists them.
    """

    what: str
    login: int = 0


class SetMaintenance(Command, frozen=True, kw_only=True):
    """Starts maintenance, or ends a manual or scheduled one. Maintenance blocks the databases."""

    on: bool


class Advance(Command, frozen=True, kw_only=True):
    """Moves a virtual clock to `to_nanos` (nanoseconds since the Unix epoch). Other clocks refuse the command."""

    to_nanos: int


AnyCommand: TypeAlias = (
    InjectTick | OpenTrade | CloseTrade | CloseTradeBy | UpdateTrade | UpdateClosedTrade | CancelTrade | DeleteTrade
    | RestoreTrade | Login | Logout | AddAccount | UpdateAccount | ChangeBalance | MoveMoney | SendMail | PublishNews
    | SetFeed | SetRobot | EnablePlugin | MovePlugin | BreakBefore | EditConfiguration | ApplyConfiguration
    | UndoConfiguration | RedoConfiguration | CallCustomAction | Query | SetMaintenance | Advance
)  # fmt: skip


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command. `code` is a platform return code. `error` is one line for the user, or empty."""

    code: int = 0
    order: int = 0
    error: str = ""
    data: Any = None


class LoadStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of loading or ending a plugin. `result`: good, found (with diagnostics), refused, failed, skipped."""

    name: str
    started_nanos: int
    """Start of the step, counted from the start of loading this plugin."""
    took_nanos: int
    result: StepResult = "good"
    detail: str = ""
    ending: bool = False
    """Whether the step belongs to the end of the plugin."""


class PluginRow(msgspec.Struct, frozen=True, kw_only=True):
    """The properties of one plugin that the Plugins panel shows and that do not change with each call."""

    index: int
    file: str
    name: str
    state: PluginState
    language: str
    enabled: bool
    load_at_startup: bool = True
    modified_nanos: int = 0
    """Modification time of the file when the loader read it. 0 before that."""
    version: str = ""
    description: str = ""
    layout: str = ""
    """Public headers of the build: plugin_sdk, devkit or devkit_demo. Empty for Python, and when it is unknown."""
    layout_doubt: str = ""
    """Why `layout` may be wrong. Empty when the file proves the layout."""
    api_version: int = 0
    server_api_version: int = 0
    signature: str = ""
    """Result of the signature check in one sentence. Empty before the check."""
    signer: str = ""
    """Organisation that signed the file, if the signature is good."""
    threads_before: int = 0
    threads_after: int = 0
    load_millis: float = 0.0
    steps: tuple[LoadStep, ...] = ()
    """Steps of loading and ending the plugin, in order."""
    interfaces: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Facts that the loader reads from the file without executing it: label, and text of one line or several."""
    config: Any = None
    budget_millis: float = 5.0
    """Time budget of each hook and event."""
    budgets: dict[str, float] = {}
    """Time budgets that differ from `budget_millis`, by callback, in milliseconds."""


class SymbolRow(msgspec.Struct, frozen=True, kw_only=True):
    """The data about one symbol that a chart needs. `number` identifies the symbol in tick records."""

    number: int
    symbol: str
    digits: int


class Event(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """A fact, reported after it happened. `nanos` is wall time in nanoseconds since the Unix epoch."""

    nanos: int = 0


class EngineStarted(Event, frozen=True, kw_only=True):
    """The server runs: it has opened the databases and loaded the plugins, and will start the feed next.

    `segment` is the path of the shared memory.
    """

    pid: int
    segment: str
    symbols: tuple[SymbolRow, ...]
    threads_before: int


class EngineStopped(Event, frozen=True, kw_only=True):
    """The server ended regularly. `exit_code` is the exit code of the process, 0 in-process."""

    exit_code: int = 0


class PluginChanged(Event, frozen=True, kw_only=True):
    """A plugin appeared or changed its state. `row` is the complete new row."""

    row: PluginRow


class PluginOrderChanged(Event, frozen=True, kw_only=True):
    """The configured priority order changed. `files` is the new order."""

    files: tuple[str, ...]


class DiagnosticFound(Event, frozen=True, kw_only=True):
    """A diagnostic of the loader, the guard or the configuration."""

    severity: Severity
    plugin: str
    code: str
    message: str
    advice: str = ""
    explanation: str = ""
    """Explanation of diagnostics of this kind, one line."""
    detail: str = ""
    """Details of this occurrence, if `message` is the same for every occurrence."""
    thread: str = ""
    """Name and kernel id of the thread that caused it. Empty when the thread is irrelevant."""
    stack: tuple[str, ...] = ()
    """Call stack of the place, innermost frame first: `function (file:line)`."""


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal. `server_nanos` is server time. `level`: info, warning, error."""

    nanos: int
    server_nanos: int
    level: str
    type: str
    plugin: str
    text: str


class JournalWritten(Event, frozen=True, kw_only=True):
    """The server added lines to the journal. The oldest line is first."""

    lines: tuple[JournalLine, ...]


class StatePublished(Event, frozen=True, kw_only=True):
    """A plugin published its state with SendState. `state` is the decoded JSON."""

    plugin: str
    state: Any


class MessageSent(Event, frozen=True, kw_only=True):
    """A plugin sent JSON to managers or accounts. `target`: manager, managers, account, accounts. `id` 0: all."""

    plugin: str
    target: str
    id: int
    data: Any


class MailSent(Event, frozen=True, kw_only=True):
    """The server put a letter into an account's mailbox. `mail` has the fields of PluginMailRecord."""

    plugin: str
    mail: dict[str, Any]


class NewsPublished(Event, frozen=True, kw_only=True):
    """The server published a news item. `news` has the fields of PluginNewsRecord."""

    plugin: str
    news: dict[str, Any]


class ConfigurationChanged(Event, frozen=True, kw_only=True):
    """The configuration of the running server changed. `by` is the plugin that requested it, empty for the server.

    `section`: server, symbols, groups, symbol_groups, holidays, managers or plugins. `key` names the element, empty for
    a section as a whole. `before` and `after` hold the fields that differ, or the whole list. None: the element did not
    exist before, or does not exist any more. The event contains no secrets.
    """

    section: str
    key: str
    before: Any
    after: Any
    by: str = ""


class ConfigurationFileChanged(Event, frozen=True, kw_only=True):
    """Another program changed server.toml, and the file has been stable since then.

    `to_apply` and `to_restart` name the keys that differ from the values in force. `error` is the reason why the server
    cannot use the file.
    """

    to_apply: tuple[str, ...] = ()
    to_restart: tuple[str, ...] = ()
    error: str = ""


class SymbolsChanged(Event, frozen=True, kw_only=True):
    """The server applied its configuration. `symbols` are the new symbols."""

    symbols: tuple[SymbolRow, ...]


class MarginCalled(Event, frozen=True, kw_only=True):
    """An account fell to its margin call level. `margin` has the fields of PluginMarginLevel."""

    login: int
    margin: dict[str, Any]


class DayEnded(Event, frozen=True, kw_only=True):
    """A trading day ended at `end`, Unix seconds of server time.

    `swaps`, `equities`, `interest` and `cancelled` count charged swaps, recorded accounts, interest payments and
    cancelled daily orders. `missed` counts earlier ends of days that the server had missed and processed now.
    """

    end: int
    swaps: int
    equities: int
    interest: int
    cancelled: int
    missed: int


class MaintenanceChanged(Event, frozen=True, kw_only=True):
    """The server finished a step of maintenance. `step`: begins, optimised, backed up, cancelled, archived, ends.

    `moved` counts the archived accounts or the cancelled orders. `text` is the line in the journal.
    """

    step: MaintenanceStep
    text: str
    moved: int = 0


class FeedChanged(Event, frozen=True, kw_only=True):
    """State of the background feed. `position` and `length` are numbers of quotes."""

    playing: bool
    speed: float
    position: int
    length: int


class FileChanged(Event, frozen=True, kw_only=True):
    """A file in plugins/ was added, changed or removed, and has been stable since then.

    `change`: added, changed, removed.
    """

    file: str
    change: FileChangeKind


class ThreadStack(msgspec.Struct, frozen=True, kw_only=True):
    """One thread of an engine process at the moment of a fault. `frames`: `function (file:line)`, innermost first."""

    tid: int
    name: str
    owner: str = ""
    """Plugin that started the thread or whose code it runs. Empty for the server's own threads."""
    frames: tuple[str, ...] = ()
    own: tuple[int, ...] = ()
    """Indexes of the frames in `frames` that lie in a plugin's file, innermost first."""


class FaultHappened(Event, frozen=True, kw_only=True):
    """The engine process died or does not answer.

    `kind`: crash, abort, exit, out of memory, killed, hang, sanitizer, failed to start.
    """

    kind: FaultKind
    plugin: str
    callback: str
    number: int = 0
    """Number of the fault in this client process, from 1. The first report of a fault comes at once. A later report
    with the same number has the names of the addresses and replaces the earlier one."""
    complete: bool = True
    """Whether this is the final report of the fault."""
    pid: int = 0
    file: str = ""
    """Plugin file of the faulting plugin. Empty when no plugin caused the fault."""
    signal: str = ""
    address: int = 0
    """Faulting address of a crash."""
    registers: tuple[tuple[str, int], ...] = ()
    thread: int = 0
    step: int = 0
    """Scenario step that was running, 0 for none."""
    message: str = ""
    cause: str = ""
    """The most likely cause, one sentence."""
    advice: str = ""
    """The recommended next action, one sentence."""
    stack: tuple[str, ...] = ()
    """Call stack of the faulting thread, innermost frame first."""
    threads: tuple[ThreadStack, ...] = ()
    """All threads of the process, the faulting thread first."""
    last_calls: tuple[str, ...] = ()
    quarantined: str = ""
    """Plugin file that the next start leaves out because of this fault. Empty: none."""


AnyEvent: TypeAlias = (
    EngineStarted | EngineStopped | PluginChanged | PluginOrderChanged | DiagnosticFound | JournalWritten
    | StatePublished | MessageSent | MailSent | NewsPublished | ConfigurationChanged | ConfigurationFileChanged
    | SymbolsChanged | MarginCalled | DayEnded | MaintenanceChanged | FeedChanged | FileChanged | FaultHappened
)  # fmt: skip


class Request(msgspec.Struct, frozen=True, tag=True):
    """A command to the engine process."""

    number: int
    command: AnyCommand


class Response(msgspec.Struct, frozen=True, tag=True):
    """An answer to the client process."""

    number: int
    answer: Answer


class Reported(msgspec.Struct, frozen=True, tag=True):
    """An event to the client process."""

    event: AnyEvent


Frame: TypeAlias = Response | Reported
