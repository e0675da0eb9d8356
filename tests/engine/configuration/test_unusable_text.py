"""Texts of server.toml and of plugins' data that no parser can take: each is one line, never another exception."""

import contextlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.running import Start
from tests.support.workspaces import SERVER_TOML
from workbench.engine.configuration.edit import edit_value
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.configuration.server_toml import parse_workspace
from workbench.engine.configuration.toml_text import read_text
from workbench.engine.errors import INTERNAL, StartError
from workbench.engine.loader.plugin_data import DataProblem, PluginData
from workbench.engine.messages import ConfigurationFileChanged
from workbench.engine.process.probe_preload import is_wanted
from workbench.session import StartOptions
from workbench.session.restart_policy import read_settings, workspace_error
from workbench.session.sanitizers.runtimes import needed_by

FOLDER = Path("somewhere")
DEEP = "[" * 3000 + "]" * 3000
DOTTED = "a." * 20000 + "b"
DIGITS = "9" * 5001
HEX = "0x" + "f" * 5001
REPEATED = settings(max_examples=200, deadline=None, derandomize=not os.environ.get("WORKBENCH_RANDOM"), database=None)
TOO_DEEP = "the text is nested deeper than 100 levels"
UNUSABLE = [
    ("[server]", f"[server]\nowner = {DEEP}", f"server.toml: {TOO_DEEP}"),
    ("[server]", f"[server]\nowner = {'[' * 200}{']' * 200}", f"server.toml:2: {TOO_DEEP}"),
    ("[server]", f"[server]\n{DOTTED} = 1", f"server.toml:2: {TOO_DEEP}"),
    ("[server]", f"[{DOTTED}]\n[server]", f"server.toml:1: {TOO_DEEP}"),
    ("login = 1001", f"login = {DIGITS}", "server.toml:53: a number exceeds 64 bits"),
    ("login = 1001", f"login = {HEX}", "server.toml:53: a number exceeds 64 bits"),
    ("digits = 3", f"digits = -{HEX[:20].replace('x', '')}", "server.toml:26: "),
    ("[server]", "[server]\nbackups_kept = 10001", "server.toml:2: server.backups_kept: 10001 is not between "),
    (
        "[server]",
        "[server]\nbackups_kept = 2147483648",
        "server.toml:2: server.backups_kept: 2147483648 does not fit this field",
    ),
    ("ticks.csv", "a\\u0000b", "server.toml:6: feed.file: 'a\\x00b' is not a file name"),
    (
        'name = "Ada Byron"',
        'name = "Ada"\nregdate = 2300-01-01T00:00:00Z',
        "server.toml:56: accounts.1001.regdate: 2300-01-01 is not between 1970 and 2199",
    ),
    (
        "digits = 3",
        "digits = 3\nexpiration = 2300-01-01",
        "server.toml:27: symbols.USDJPY.expiration: 2300-01-01 is not between 1970 and 2199",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "message"), UNUSABLE, ids=range(len(UNUSABLE)))
def test_that_an_unusable_value_is_one_line(start: Start, workspace: Path, good: str, bad: str, message: str) -> None:
    assert good in SERVER_TOML
    (workspace / "server.toml").write_text(SERVER_TOML.replace(good, bad, 1), "utf-8")
    with pytest.raises(StartError) as caught:
        start(workspace)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert INTERNAL not in str(caught.value)


@pytest.mark.parametrize("text", [f"owner = {DEEP}", f"owner = {DIGITS}", f"[server]\nhang_seconds = {HEX}"])
def test_that_every_reader_of_server_toml_survives_such_a_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "server.toml").write_text(text, "utf-8")
    assert read_settings(tmp_path) is None
    assert workspace_error(tmp_path).startswith("server.toml")
    assert is_wanted(tmp_path)
    assert not needed_by(tmp_path, StartOptions())


