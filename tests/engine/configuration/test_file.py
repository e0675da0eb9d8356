"""server.toml on disk: read when it is complete, and replaced without losing a concurrent save."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.engine.configuration import file as configuration_file
from workbench.engine.configuration.file import EMPTY_SECONDS, MOST_TRIES, ConfigurationFile
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.files import replacement

TEXT = '[server]\nname = "Test"\n'
BY_HAND = TEXT + "# by hand\n"


def save_in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def save_by_rename(path: Path, text: str) -> None:
    other = path.with_name("other.tmp")
    other.write_text(text, "utf-8")
    os.replace(other, path)


SAVES = pytest.mark.parametrize("save", [save_in_place, save_by_rename])
Save = Callable[[Path, str], None]


@pytest.fixture
def file(tmp_path: Path) -> ConfigurationFile:
    (tmp_path / "server.toml").write_text(TEXT, "utf-8")
    found = ConfigurationFile(tmp_path)
    found.load()
    found.recording = True
    return found


def text_of(file: ConfigurationFile) -> str:
    return file.path.read_bytes().decode("utf-8")


def kept(file: ConfigurationFile) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((file.folder / "data/configuration").glob("*.toml"))]


class Hand:
    """Saves a text once, at the moment that a test names."""

    def __init__(self, file: ConfigurationFile, save: Save) -> None:
        self._path, self._save, self._text = file.path, save, BY_HAND

    def saves(self) -> None:
        text, self._text = self._text, ""
        if text:
            self._save(self._path, text)


def save_while_waiting(file: ConfigurationFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Completes the save by hand when the server begins to wait for it."""
    hand, sleep = Hand(file, save_in_place), time.sleep

    def pause(seconds: float) -> None:
        hand.saves()
        sleep(seconds)

    monkeypatch.setattr("workbench.engine.configuration.file.time.sleep", pause)


@SAVES
def test_that_a_save_between_reading_and_replacing_is_not_lost(file: ConfigurationFile, save: Save) -> None:
    hand = Hand(file, save)

    def change(text: str) -> str:
        hand.saves()
        return text + "# by a plugin\n"

    assert file.change(change) == (BY_HAND, BY_HAND + "# by a plugin\n")
    assert text_of(file) == BY_HAND + "# by a plugin\n"
    assert BY_HAND in kept(file)
    assert sorted(path.name for path in file.folder.iterdir()) == ["data", "server.toml"]


@SAVES
def test_that_a_save_after_the_last_comparison_is_not_lost(
    file: ConfigurationFile, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand, exchange = Hand(file, save), replacement._exchange

    def exchange_late(one: Path, other: Path) -> bool:
        hand.saves()
        return exchange(one, other)

    monkeypatch.setattr(replacement, "_exchange", exchange_late)
    file.change(lambda text: text + "# by a plugin\n")
    assert text_of(file) == BY_HAND + "# by a plugin\n"
    assert BY_HAND in kept(file)


def test_that_a_file_that_is_moved_away_for_a_moment_is_waited_for(
    file: ConfigurationFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.path.rename(file.path.with_name("server.toml~"))
    save_while_waiting(file, monkeypatch)
    file.change(lambda text: text + "# by a plugin\n")
    assert text_of(file) == BY_HAND + "# by a plugin\n"


@pytest.mark.parametrize("half", ["", TEXT[:12], "[server]\n"])
def test_that_a_partly_written_file_is_not_read(
    file: ConfigurationFile, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    save_in_place(file.path, half)
    save_while_waiting(file, monkeypatch)
    assert file.read() == BY_HAND
    assert half not in kept(file)


def test_that_a_file_that_stays_empty_is_refused(file: ConfigurationFile) -> None:
    save_in_place(file.path, "")
    os.utime(file.path, (0, file.path.stat().st_mtime - EMPTY_SECONDS))
    with pytest.raises(ConfigurationError, match=r"server\.toml: the file is empty"):
        file.change(lambda text: text + "# by a plugin\n")
    assert text_of(file) == ""


def test_that_reading_a_file_that_changes_all_the_time_is_given_up(
    file: ConfigurationFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def change(text: str) -> str:
        tries.append(text)
        save_in_place(file.path, f"{TEXT}# {len(tries)}\n")
        return text + "# by a plugin\n"

    monkeypatch.setattr(configuration_file, "SETTLE_SECONDS", 0.0)
    with pytest.raises(ConfigurationError, match="another program keeps changing the file"):
        file.change(change)
    assert len(tries) == MOST_TRIES
    assert text_of(file) == f"{TEXT}# {MOST_TRIES}\n"


def test_that_a_file_system_without_exchange_is_served(
    file: ConfigurationFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacement, "_exchange", lambda *_: False)
    file.change(lambda text: text + "# by a plugin\n")
    assert text_of(file) == TEXT + "# by a plugin\n"
    assert not replacement.replace_unchanged(file.path, b"other", b"new")


def test_that_line_ends_and_links_are_kept(file: ConfigurationFile) -> None:
    real = file.path.with_name("real.toml")
    file.path.unlink()
    real.write_bytes(TEXT.replace("\n", "\r\n").encode())
    file.path.symlink_to(real)
    file.change(lambda text: text + "# by a plugin\r\n")
    assert file.path.is_symlink()
    assert real.read_bytes() == (TEXT + "# by a plugin\n").replace("\n", "\r\n").encode()


def test_that_changes_since_the_last_server_are_loaded_after_the_debounce_time(
    file: ConfigurationFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.change(lambda text: text + "# by a plugin\n")
    save_in_place(file.path, "[server]\n")
    save_while_waiting(file, monkeypatch)
    again = ConfigurationFile(file.folder)
    assert again.load().server.name == "Test"
    assert again.known == BY_HAND
