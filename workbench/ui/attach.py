"""Attaches a debugger from the window: clipboard, terminal, settings for editors."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from workbench.session.debugging import DebuggingError, debug_command, open_terminal, write_clion, write_vscode
from workbench.ui.desk import Desk

Ask = Callable[[str], str]
"""Asks the user for a folder with a dialog title. Returns an empty string when the user cancels."""


def attach_debugger(desk: Desk, *, ask: Ask | None = None) -> None:
    """Copies the gdb command, opens a terminal with it if possible, and offers settings for editors."""
    try:
        command = debug_command(desk.session)
    except DebuggingError as error:
        desk.notifications.notify("debugger", "error", str(error))
        return
    QGuiApplication.clipboard().setText(command.text)
    opened = open_terminal(command)
    asked = ask or _ask_folder
    choices = [
        ("CLion…", partial(_write, desk, asked, "CLion", write_clion)),
        ("VS Code…", partial(_write, desk, asked, "VS Code", lambda folder: write_vscode(folder, desk.session))),
    ]
    where = "It is running in a terminal." if opened else "Run it in a terminal."
    desk.notifications.notify("debugger", "info", f"Copied: {command.text}  {where} Or attach from an editor:", choices)


def _write(desk: Desk, ask: Ask, editor: str, write: Callable[[Path], Path]) -> None:
    folder = ask(f"Project folder for {editor}")
    if not folder:
        return
    try:
        desk.notifications.notify("debugger", "info", f"Saved {write(Path(folder))}.")
    except DebuggingError as error:
        desk.notifications.notify("debugger", "error", str(error))


def _ask_folder(title: str) -> str:
    return QFileDialog.getExistingDirectory(None, title)
