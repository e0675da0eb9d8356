"""The embedded server as one object: it loads a workspace, answers commands and reports events."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.configuration import inert_fields
from workbench.engine.configuration.difference import Difference
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError, Workspace
from workbench.engine.configuration.reconfiguration import Reconfiguration
from workbench.engine.configuration.server_toml import parse_workspace
from workbench.engine.configuration.write_back import PendingChanges
from workbench.engine.core import Core, CoreError, FeedError, RecordError
from workbench.engine.errors import StartError, StartGivenUp, internal_error
from workbench.engine.files.private import create_private
from workbench.engine.loader import diagnostics
from workbench.engine.messages import (
    Answer,
    AnyCommand,
    AnyEvent,
    ConfigurationChanged,
    EngineStarted,
    FeedChanged,
    StartOptions,
    SymbolRow,
    SymbolsChanged,
)
from workbench.engine.plugins.debounced_scan import DebouncedFolder
from workbench.engine.plugins.handler_watch import HandlerWatch
from workbench.engine.plugins.manager import PluginManager
from workbench.engine.plugins.process_watch import (
    ProcessWatch,
    open_descriptors,
    protect_descriptors,
    watch_own_process,
)
from workbench.engine.process.arguments import SETTLE_MILLIS
from workbench.engine.process.debugger import wait_for_debugger
from workbench.engine.process.own_threads import thread_count
from workbench.engine.process.workspace_lock import WorkspaceLock
from workbench.engine.robot.market import robot_market
from workbench.engine.robot.offers import beginning, market_offers
from workbench.engine.robot.requests import Market, Offer
from workbench.engine.robot.robot import Robot
from workbench.engine.server import commands, data_folder
from workbench.engine.server.database_watch import DatabaseWatch
from workbench.engine.server.feed_file import read_tick_file
from workbench.engine.server.notice_events import News
from workbench.engine.symbolize.symbolizer import MAPS_FILE

if TYPE_CHECKING:
    from workbench.engine.plugins.watcher import PluginWatcher

T = TypeVar("T")

_abandoned: list[Core] = []

USAGE_SECONDS = 0.1
"""Interval of publishing the memory and threads of plugins."""
FEED_SECONDS = 0.5
"""Interval of reports on the feed's position while the feed plays."""


