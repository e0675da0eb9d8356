"""What follows from a fault or from a changed plugin file: who is left out, whether the server starts again."""

from __future__ import annotations

import threading
import time
import tomllib
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError
from workbench.engine.files.fingerprint import fingerprint_of
from workbench.engine.messages import FaultHappened, FileChanged, PluginRow
from workbench.engine.plain_text import file_path

MOST_RESTARTS = 3
RESTART_WINDOW_SECONDS = 60.0
"""A server that nobody is to blame for starts again at most MOST_RESTARTS times within so long."""

Rows = Mapping[str, PluginRow]


class SupervisionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of [server] that only a client process goes by. None: as the client process has it."""

    restart_after_fault: Literal["quarantine", "retry", "off"] | None = None
    """quarantine: without the faulting plugin; retry: with it; off: not at all."""
    hang_action: Literal["report", "restart"] | None = None
    """tell, or restart as after a crash."""
    reload_on_change: bool | None = None
    hang_seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """How long nothing may move before that is a hang."""

    @property
    def restarts(self) -> bool:
        """Whether a fault starts the server again."""
        return self.restart_after_fault in ("quarantine", "retry")

    @property
    def reloads(self) -> bool:
        """Whether a changed file starts the server again."""
        return bool(self.reload_on_change)

    def over(self, defaults: SupervisionSettings) -> SupervisionSettings:
        """These, and the defaults where they say nothing."""
        given = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return msgspec.structs.replace(defaults, **given)


WINDOW = SupervisionSettings(restart_after_fault="quarantine", hang_action="report", reload_on_change=True)
"""What the window does where server.toml does not say."""


def read_settings(workspace: Path) -> SupervisionSettings | None:
    """What server.toml says now. None when it cannot be used, as while somebody types or saves it."""
    try:
        text = (workspace / FILE_NAME).read_text("utf-8")
        if not text.strip():
            return None
        return msgspec.convert(tomllib.loads(text).get("server", {}), SupervisionSettings)
    except (OSError, ValueError):
        return None


def workspace_error(workspace: Path) -> str:
    """Why no server could start with server.toml as it is now; empty when one can. Waits until the file has settled."""
    try:
        ConfigurationFile(workspace).load()
    except ConfigurationError as error:
        return str(error)
    return ""


class RestartPolicy:
    """Decides and remembers; touches no process. Any thread."""

    def __init__(
        self, workspace: Path, defaults: SupervisionSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._workspace, self._defaults, self._clock = workspace, defaults, clock
        self._lock = threading.Lock()
        self._said = SupervisionSettings()
        """What server.toml said when it could be used last."""
        self._quarantine: dict[str, None] = {}
        self._restarts: deque[float] = deque()
        self.reload_on_change: bool | None = None
        """Overrides server.toml once somebody has switched it."""
        # From the beginning: the file may be broken when it matters.
        self.settings()

    def settings(self) -> SupervisionSettings:
        """What is in force now: a server.toml that cannot be used at this moment leaves it as it was."""
        self._said = read_settings(self._workspace) or self._said
        found = self._said.over(self._defaults)
        if self.reload_on_change is not None:
            found = msgspec.structs.replace(found, reload_on_change=self.reload_on_change)
        return found

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Files that starts leave out, in the order they came in."""
        with self._lock:
            return tuple(self._quarantine)

    def forgive(self, file: str) -> bool:
        """Takes a file out of quarantine. Whether it was in it."""
        with self._lock:
            return self._quarantine.pop(file, self) is None

    def judge(self, fault: FaultHappened, rows: Rows) -> FaultHappened:
        """Names the faulting file and, when the settings want that, puts it into quarantine."""
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
        """Whether another file is there now than the one that ran: what that did says nothing of it."""
        row, seen = rows.get(file), fingerprint_of(self._workspace / "plugins" / file_path(file))
        if row is None or seen is None or not row.modified_nanos:
            return False
        return row.modified_nanos != seen.modified_nanos

    def wants_restart(self, fault: FaultHappened) -> bool:
        """Whether the server starts again after a judged fault, as far as it has not done so too often."""
        settings = self.settings()
        if fault.kind == "hang" and settings.hang_action != "restart":
            return False
        return settings.restarts and fault.kind != "failed to start"

    def may_restart(self, fault: FaultHappened) -> bool:
        """Counts a restart; False when it would be one too many. One that leaves out a plugin never is."""
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
        """Whether a change in plugins/ starts the server again. New content ends a quarantine whatever is wanted."""
        if change.change == "removed":
            # Whoever removes a file in order to write it anew has not come to an end yet.
            return False
        forgiven = self.forgive(change.file)
        row = rows.get(change.file)
        runs = row is not None and row.enabled and row.load_at_startup
        return (forgiven or runs) and self.settings().reloads


def faulting_plugin(fault: FaultHappened, rows: Rows) -> str:
    """File of the faulting plugin: named by the fault, else the one being loaded; empty when there is none."""
    if fault.file:
        return fault.file
    if fault.plugin:
        named = (file for file, row in rows.items() if fault.plugin in (row.name, file))
        if found := next(named, ""):
            return found
    if fault.kind in ("killed", "failed to start", "out of memory"):
        return ""
    return next((file for file, row in rows.items() if row.state == "loading"), "")