def test_that_a_running_server_reports_such_a_text_and_keeps_its_configuration(start: Start, workspace: Path) -> None:
    running = start(workspace)
    (workspace / "server.toml").write_text(f"owner = {DEEP}", "utf-8")
    while not running.reported(ConfigurationFileChanged):
        running.server.pump()
    assert [event.error for event in running.reported(ConfigurationFileChanged)] == [
        "server.toml: the text is nested deeper than 100 levels"
    ]


def test_that_an_edit_with_a_deeply_nested_value_changes_nothing(workspace: Path) -> None:
    file = ConfigurationFile(workspace)
    file.load()
    value: object = 1
    for _ in range(3000):
        value = [value]
    with pytest.raises(ConfigurationError, match="nested too deeply"):
        edit_value(file, "server", "", "owner", value)
    assert read_text(workspace) == file.known


def test_that_a_configuration_of_the_greatest_depth_can_be_edited(workspace: Path) -> None:
    path = workspace / "server.toml"
    entry = f'[[plugins]]\nfile = "a.so"\nconfig = {{ a = {"[" * 95}{"]" * 95} }}\n'
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    file = ConfigurationFile(workspace)
    file.load()
    edit_value(file, "server", "", "owner", "Ada")
    assert file.load().server.owner == "Ada"


def problem_of(text: str) -> str:
    try:
        parse_workspace(text, FOLDER)
    except ConfigurationError as error:
        return str(error)
    return ""


LINES = SERVER_TOML.splitlines(keepends=True)
VALUES = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.floats().map(str),
    st.text(max_size=8).map(json.dumps),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.sampled_from(
        ["true", "[]", "{}", "[[1]]", "{ a = 1 }", "12:00:00", '"\\u0000"', "0x" + "f" * 20, DIGITS, DEEP, ""]
    ),
)


@st.composite
def changed_texts(draw: st.DrawFn) -> str:
    """Draws the usual server.toml with other values in a few lines, and lines in other places."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[number].partition(" = ")
        match draw(st.sampled_from(["value", "removed", "moved", "text"])):
            case "value" if equals:
                lines[number] = f"{key} = {draw(VALUES)}\n"
            case "removed":
                del lines[number]
            case "moved":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines[number])
            case _:
                lines[number] = draw(st.text(max_size=20)) + "\n"
    return "".join(lines)


@REPEATED
@example("owner = " + DEEP)
@example("a = " + HEX)
@example(SERVER_TOML.replace("default_leverage = 100", "default_leverage = 2000-01-01"))
@example("[[groups]]\ngroup = 1979-05-27\nmargins = [{}]")
@example('[[groups]]\ngroup = "a"\n[[groups.margins]]\nsymbol = []')
@example("[[symbols]]\nsymbol = 5\ntime_zone = 5")
@example("accounts = [1]")
@example("server = [[]]")
@example("[server]\nend_of_day = 24:00:00")
@example("[[holidays]]\nfrom_minute = 23:59:59.999999")
@given(changed_texts())
def test_that_every_text_is_a_configuration_or_one_line(text: str) -> None:
    problem = problem_of(text)
    assert not problem or problem.startswith("server.toml:")
    assert len(problem.splitlines()) <= 1


@REPEATED
@example(b"[" * 100_000)
@example(b'{"a": ' + DIGITS.encode() + b"}")
@example(b'{"a": ' * 300 + b"1" + b"}" * 300)
@example(b'{"a": "\\ud800"}')
@example(b"\xff")
@given(
    st.one_of(
        st.binary(max_size=40),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
            lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
            max_leaves=10,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_that_every_content_of_a_data_file_is_an_object_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("data", numbered=True)
    (folder / "plugins").mkdir()
    (folder / "plugins" / "a.so.json").write_bytes(content)
    data = PluginData(folder)
    with contextlib.suppress(DataProblem):
        text = data.load("a.so")
        assert isinstance(json.loads(text), dict)
        return
    assert data.load("a.so") == ""
    assert (folder / "plugins" / "a.so.json.damaged").read_bytes() == content
