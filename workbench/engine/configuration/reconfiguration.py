"""Goes by an edited server.toml while the server runs: what can be applied is, all or nothing; the rest waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from workbench.engine.configuration import edit
from workbench.engine.configuration.difference import Difference, Effect, differences, in_force_after
from workbench.engine.configuration.file import ConfigurationFile, settle_seconds
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError, Workspace
from workbench.engine.configuration.server_toml import parse_workspace, read_text
from workbench.engine.configuration.steps import Step, steps
from workbench.engine.configuration.write_back import write_back
from workbench.engine.core import Core, CoreError, RecordError
from workbench.engine.files.fingerprint import Fingerprint, fingerprint_of
from workbench.engine.messages import ConfigurationChanged, ConfigurationFileChanged


class Reconfiguration:
    """The configuration in force, and the ways to another one."""

    def __init__(
        self,
        core: Core,
        workspace: Workspace,
        file: ConfigurationFile,
        applied: Callable[[Workspace, list[Difference]], None],
        running: Callable[[str], int | None] = lambda _: None,
    ) -> None:
        """`applied` is called after each change with the configuration that server.toml asks for and what differs.

        `workspace` is what the known text of `file` says. `running` answers the number of a plugin that runs, by its
        file.
        """
        self._core, self._file, self._applied, self._running = core, file, applied, running
        self.in_force = workspace
        file.recording = True
        self._known = file.known
        """The text that is not reported as an edit by somebody else."""
        file.history.record(file.known)
        # Looked at from the beginning: what somebody has saved while the plugins were loaded is an edit.
        self._seen: Fingerprint | None = None
        self._since, self._looked = 0, False
        self._failed = False

    def edited(self, now_nanos: int) -> ConfigurationFileChanged | None:
        """What an edit of server.toml by somebody else means, once it has settled; to be asked often."""
        seen = fingerprint_of(self._file.path)
        if seen != self._seen:
            self._seen, self._since = seen, now_nanos
            self._looked = False
        if self._looked or now_nanos - self._since < settle_seconds(seen) * 1e9:
            return None
        event = self._reported()
        # A save that began meanwhile is looked at when it has settled.
        self._looked = fingerprint_of(self._file.path) == seen
        return event if self._looked else None

    def _reported(self) -> ConfigurationFileChanged | None:
        try:
            text = read_text(self._file.folder)
            if text == self._known and not self._failed:
                return None
            if not text.strip():
                raise ConfigurationError(f"{FILE_NAME}: the file is empty")
            found = differences(self.in_force, parse_workspace(text, self._file.folder))
        except ConfigurationError as error:
            self._failed = True
            return ConfigurationFileChanged(nanos=time.time_ns(), error=str(error))
        self._failed = False
        return ConfigurationFileChanged(
            nanos=time.time_ns(),
            to_apply=tuple(difference.path for difference in found if difference.effect is Effect.APPLY),
            to_restart=tuple(difference.path for difference in found if difference.effect is Effect.RESTART),
        )

    def preview(self) -> list[Difference]:
        """How server.toml differs from what is in force. ConfigurationError when it cannot be used."""
        return differences(self.in_force, parse_workspace(self._file.read(), self._file.folder))

    def apply(self) -> list[Difference]:
        """Goes by server.toml as it is now. ConfigurationError, and nothing has changed, when it cannot be used."""
        # Read once: what is remembered as known is what was applied.
        text = self._file.read()
        wanted = parse_workspace(text, self._file.folder)
        found = differences(self.in_force, wanted)
        self._run(steps(self._core, self.in_force, wanted, self._running))
        self.in_force = in_force_after(self.in_force, wanted)
        self._file.known = text
        self._keep(text)
        self._applied(wanted, found)
        return found

    def edit(self, section: str, name: str, key: str, value: Any) -> None:
        """One edit of server.toml, as `EditConfiguration` says. ConfigurationError when it makes no sense."""
        if key:
            self._own(edit.edit_value(self._file, section, name, key, value))
        elif value is None:
            self._own(edit.remove_element(self._file, section, name))
        else:
            self._own(edit.add_element(self._file, section, value))

    def edited_by_plugin(self, change: ConfigurationChanged, file_of: dict[str, str]) -> None:
        """Writes what a plugin changed in the running server into server.toml, where it can be undone."""
        before, after = write_back(self._file, change, file_of=file_of)
        self._own((before, after))
        wanted = parse_workspace(after, self._file.folder)
        # What others wrote into the file meanwhile is still to be applied.
        if all(self._is_of(difference, change) for difference in differences(self.in_force, wanted)):
            self.in_force = in_force_after(self.in_force, wanted)

    def _own(self, texts: tuple[str, str]) -> None:
        """What somebody else saved before an edit of our own is still to be reported."""
        before, after = texts
        if before == self._known:
            self._known = after

    @staticmethod
    def _is_of(difference: Difference, change: ConfigurationChanged) -> bool:
        named = difference.name == change.key or not change.key or change.section == "plugins"
        return difference.section == change.section and named

    def undo(self) -> list[Difference]:
        """Puts server.toml back to before its last change and applies it. ConfigurationError when that cannot be."""
        # A change by hand since is the last one.
        now = self._file.read()
        self._keep(now)
        return self._go_to(now, self._file.history.before(), -1, "undo")

    def redo(self) -> list[Difference]:
        """Redoes the last undone change."""
        return self._go_to(self._file.read(), self._file.history.after(), 1, "redo")

    def _go_to(self, now: str, text: str | None, by: int, what: str) -> list[Difference]:
        if text is None:
            raise ConfigurationError(f"{FILE_NAME}: there is nothing to {what}")
        if not self._file.put(now, text):
            raise ConfigurationError(f"{FILE_NAME}: another program saved the file at this moment; {what} again")
        self._file.history.step(by)
        try:
            return self.apply()
        except ConfigurationError:
            self._file.history.step(-by)
            # What somebody else has saved meanwhile stays.
            self._file.put(text, now)
            raise

    def _keep(self, text: str) -> None:
        self._known = text
        self._file.history.record(text)

    def _run(self, wanted: list[Step]) -> None:
        done: list[Step] = []
        try:
            for step in wanted:
                step.do()
                done.append(step)
        except (CoreError, RecordError) as error:
            left = "; ".join(_undo(reversed(done)))
            outcome = f"not all that was applied could be undone ({left})" if left else "nothing was applied"
            raise ConfigurationError(f"{FILE_NAME}: {outcome}: {error}") from error


def _undo(done: Iterable[Step]) -> Iterator[str]:
    """Undoes every step that can be; why the others cannot, for instance a group that a new account is in already."""
    for step in done:
        try:
            step.undo()
        except (CoreError, RecordError) as error:
            yield str(error)
