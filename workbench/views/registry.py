"""The panels of the workbench, one line each. A panel is a folder with model.py and widget.py."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.views.base import View, ViewContext


@dataclass(frozen=True)
class Panel:
    """A panel: its package, its title, and its place in the Develop perspective.

    `name` determines all other names: folder `journal`, classes `JournalModel` and `JournalView`.
    """

    name: str
    title: str
    area: str
    """left-top, left-bottom, centre-top, centre-bottom or bottom."""
    purpose: str
    """Tooltip in the View menu."""

    def make_model(self, plugin_list: PluginList) -> ViewModel:
        """Creates the model. Imports no Qt."""
        made = self._class("model")(plugin_list)
        assert isinstance(made, ViewModel)
        return made

    def make_view(self, context: "ViewContext", model: ViewModel) -> "View[Any]":
        """Creates the widget for its model. Imports its module only now, because a hidden panel should cost nothing."""
        view: View[Any] = self._class("widget")(context, model)
        return view

    def _class(self, module: str) -> Any:
        suffix = {"model": "Model", "widget": "View"}[module]
        stem = "".join(part.title() for part in self.name.split("_"))
        return getattr(import_module(f"workbench.views.{self.name}.{module}"), stem + suffix)


PANELS = (
    Panel("plugins", "Plugins", "left-top", "Plugins in priority order"),
    Panel("loader_diagnostics", "Loader diagnostics", "left-bottom", "Problems in plugin files and calls"),
    Panel("tick_chart", "Tick chart", "centre-top", "Live quotes and trades"),
    Panel("hook_timings", "Hook timings", "centre-bottom", "Duration of each callback of each plugin"),
    Panel("journal", "Journal", "bottom", "The server log"),
    Panel("threads_and_memory", "Threads and memory", "bottom", "Threads and memory of the engine process"),
    Panel("event_injector", "Event injector", "bottom", "Sends events to the server"),
    Panel("faults", "Faults", "bottom", "Crashes and hangs of the engine process"),
)


def panel(name: str) -> Panel:
    """Returns the panel of that name. KeyError when there is none."""
    return {each.name: each for each in PANELS}[name]
