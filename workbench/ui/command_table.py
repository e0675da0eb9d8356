"""Commands of the window as decorated functions. Menus, toolbar, palette, keys and tooltips use them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.desk import Desk

Action = Callable[["Desk"], None]
Condition = Callable[["Desk"], bool]


@dataclass(frozen=True, kw_only=True)
class UiCommand:
    """One command of the window. `help`, the docstring of its function, is the tooltip."""

    name: str
    title: str
    menu: str
    run: Action
    keys: str = ""
    icon: str = ""
    enabled: Condition
    checked: Condition | None
    """For a toggle: whether it is on."""
    starts_section: bool
    """Whether the menu has a separator above it."""
    help: str


COMMANDS: dict[str, UiCommand] = {}
"""Every command by name, in the order of the menus."""

MENUS = ("File", "Server", "Feed", "View", "Help")


def command(
    name: str,
    title: str,
    *,
    menu: str,
    keys: str = "",
    icon: str = "",
    enabled: Condition = lambda _desk: True,
    checked: Condition | None = None,
    starts_section: bool = False,
) -> Callable[[Action], Action]:
    """Registers a function as a command of the window. ValueError for a duplicate name or an unknown menu."""

    def register(run: Action) -> Action:
        if name in COMMANDS:
            raise ValueError(f"command {name}: the name is already in use")
        if menu not in MENUS:
            raise ValueError(f"command {name}: no menu {menu!r}, use one of {', '.join(MENUS)}")
        COMMANDS[name] = UiCommand(
            name=name,
            title=title,
            menu=menu,
            run=run,
            keys=keys,
            icon=icon,
            enabled=enabled,
            checked=checked,
            starts_section=starts_section,
            help=run.__doc__ or "",
        )
        return run

    return register


def matching(needle: str) -> list[UiCommand]:
    """Returns the commands whose menu and title contain every typed word, titles that begin with the text first."""
    words = needle.lower().split()
    found = [each for each in COMMANDS.values() if all(word in f"{each.menu} {each.title}".lower() for word in words)]
    return sorted(found, key=lambda each: not each.title.lower().startswith(needle.lower()))
