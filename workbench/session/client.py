"""The receiver of the events of a session's runs: the event queue, the restart policy and the supervisor."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from workbench.engine.messages import AnyEvent, FaultHappened
from workbench.session.engine_process import SpareProcess
from workbench.session.event_queue import EventQueue
from workbench.session.plugin_names import PluginNames
from workbench.session.restart_policy import RestartPolicy, faulting_plugin
from workbench.session.supervisor import Supervisor


@dataclass(frozen=True, kw_only=True)
class Client:
    """Receives the events of the runs of one session."""

    events: EventQueue
    hang_seconds: float
    policy: RestartPolicy | None = None
    supervisor: Supervisor | None = None
    spare: SpareProcess = field(default_factory=SpareProcess)

    def names(self) -> PluginNames:
        """Returns the plugin names for the numbers and files in records and stacks."""
        return PluginNames(self.events.rows())

    def put(self, token: object, event: AnyEvent) -> None:
        """Takes an event of the run with this token."""
        self.events.put(event, run=token)
        if self.supervisor is not None:
            self.supervisor.heard(token, event)

    def judged(self, fault: FaultHappened) -> FaultHappened:
        """Returns a new fault with its number and the faulting file.

        Call it while the plugin rows still show which plugin was loading.
        """
        numbered = msgspec.structs.replace(fault, number=self.events.next_fault())
        if self.policy is not None:
            return self.policy.judge(numbered, self.events.rows())
        return msgspec.structs.replace(numbered, file=faulting_plugin(numbered, self.events.rows()))
