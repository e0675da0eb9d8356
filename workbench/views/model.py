"""What every panel's model is: facts and records in, figures out, no window."""

from typing import TYPE_CHECKING

from workbench.session import AnyEvent
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch


class ViewModel:
    """Base of the models. The bridge calls all of it for every panel, visible or not, on the GUI thread."""

    def __init__(self, plugin_list: PluginList) -> None:
        self.plugin_list = plugin_list

    def on_event(self, event: AnyEvent) -> None:
        """Learns one fact. The directory knows it already."""

    def begin_server(self) -> None:
        """From now on `take` gets the records of another server; its `EngineStarted` may be still to come."""

    def take(self, batch: "Batch") -> None:
        """Takes the records of one frame; the arrays belong to the caller and are valid during the call only."""

    def frame(self, now_nanos: int) -> None:
        """Once a frame after `take`; `now_nanos` is a monotonic clock, for rates and for what is sampled."""
