"""Invariants of all commands of the window."""

import pytest

import workbench.ui.commands  # noqa: F401 - registers the commands
from workbench.ui.command_table import COMMANDS, MENUS, command, matching


def test_that_every_command_has_a_title_help_and_keys_of_its_own() -> None:
    keys = [each.keys for each in COMMANDS.values() if each.keys]
    assert len(keys) == len(set(keys))
    for each in COMMANDS.values():
        assert each.title
        assert each.help.endswith(".")
        assert each.menu in MENUS


def test_that_words_in_any_order_find_a_command() -> None:
    assert matching("server restart")[0].name == "server.restart"
    assert [each.name for each in matching("dark")] == ["view.dark"]
    assert matching("no such thing") == []
    assert len(matching("")) == len(COMMANDS)


def test_that_a_second_command_of_the_same_name_is_refused() -> None:
    with pytest.raises(ValueError, match="the name is already in use"):
        command("server.start", "Again", menu="Server")(lambda _desk: None)
    with pytest.raises(ValueError, match="no menu"):
        command("server.dance", "Dance", menu="Ballet")(lambda _desk: None)
