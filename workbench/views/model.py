"""Base class of the panel models: events and records in, values to show out, no Qt."""

from typing import TYPE_CHECKING

from workbench.session import AnyEvent
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch


class ViewModel:
    """Base of the models. The bridge calls its methods on the GUI thread for every panel, visible or not."""

    def __init__(self, plugin_list: PluginList) -> None:
        self.plugin_list = plugin_list

    def on_event(self, event: AnyEvent) -> None:
        """Takes one event. The plugin list has already taken it."""

    def begin_server(self) -> None:
        """Prepares for the records of a new server. Its `EngineStarted` may come later."""

    def take(self, batch: "Batch") -> None:
        """Takes the records of one frame. The arrays belong to the caller and are valid during the call only."""

    def frame(self, now_nanos: int) -> None:
        """Runs once a frame after `take`. `now_nanos` is a monotonic clock for rates and samples."""
