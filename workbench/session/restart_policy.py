"""Decides after a fault or a changed plugin file which plugin to exclude and whether to restart the server."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.configuration.toml_text import parse_toml, read_text
from workbench.engine.files.fingerprint import fingerprint_of
from workbench.engine.messages import FaultHappened, FileChanged, PluginRow
from workbench.engine.plain_text import file_path

MOST_RESTARTS = 3
RESTART_WINDOW_SECONDS = 60.0
"""Without a faulting plugin the server restarts at most MOST_RESTARTS times within these seconds."""

Rows = Mapping[str, PluginRow]


class SupervisionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of [server] that only a client process uses. None: the default of the client process."""

    restart_after_fault: Literal["quarantine", "retry", "off"] | None = None
    """quarantine: restart without the faulting plugin; retry: restart with it; off: no restart."""
    hang_action: Literal["report", "restart"] | None = None
    """report: report the hang only; restart: restart as after a crash."""
    reload_on_change: bool | None = None
    hang_seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """Seconds without a heartbeat that count as a hang."""

    @property
    def restarts(self) -> bool:
        """Whether the server restarts after a fault."""
        return self.restart_after_fault in ("quarantine", "retry")

    @property
    def reloads(self) -> bool:
        """Whether a changed plugin file restarts the server."""
        return bool(self.reload_on_change)

    def over(self, defaults: SupervisionSettings) -> SupervisionSettings:
        """Returns these settings, completed from the defaults."""
        given = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return msgspec.structs.replace(defaults, **given)


WINDOW = SupervisionSettings(restart_after_fault="quarantine", hang_action="report", reload_on_change=True)
"""Defaults of the window for keys that server.toml does not contain."""


def read_settings(workspace: Path) -> SupervisionSettings | None:
    """Reads server.toml. Returns None when it cannot be used, for example during an edit."""
    try:
        text = read_text(workspace)
        if not text.strip():
            return None
        return msgspec.convert(parse_toml(text).get("server", {}), SupervisionSettings)
    except ValueError:
        return None


def workspace_error(workspace: Path) -> str:
    """Returns the error that prevents a start with the present server.toml, or an empty string. Waits until the file
    is no longer being written.
    """
    try:
        ConfigurationFile(workspace).load()
    except ConfigurationError as error:
        return str(error)
    return ""


class RestartPolicy:
    """Decides and keeps the quarantine. Controls no process. Any thread."""

    def __init__(
        self, workspace: Path, defaults: SupervisionSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._workspace, self._defaults, self._clock = workspace, defaults, clock
        self._lock = threading.Lock()
        self._said = SupervisionSettings()
        """The last valid settings of server.toml."""
        self._quarantine: dict[str, None] = {}
        self._restarts: deque[float] = deque()
        self.reload_on_change: bool | None = None
        """Overrides server.toml once a user has switched it."""
        # Read the settings now, because the file may have an error when they are needed.
        self.settings()

    def settings(self) -> SupervisionSettings:
        """Returns the present settings. While server.toml has an error, the last valid settings stay in force."""
        self._said = read_settings(self._workspace) or self._said
        found = self._said.over(self._defaults)
        if self.reload_on_change is not None:
            found = msgspec.structs.replace(found, reload_on_change=self.reload_on_change)
        return found

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Files that starts exclude, in the order of their quarantine."""
        with self._lock:
            return tuple(self._quarantine)

    def forgive(self, file: str) -> bool:
        """Removes a file from quarantine. Returns whether it was in quarantine."""
        with self._lock:
            return self._quarantine.pop(file, self) is None

    def judge(self, fault: FaultHappened, rows: Rows) -> FaultHappened:
        """Returns the fault with its faulting file. Puts the file into quarantine when the settings require it."""
        file = faulting_plugin(fault, rows)
        settings = self.settings()
        wanted = settings.restart_after_fault == "quarantine"
        if fault.kind == "hang":
            wanted = wanted and settings.hang_action == "restart"
        if not file or not wanted or fault.kind == "failed to start" or self.is_replaced(file, rows):
            return msgspec.structs.replace(fault, file=file)
        with self._lock:
            self._quarantine[file] = None
        return msgspec.structs.replace(fault, file=file, quarantined=file)

    def is_replaced(self, file: str, rows: Rows) -> bool:
        """Whether the file on disk differs from the one that ran. A fault of the old file says nothing about it."""
        row, seen = rows.get(file), fingerprint_of(self._workspace / "plugins" / file_path(file))
        if row is None or seen is None or not row.modified_nanos:
            return False
        return row.modified_nanos != seen.modified_nanos

    def wants_restart(self, fault: FaultHappened) -> bool:
        """Whether the settings require a restart after a judged fault. `may_restart` limits the number."""
        settings = self.settings()
        if fault.kind == "hang" and settings.hang_action != "restart":
            return False
        return settings.restarts and fault.kind != "failed to start"

    def may_restart(self, fault: FaultHappened) -> bool:
        """Counts a restart. Returns False at the limit. A restart that excludes a plugin is not limited."""
        if fault.quarantined:
            return True
        now = self._clock()
        while self._restarts and now - self._restarts[0] >= RESTART_WINDOW_SECONDS:
            self._restarts.popleft()
        if len(self._restarts) >= MOST_RESTARTS:
            return False
        self._restarts.append(now)
        return True

    def wants_reload(self, change: FileChanged, rows: Rows) -> bool:
        """Whether a change in plugins/ restarts the server. New content always ends the quarantine of the file."""
        if change.change == "removed":
            # A build removes a file before it writes the new one.
            return False
        forgiven = self.forgive(change.file)
        row = rows.get(change.file)
        runs = row is not None and row.enabled and row.load_at_startup
        return (forgiven or runs) and self.settings().reloads


def faulting_plugin(fault: FaultHappened, rows: Rows) -> str:
    """Returns the file of the faulting plugin: that of the fault, or of the plugin being loaded, or an empty string."""
    if fault.file:
        return fault.file
    if fault.plugin:
        named = (file for file, row in rows.items() if fault.plugin in (row.name, file))
        if found := next(named, ""):
            return found
    if fault.kind in ("killed", "failed to start", "out of memory"):
        return ""
    return next((file for file, row in rows.items() if row.state == "loading"), "")
