"""What a person can do in the window: decorated functions; menu, toolbar, palette, keys and help come from them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.desk import Desk

Action = Callable[["Desk"], None]
Condition = Callable[["Desk"], bool]


@dataclass(frozen=True, kw_only=True)
class UiCommand:
    """One command of the window. `help` is its function's docstring."""

    name: str
    title: str
    menu: str
    run: Action
    keys: str = ""
    icon: str = ""
    enabled: Condition
    checked: Condition | None
    """Of one that switches something: whether that is on."""
    starts_section: bool
    """Whether a line stands above it in the menu."""
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
    """Makes a function a command of the window; ValueError for a name or a menu that cannot be."""

    def register(run: Action) -> Action:
        if name in COMMANDS:
            raise ValueError(f"command {name}: there is one of that name already")
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
    """Commands whose title contains every word typed, those that begin with it first."""
    words = needle.lower().split()
    found = [each for each in COMMANDS.values() if all(word in f"{each.menu} {each.title}".lower() for word in words)]
    return sorted(found, key=lambda each: not each.title.lower().startswith(needle.lower()))
