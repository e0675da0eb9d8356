"""Applies an edited server.toml to the running server: all applicable changes or none. The others need a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from workbench.engine.configuration import edit
from workbench.engine.configuration.difference import Difference, Effect, differences, in_force_after
from workbench.engine.configuration.file import ConfigurationFile, settle_seconds
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError, Workspace
from workbench.engine.configuration.server_toml import parse_workspace
from workbench.engine.configuration.steps import Step, steps
from workbench.engine.configuration.toml_text import read_text
from workbench.engine.configuration.write_back import write_back
from workbench.engine.core import Core, CoreError, RecordError
from workbench.engine.files.fingerprint import Fingerprint, fingerprint_of
from workbench.engine.messages import ConfigurationChanged, ConfigurationFileChanged


class Reconfiguration:
    """The configuration in force, and the changes to another one."""

    def __init__(
        self,
        core: Core,
        workspace: Workspace,
        file: ConfigurationFile,
        applied: Callable[[Workspace, list[Difference]], None],
        running: Callable[[str], int | None] = lambda _: None,
    ) -> None:
        """`applied` is called after each change with the wanted configuration of server.toml and the differences.

        `workspace` is the parsed known text of `file`. `running` returns the number of a running plugin for its
        file.
        """
        self._core, self._file, self._applied, self._running = core, file, applied, running
        self.in_force = workspace
        file.recording = True
        self._known = file.known
        """The text that is not reported as an edit by another program."""
        file.history.record(file.known)
        # Watched from the beginning, because a save during the loading of plugins is an edit.
        self._seen: Fingerprint | None = None
        self._since, self._looked = 0, False
        self._failed = False

    def edited(self, now_nanos: int) -> ConfigurationFileChanged | None:
        """Returns the event for an edit of server.toml by another program, once the file is stable. Call it often."""
        seen = fingerprint_of(self._file.path)
        if seen != self._seen:
            self._seen, self._since = seen, now_nanos
            self._looked = False
        if self._looked or now_nanos - self._since < settle_seconds(seen) * 1e9:
            return None
        event = self._reported()
        # A save that started meanwhile is read once it is stable.
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
        """Returns what differs between server.toml and the configuration in force. ConfigurationError if unusable."""
        return differences(self.in_force, parse_workspace(self._file.read(), self._file.folder))

    def apply(self) -> list[Difference]:
        """Applies the current server.toml.

        ConfigurationError without any change if the file is unusable or its history cannot be written.
        """
        # Read once, so that the known text is the applied one.
        text = self._file.read()
        wanted = parse_workspace(text, self._file.folder)
        found = differences(self.in_force, wanted)
        self._run(steps(self._core, self.in_force, wanted, self._running, self._recorded(text)))
        self.in_force = in_force_after(self.in_force, wanted)
        self._file.known = self._known = text
        self._applied(wanted, found)
        return found

    def _recorded(self, text: str) -> Step:
        """Returns the step that adds the text to the history."""
        added: list[bool] = []
        return Step(
            do=lambda: added.append(self._file.keep(text)),
            undo=lambda: self._file.history.drop() if any(added) else None,
        )

    def edit(self, section: str, name: str, key: str, value: Any) -> None:
        """Makes one edit of server.toml, see `EditConfiguration`. ConfigurationError if it is invalid."""
        if key:
            self._own(edit.edit_value(self._file, section, name, key, value))
        elif value is None:
            self._own(edit.remove_element(self._file, section, name))
        else:
            self._own(edit.add_element(self._file, section, value))

    def edited_by_plugins(self, changes: list[ConfigurationChanged], file_of: dict[str, str]) -> None:
        """Writes changes by plugins in the running server into server.toml, so that the user can undo them.

        ConfigurationError without a change of the file if that fails.
        """
        before, after = write_back(self._file, changes, file_of=file_of)
        self._own((before, after))
        wanted = parse_workspace(after, self._file.folder)
        # Changes of other programs in the meantime are still to be applied.
        if all(
            any(self._is_of(difference, change) for change in changes)
            for difference in differences(self.in_force, wanted)
        ):
            self.in_force = in_force_after(self.in_force, wanted)

    def _own(self, texts: tuple[str, str]) -> None:
        """Takes over an edit of this server as known text, unless a save of another program before it is unreported."""
        before, after = texts
        if before == self._known:
            self._known = after

    @staticmethod
    def _is_of(difference: Difference, change: ConfigurationChanged) -> bool:
        named = difference.name == change.key or not change.key or change.section == "plugins"
        return difference.section == change.section and named

    def undo(self) -> list[Difference]:
        """Restores server.toml to the text before its last change and applies it. ConfigurationError if that fails."""
        # A later change by hand is the last change.
        now = self._file.read()
        self._file.keep(now)
        self._known = now
        return self._go_to(now, self._file.history.before(), -1, "undo")

    def redo(self) -> list[Difference]:
        """Redoes the last undone change."""
        return self._go_to(self._file.read(), self._file.history.after(), 1, "redo")

    def _go_to(self, now: str, text: str | None, by: int, what: str) -> list[Difference]:
        if text is None:
            raise ConfigurationError(f"{FILE_NAME}: no change to {what}")
        if not self._file.put(now, text):
            raise ConfigurationError(f"{FILE_NAME}: another program saved the file at this moment; {what} again")
        stepped = False
        try:
            with self._file.written_history() as history:
                history.step(by)
            stepped = True
            return self.apply()
        except ConfigurationError:
            # A save of another program in the meantime stays.
            self._file.put(text, now)
            if stepped:
                with self._file.written_history() as history:
                    history.step(-by)
            raise

    def _run(self, wanted: list[Step]) -> None:
        done: list[Step] = []
        try:
            for step in wanted:
                step.do()
                done.append(step)
        except (CoreError, RecordError, ConfigurationError) as error:
            left = "; ".join(_undo(reversed(done)))
            outcome = f"some applied changes were not reverted ({left})" if left else "nothing was applied"
            raise ConfigurationError(f"{FILE_NAME}: {outcome}: {error}") from error


def _undo(done: Iterable[Step]) -> Iterator[str]:
    """Reverts the steps. Returns the reasons of failed ones, for example a group that has a new account already."""
    for step in done:
        try:
            step.undo()
        except (CoreError, RecordError) as error:
            yield str(error)
