"""The commands of the workbench window."""

from contextlib import suppress
from functools import partial

import msgspec
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.session import Answer, ApplyConfiguration, RedoConfiguration, SetFeed, UndoConfiguration
from workbench.ui.attach import attach_debugger
from workbench.ui.command_table import command
from workbench.ui.desk import Desk
from workbench.ui.theme import Mode
from workbench.views.registry import PANELS, Panel

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def _stopped(desk: Desk) -> bool:
    return desk.session.state in ("stopped", "crashed")


def _running(desk: Desk) -> bool:
    return desk.session.state == "running"


@command("server.start", "Start server", menu="Server", keys="F5", icon="play", enabled=_stopped)
def start(desk: Desk) -> None:
    """Start the server on the workspace's databases."""
    desk.notifications.dismiss("fault")
    desk.notifications.dismiss("changed")
    desk.session.start(desk.options)


@command("server.stop", "Stop server", menu="Server", keys="Shift+F5", icon="stop", enabled=_running)
def stop(desk: Desk) -> None:
    """Stop the server. The panels keep their data."""
    desk.in_background(partial(_stop, desk))


def _stop(desk: Desk) -> None:
    # A server that does not stop is reported as a hang.
    with suppress(TimeoutError):
        desk.session.stop()


@command("server.restart", "Restart server", menu="Server", keys="Ctrl+F5", icon="restart")
def restart(desk: Desk) -> None:
    """Restart the server and load changed plugins."""
    desk.notifications.dismiss("fault")
    desk.notifications.dismiss("changed")
    desk.session.restart(desk.options)


@command(
    "server.restart_without",
    "Restart without faulting plugin",
    menu="Server",
    enabled=lambda desk: desk.faulting_plugin() != "",
)
def restart_without(desk: Desk) -> None:
    """Restart the server once without the plugin of the last fault."""
    desk.notifications.dismiss("fault")
    left_out = (*desk.options.without, desk.faulting_plugin())
    desk.session.restart(msgspec.structs.replace(desk.options, without=left_out))


@command(
    "plugins.retry",
    "Retry quarantined plugin",
    menu="Server",
    enabled=lambda desk: desk.session.quarantine != (),
)
def retry(desk: Desk) -> None:
    """Restart the server with the last quarantined plugin."""
    desk.notifications.dismiss("fault")
    desk.session.retry(desk.session.quarantine[-1])


@command(
    "plugins.reload_on_change",
    "Reload on change",
    menu="Server",
    checked=lambda desk: desk.session.reload_on_change,
)
def toggle_reload(desk: Desk) -> None:
    """Restart the server when a plugin file changes."""
    desk.session.reload_on_change = not desk.session.reload_on_change


@command("server.attach_debugger", "Attach debugger…", menu="Server", enabled=_running)
def attach(desk: Desk) -> None:
    """Attach gdb, CLion or VS Code to the server."""
    attach_debugger(desk)


@command(
    "configuration.apply",
    "Apply reconfiguration",
    menu="Server",
    keys="Ctrl+Shift+F5",
    enabled=_running,
    starts_section=True,
)
def apply_configuration(desk: Desk) -> None:
    """Apply the changes in server.toml that need no restart."""
    desk.send(ApplyConfiguration(), partial(_report_applied, desk))


@command("configuration.undo", "Undo configuration change", menu="Server", keys="Ctrl+Alt+Z", enabled=_running)
def undo_configuration(desk: Desk) -> None:
    """Undo the last change of server.toml and apply the result."""
    desk.send(UndoConfiguration(), partial(_report_applied, desk))


@command("configuration.redo", "Redo configuration change", menu="Server", keys="Ctrl+Alt+Shift+Z", enabled=_running)
def redo_configuration(desk: Desk) -> None:
    """Redo the last undone change of server.toml and apply the result."""
    desk.send(RedoConfiguration(), partial(_report_applied, desk))


def _report_applied(desk: Desk, answer: Answer) -> None:
    if answer.error:
        desk.notifications.notify("configuration", "error", answer.error)
        return
    effects = [difference["effect"] for difference in answer.data]
    changed, waiting = effects.count("apply"), effects.count("restart")
    text = f"Applied {changed} configuration change{'' if changed == 1 else 's'}."
    restart = [("Restart", partial(desk.run_command, "server.restart"))] if waiting else []
    more = f" {waiting} more {'needs' if waiting == 1 else 'need'} a restart." if waiting else ""
    desk.notifications.notify("configuration", "info", text + more, restart)


@command(
    "feed.toggle",
    "Play or pause feed",
    menu="Feed",
    keys="F6",
    icon="pause",
    enabled=lambda desk: _running(desk) and desk.feed is not None,
)
def toggle_feed(desk: Desk) -> None:
    """Play or pause the background feed."""
    playing = desk.feed is not None and desk.feed.playing
    desk.send(SetFeed(playing=not playing), desk.report_error)


@command("feed.faster", "Faster feed", menu="Feed", keys="Ctrl+Shift+Right", enabled=_running)
def faster(desk: Desk) -> None:
    """Play the feed at the next higher speed."""
    set_speed(desk, next((speed for speed in SPEEDS if speed > _speed(desk)), SPEEDS[-1]))


@command("feed.slower", "Slower feed", menu="Feed", keys="Ctrl+Shift+Left", enabled=_running)
def slower(desk: Desk) -> None:
    """Play the feed at the next lower speed."""
    set_speed(desk, next((speed for speed in reversed(SPEEDS) if speed < _speed(desk)), SPEEDS[0]))


def set_speed(desk: Desk, speed: float) -> None:
    """Sets the speed of the feed. 1.0 is real time."""
    desk.send(SetFeed(speed=speed), desk.report_error)


def _speed(desk: Desk) -> float:
    return desk.feed.speed if desk.feed is not None else 1.0


@command("workspace.open_folder", "Open workspace folder", menu="File")
def open_folder(desk: Desk) -> None:
    """Show the workspace in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(desk.session.workspace)))


@command("workspace.open_plugins_folder", "Open plugins folder", menu="File")
def open_plugins_folder(desk: Desk) -> None:
    """Show the plugins folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(desk.session.workspace / "plugins")))


@command("window.close", "Quit", menu="File", keys="Ctrl+Q", starts_section=True)
def quit_program(desk: Desk) -> None:
    """Stop the server and close the window."""
    desk.close_window()


def _register_panel(number: int, panel: Panel) -> None:
    def show(desk: Desk) -> None:
        desk.raise_panel(panel.name)

    show.__doc__ = f"{panel.purpose}."
    command(f"view.{panel.name}", f"Show {panel.title}", menu="View", keys=f"Alt+{number}")(show)


for _number, _panel in enumerate(PANELS, 1):
    _register_panel(_number, _panel)


@command("view.light", "Light theme", menu="View", starts_section=True)
def light(desk: Desk) -> None:
    """Use dark text on a light background."""
    desk.set_mode(Mode.LIGHT)


@command("view.dark", "Dark theme", menu="View")
def dark(desk: Desk) -> None:
    """Use light text on a dark background."""
    desk.set_mode(Mode.DARK)


@command("view.system", "System theme", menu="View")
def system(desk: Desk) -> None:
    """Follow the setting of the desktop."""
    desk.set_mode(Mode.SYSTEM)


@command("view.reset", "Reset layout", menu="View", starts_section=True)
def reset(desk: Desk) -> None:
    """Move every panel back to its default place."""
    desk.reset_layout()


@command("help.commands", "Command palette", menu="Help", keys="Ctrl+Shift+P", icon="search")
def palette(desk: Desk) -> None:
    """Search all commands and run one."""
    desk.open_palette()
