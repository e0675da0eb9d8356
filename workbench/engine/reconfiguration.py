"""Goes by an edited server.toml while the server runs: what can be applied is, all or nothing; the rest waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from workbench.engine import configuration_edit
from workbench.engine.configuration import (
    FILE_NAME,
    ConfigurationError,
    Workspace,
    load_workspace,
    parse_workspace,
    read_text,
)
from workbench.engine.configuration_difference import Difference, Effect, differences, in_force_after
from workbench.engine.configuration_history import ConfigurationHistory
from workbench.engine.configuration_write_back import write_back
from workbench.engine.core import Core, CoreError, RecordError
from workbench.engine.messages import ConfigurationChanged, ConfigurationFileChanged
from workbench.engine.reconfiguration_steps import Step, steps
from workbench.engine.settled_folder import file_print

HISTORY_FOLDER = "configuration"
SETTLE_NANOS = 200_000_000


class Reconfiguration:
    """The configuration in force, and the ways to another one."""

    def __init__(
        self,
        core: Core,
        workspace: Workspace,
        applied: Callable[[Workspace, list[Difference]], None],
        running: Callable[[str], int | None] = lambda _: None,
    ) -> None:
        """`applied` is called after each change with the configuration that server.toml asks for and what differs.

        `running` answers the number of a plugin that runs, by its file.
        """
        self._core, self._applied, self._running = core, applied, running
        self.in_force = workspace
        self._history = ConfigurationHistory(workspace.data_folder / HISTORY_FOLDER)
        self._remember()
        self._seen, self._since, self._looked = file_print(workspace.folder / FILE_NAME), 0, True

    def edited(self, now_nanos: int) -> ConfigurationFileChanged | None:
        """What an edit of server.toml by somebody else means, once it has settled; to be asked often."""
        seen = file_print(self.in_force.folder / FILE_NAME)
        if seen != self._seen:
            self._seen, self._since = seen, now_nanos
            self._looked = False
        if self._looked or now_nanos - self._since < SETTLE_NANOS:
            return None
        self._looked = True
        return self._told()

    def _told(self) -> ConfigurationFileChanged | None:
        try:
            if read_text(self.in_force.folder) == self._known:
                return None
            found = self.preview()
        except ConfigurationError as error:
            return ConfigurationFileChanged(nanos=time.time_ns(), error=str(error))
        return ConfigurationFileChanged(
            nanos=time.time_ns(),
            to_apply=tuple(difference.path for difference in found if difference.effect is Effect.APPLY),
            to_restart=tuple(difference.path for difference in found if difference.effect is Effect.RESTART),
        )

    def preview(self) -> list[Difference]:
        """How server.toml differs from what is in force. ConfigurationError when it cannot be used."""
        return differences(self.in_force, load_workspace(self.in_force.folder))

    def apply(self) -> list[Difference]:
        """Goes by server.toml as it is now. ConfigurationError, and nothing has changed, when it cannot be used."""
        # Read once: what is remembered as known is what was applied.
        text = read_text(self.in_force.folder)
        wanted = parse_workspace(text, self.in_force.folder)
        found = differences(self.in_force, wanted)
        self._run(steps(self._core, self.in_force, wanted, self._running))
        self.in_force = in_force_after(self.in_force, wanted)
        self._keep(text)
        self._applied(wanted, found)
        return found

    def edit(self, section: str, name: str, key: str, value: Any) -> None:
        """One edit of server.toml, as `EditConfiguration` says. ConfigurationError when it makes no sense."""
        folder = self.in_force.folder
        self._remember()
        if key:
            configuration_edit.edit_value(folder, section, name, key, value)
        elif value is None:
            configuration_edit.remove_element(folder, section, name)
        else:
            configuration_edit.add_element(folder, section, value)
        self._remember()

    def edited_by_plugin(self, change: ConfigurationChanged, file_of: dict[str, str]) -> None:
        """Writes what a plugin changed in the running server into server.toml, where it can be undone."""
        self._remember()
        write_back(self.in_force.folder, change, file_of=file_of)
        self._remember()
        wanted = load_workspace(self.in_force.folder)
        # What others wrote into the file meanwhile is still to be applied.
        if all(self._is_of(difference, change) for difference in differences(self.in_force, wanted)):
            self.in_force = in_force_after(self.in_force, wanted)

    @staticmethod
    def _is_of(difference: Difference, change: ConfigurationChanged) -> bool:
        named = difference.name == change.key or not change.key or change.section == "plugins"
        return difference.section == change.section and named

    def undo(self) -> list[Difference]:
        """Puts server.toml back to before its last change and applies it. ConfigurationError when that cannot be."""
        # A change by hand since is the last one.
        self._remember()
        return self._go_to(self._history.before(), -1, "undo")

    def redo(self) -> list[Difference]:
        """Takes the last undoing back."""
        return self._go_to(self._history.after(), 1, "redo")

    def _go_to(self, text: str | None, by: int, what: str) -> list[Difference]:
        if text is None:
            raise ConfigurationError(f"{FILE_NAME}: there is nothing to {what}")
        folder = self.in_force.folder
        now = read_text(folder)
        configuration_edit.write_text(folder, text)
        self._history.step(by)
        try:
            return self.apply()
        except ConfigurationError:
            self._history.step(-by)
            configuration_edit.write_text(folder, now)
            raise

    def _remember(self) -> None:
        self._keep(read_text(self.in_force.folder))

    def _keep(self, text: str) -> None:
        self._known = text
        self._history.record(text)

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