class Server:
    """A trading server. One thread calls all methods, and `emit` runs on that thread."""

    def __init__(
        self,
        folder: Path,
        segment_path: str,
        options: StartOptions,
        emit: Callable[[AnyEvent], None],
        *,
        run_folder: Path,
        settle_millis: int = SETTLE_MILLIS,
        catch_crashes: bool = False,
    ) -> None:
        """`segment_path` empty: no telemetry reader. `run_folder` holds copies of plugins. The caller removes it."""
        self._folder, self._segment_path, self._options, self._emit = folder, segment_path, options, emit
        self._run_folder, self._settle_millis, self._catch_crashes = run_folder, settle_millis, catch_crashes
        self.started = False
        self.database_lost = ""
        """What happened to the database file, so that the server has to end. Empty while it is in place."""
        self._loaded = self._given_up = False
        self._watcher: PluginWatcher | None = None
        self._reported_polling = False
        self._handlers: HandlerWatch | None = None
        self._process: ProcessWatch | None = None
        self._core: Core | None = None
        self._database: DatabaseWatch | None = None
        self._lock: WorkspaceLock | None = None
        self._offers: tuple[Offer, ...] = ()
        self._feed_reported: FeedChanged | None = None
        self._inert_reported: set[str] = set()
        self._feed_due = 0.0
        self._usage_due = 0.0
        self._pending = PendingChanges()

    @property
    def core(self) -> Core:
        """Returns the native server. Available after `start`."""
        if self._core is None:
            raise StartError("the server is not started")
        return self._core

    def start(self) -> None:
        """Reads the workspace, opens databases, loads plugins and runs. StartError with one line if that fails."""
        try:
            self._start(threads_before=thread_count())
        except StartError:
            raise
        except ConfigurationError as error:
            raise StartError(str(error)) from error
        except OSError as error:
            if error.filename is None or not Path(error.filename).is_relative_to(self._folder):
                raise internal_error(error) from error
            raise StartError(f"{error.filename}: {error.strerror}") from error
        except Exception as error:
            raise internal_error(error) from error

    def _start(self, *, threads_before: int) -> None:
        self._configuration = ConfigurationFile(self._folder)
        workspace = self._configuration.load()
        self._build(workspace)
        self._news = News(self.core, workspace.data_folder, self._run_folder, self._heard)
        self.plugins = PluginManager(
            self.core,
            workspace,
            self._configuration,
            self._options,
            self._emit,
            self._run_folder,
            own_process=self._catch_crashes,
        )
        self._news.plugins = self.plugins.registry
        self._report_inert(workspace)
        self._loaded = True
        # Read before plugins are loaded, so that later writes count as changes.
        files = DebouncedFolder(workspace.plugins_folder, settle_nanos=self._settle_millis * 1_000_000)
        self._wait_for_debugger()
        if self._catch_crashes:
            protect_descriptors()
        self.plugins.load_all()
        self._handlers = HandlerWatch(self.plugins.registry, self._run_folder, own_process=self._catch_crashes)
        self._process = ProcessWatch(self.plugins.registry, self._run_folder, own_process=self._catch_crashes)
        # Only now, because the entries that loading wrote are not edits by another program.
        self.reconfiguration = Reconfiguration(
            self.core,
            self._with_new_entries(workspace),
            self._configuration,
            self._reconfigured,
            self.plugins.running_index,
        )
        self.core.start()
        self.started = True
        self._emit(self._started(threads_before))
        self.core.play_feed(_either(self._options.feed_playing, workspace.feed.playing))
        self._watch(files)
        self.pump()
        self.report_feed()

    def _with_new_entries(self, workspace: Workspace) -> Workspace:
        if not self.plugins.wrote_entries:
            return workspace
        known = parse_workspace(self._configuration.known, workspace.folder)
        return msgspec.structs.replace(workspace, plugins=known.plugins)

    def _wait_for_debugger(self) -> None:
        if not self._options.wait_for_debugger:
            return
        self._emit(diagnostics.WaitsForDebugger(f"waiting for a debugger: gdb -p {os.getpid()}").event(""))
        if not wait_for_debugger(lambda: self._given_up):
            raise StartGivenUp("the server was stopped while it waited for a debugger")

    def give_up(self) -> None:
        """Ends the wait for a debugger. Callable from any thread and from signal handlers."""
        self._given_up = True

    def _watch(self, files: DebouncedFolder) -> None:
        # Imported after the start, because starting the watch takes longer than loading all plugins.
        from workbench.engine.plugins.watcher import PluginWatcher

        before = open_descriptors()
        self._watcher = PluginWatcher(files)
        if self._catch_crashes:
            # A thread of a plugin may have opened a file meanwhile.
            protect_descriptors(opened_since=before, only=("anon_inode:", "pipe:"))
        self._report_polling()

    def _report_polling(self) -> None:
        if self._watcher is not None and not self._reported_polling and (why := self._watcher.polls_because):
            self._reported_polling = True
            self._emit(diagnostics.FilesPolled.because(why))

    def _build(self, workspace: Workspace) -> None:
        self.clock = self._options.clock or workspace.server.clock
        self.robot = self._robot(workspace)
        ticks = read_tick_file(workspace.folder / workspace.feed.file) if workspace.feed.file else b""
        try:
            data_folder.prepare(workspace.data_folder)
            self._lock = WorkspaceLock(workspace.data_folder)
            self._lock.take()
            # SQLite gives its other files the mode of the database.
            create_private(workspace.data_folder / data_folder.DATABASE)
            self._core = Core(
                segment=self._segment_path,
                clock=self.clock,
                start_nanos=self._options.start_nanos,
                speed=_either(self._options.feed_speed, workspace.feed.speed),
                database=str(workspace.data_folder / data_folder.DATABASE),
                sync=workspace.server.sync,
                hook_budget_nanos=int(workspace.server.hook_budget_millis * 1e6),
            )
            self._database = DatabaseWatch(workspace.data_folder / data_folder.DATABASE)
            if self._catch_crashes:
                self._core.install_crash_handler(self._run_folder / MAPS_FILE)
                watch_own_process()
            self._check_records(_either(self._options.checking, workspace.server.checking))
            self._configure(workspace)
            if ticks:
                numbers = {symbol.symbol: number for number, symbol in enumerate(workspace.symbols)}
                self._core.set_feed(ticks, numbers, loop=workspace.feed.loop)
        except FeedError as error:
            raise StartError(f"{workspace.feed.file}:{error.line}: {error}") from error
        except OSError as error:
            raise StartError(f"{workspace.data_folder}: {error.strerror}") from error
        except CoreError as error:
            raise StartError(str(error)) from error
        self._feed = beginning(ticks)
        self._offers = market_offers(workspace, self._feed)

    def _check_records(self, wanted: bool) -> None:
        """Switches record checks on. They need the crash handler, which distinguishes a watched record from a crash."""
        if wanted and not self._catch_crashes:
            text = "a server inside another program's process does not check records"
            self._emit(diagnostics.ConfigurationDiffers(text).event(""))
        elif wanted:
            self.core.set_checking(True)

    def _configure(self, workspace: Workspace) -> None:
        self.core.set_time_zones(workspace.server.time_zone, workspace.symbol_zones)
        self.core.put_common(workspace.server.common)
        self.core.put_symbol_groups(workspace.symbol_groups)
        self.core.put_managers(workspace.managers)
        for symbol in workspace.symbols:
            with _named(f"symbols.{symbol.symbol}"):
                self.core.put_symbol(symbol)
        with _named("holidays"):
            self.core.put_holidays(workspace.holidays)
        for group in workspace.groups:
            with _named(f"groups.{group.group}"):
                self.core.put_group(group)
        for account in workspace.accounts:
            with _named(f"accounts.{account.record.login}"):
                self.core.seed_account(account.record, account.balance, account.credit)

    def _reconfigured(self, workspace: Workspace, found: list[Difference]) -> None:
        """Applies the parts of a new configuration that the native server does not know."""
        self._offers = market_offers(workspace, self._feed)
        changed = {(difference.section, difference.key) for difference in found}
        if ("robot", "enabled") in changed:
            self.robot.enabled = workspace.robot.enabled and self.clock != "virtual"
        if ("robot", "actions_per_minute") in changed:
            self.robot.actions_per_minute = workspace.robot.actions_per_minute
        if ("feed", "speed") in changed:
            self.core.set_feed_speed(workspace.feed.speed)
        if ("feed", "playing") in changed:
            self.core.play_feed(workspace.feed.playing)
        self.plugins.reconfigured(workspace.plugins)
        self._report_inert(workspace)
        self._emit(SymbolsChanged(nanos=time.time_ns(), symbols=self._symbol_rows()))
        self.report_feed()

    def _report_inert(self, workspace: Workspace) -> None:
        """Reports fields that have no effect, each text once."""
        for text in inert_fields.configured(workspace):
            if text not in self._inert_reported:
                self._inert_reported.add(text)
                self._emit(diagnostics.FieldWithoutEffect(text).event(""))

    def _symbol_rows(self) -> tuple[SymbolRow, ...]:
        rows = self.core.rows("symbols")
        return tuple(SymbolRow(number=row["count"], symbol=row["symbol"], digits=row["digits"]) for row in rows)

    def _robot(self, workspace: Workspace) -> Robot:
        settings = workspace.robot
        # The owner of a virtual clock moves it. Without a request, nothing may happen.
        enabled = _either(self._options.robot, settings.enabled) and self.clock != "virtual"
        seed = _either(self._options.seed, settings.seed)
        return Robot(seed, actions_per_minute=settings.actions_per_minute, enabled=enabled, gamblers=settings.gamblers)

    def _started(self, threads_before: int) -> EngineStarted:
        return EngineStarted(
            nanos=time.time_ns(),
            pid=os.getpid(),
            segment=self._segment_path,
            symbols=self._symbol_rows(),
            threads_before=threads_before,
        )

    def _has_lost_database(self) -> bool:
        """Whether the database file is no longer the one that the server writes. Reports that once."""
        if not self.database_lost and self._database is not None and (lost := self._database.look()):
            self.database_lost = lost
            # The journal may be gone with the same folder.
            self._news.expect_no_journal()
            self._emit(diagnostics.DatabaseLost(lost).event(""))
        return bool(self.database_lost)

    def _heard(self, event: AnyEvent) -> None:
        self._emit(event)
        if isinstance(event, ConfigurationChanged) and event.by:
            self._pending.add(event)

    def _write_due(self) -> None:
        if self._pending.is_due(time.monotonic()):
            self._write_back()

    def _write_back(self) -> None:
        """Writes the pending changes by plugins into server.toml: together, or one by one if they do not fit together.

        Does nothing before the start, when no change can be written.
        """
        if not self.started or not (changes := self._pending.take()):
            return
        begun = time.monotonic()
        if not self._written(changes, report=len(changes) == 1):
            for change in changes if len(changes) > 1 else ():
                self._written([change], report=True)
        self._pending.written(begun, time.monotonic())

    def _written(self, changes: list[ConfigurationChanged], *, report: bool) -> bool:
        file_of = {plugin.row().name: plugin.file for plugin in self.plugins.registry}
        try:
            self.reconfiguration.edited_by_plugins(changes, file_of)
        except (ConfigurationError, OSError) as error:
            for change in changes if report else ():
                text = f"the plugin's change of {change.section} {change.key} could not be written to {FILE_NAME}"
                self._emit(diagnostics.ConfigurationDiffers(f"{text}: {error}").event(change.by))
            return False
        return True

    def handle(self, command: AnyCommand) -> Answer:
        """Carries out a command. Never raises."""
        if not self.started:
            return commands.failed("the server is not started")
        if self._has_lost_database():
            return commands.failed(self.database_lost, ReturnCodes.RET_ERR_DISK)
        if isinstance(command, commands.OF_CONFIGURATION):
            # The file must contain every change so far, for example to undo it.
            self._write_back()
        answer = commands.handle(self, command)
        self._news.pass_on()
        self._write_due()
        return answer

    def pump(self) -> None:
        """Reports events, moves the robot and scans plugins/. Call it about every 20 ms.

        Does nothing once the database is lost.
        """
        if self._has_lost_database():
            return
        self._news.pass_on()
        self._write_due()
        for action in self.robot.advance(time.monotonic_ns(), self._offers, self._market):
            self.handle(action)
        if self._watcher is not None:
            for change in self._watcher.poll():
                self.plugins.on_file(change)
            self._report_polling()
        self.plugins.pump()
        self._look_at_handlers(time.monotonic())
        if (edited := self.reconfiguration.edited(time.monotonic_ns())) is not None:
            self._emit(edited)
        now = time.monotonic()
        if now >= self._usage_due:
            self.core.publish_usage()
            self._usage_due = now + USAGE_SECONDS
        if now >= self._feed_due:
            self.report_feed()
            self._feed_due = now + FEED_SECONDS

    def report_feed(self) -> None:
        """Reports the state of the feed if it differs from the last report."""
        playing, speed, position, length = self.core.feed_state()
        state = FeedChanged(playing=playing, speed=speed, position=position, length=length)
        if length and state != self._feed_reported:
            self._feed_reported = state
            self._emit(
                FeedChanged(nanos=time.time_ns(), playing=playing, speed=speed, position=position, length=length)
            )

    def _market(self) -> Market:
        return robot_market(self.core.rows("open_trades"), self.core.rows("symbols"), self.core.now_nanos())

    def close(self) -> None:
        """Ends feed and requests, plugins and databases, in this order. Harmless if not started or closed already."""
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
        if self.started:
            # A short run may end before the next look.
            self._has_lost_database()
        if self._core is not None:
            self._close_core(self._core)
        if self._lock is not None:
            self._lock.release()

    def _look_at_handlers(self, now_seconds: float) -> None:
        for watch in (self._process, self._handlers):
            if watch is not None:
                for name, diagnostic in watch.look(now_seconds):
                    self._emit(diagnostic.event(name))

    def _close_core(self, core: Core) -> None:
        core.stop()
        if self._loaded:
            self.plugins.close()
            # At once, because the process could call a handler in a library that is about to be unmapped.
            self._look_at_handlers(math.inf)
            self.plugins.unload_all()
            self._news.close()
            self._write_back()
            core.publish_usage()
        self.started = False
        if self._loaded and self.plugins.left_running:
            # A thread of a plugin may still call the server, so freeing its memory would crash the process.
            _abandoned.append(core)
        else:
            core.close()
        self._loaded = False
        self._core = None


@contextlib.contextmanager
def _named(key: str) -> Iterator[None]:
    try:
        yield
    except (RecordError, CoreError) as error:
        raise StartError(f"{FILE_NAME}: {key}: {error}") from error


def _either(given: T | None, configured: T) -> T:
    return configured if given is None else given
