"""Small workspaces: two symbols, one group, three accounts, a few quotes, and the plugins a test asks for."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
import tomlkit

# Monday 2026-03-02 08:00 UTC.
FIRST_QUOTE_MILLIS = 1_772_438_400_000

SERVER_TOML = """\
[server]
name = "Test"
clock = "feed"

[feed]
file = "ticks.csv"
speed = 1.0
loop = false
playing = false

[robot]
enabled = false

[[symbols]]
symbol = "EURUSD"
digits = 5
currency = "EUR"
quote_currency = "USD"
contract_size = 100000.0
margin_divider = 1.0
trade = 2
exemode = 2

[[symbols]]
symbol = "USDJPY"
digits = 3
currency = "USD"
quote_currency = "JPY"
contract_size = 100000.0
margin_divider = 1.0
trade = 2
exemode = 2

[[groups]]
group = "real-usd"
enable = 1
currency = "USD"
default_leverage = 100
margin_call = 100
margin_stopout = 50
partial_close = 1
[[groups.securities]]
sec_index = 0
show = 1
trade = 2
execution = 1
comm_base = 7.0
lot_min = 1
lot_max = 10000
lot_step = 1

[[accounts]]
login = 1001
group = "real-usd"
name = "Ada Byron"
balance = 10000.0

[[accounts]]
login = 1002
group = "real-usd"
name = "Blaise Carter"
balance = 100000.0

[[accounts]]
login = 1003
group = "real-usd"
name = "Carla Dietz"
balance = 1000.0
"""

TICKS = f"""\
time_millis,symbol,bid,ask,volume
{FIRST_QUOTE_MILLIS},EURUSD,1.08430,1.08436,1
{FIRST_QUOTE_MILLIS + 100},USDJPY,149.820,149.828,1
{FIRST_QUOTE_MILLIS + 1000},EURUSD,1.08440,1.08446,1
{FIRST_QUOTE_MILLIS + 2000},EURUSD,1.08450,1.08456,2
{FIRST_QUOTE_MILLIS + 3000},USDJPY,149.830,149.838,1
"""


class MakeWorkspace(Protocol):
    """`make_workspace([file], config={"name.so": {...}})` puts plugin files in and enables them in that order."""

    def __call__(
        self,
        plugins: Sequence[Path] = (),
        *,
        config: Mapping[str, Mapping[str, Any]] | None = None,
        server: Mapping[str, Any] | None = None,
    ) -> Path: ...


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Makes the workspace in the test's own folder and returns its path; `server` overrides keys of [server]."""

    def make(
        plugins: Sequence[Path] = (),
        *,
        config: Mapping[str, Mapping[str, Any]] | None = None,
        server: Mapping[str, Any] | None = None,
    ) -> Path:
        folder = tmp_path / "workspace"
        (folder / "plugins").mkdir(parents=True, exist_ok=True)
        document = tomlkit.parse(SERVER_TOML)
        document["server"].update(server or {})
        entries = tomlkit.aot()
        for plugin in plugins:
            shutil.copy(plugin, folder / "plugins" / plugin.name)
            entries.append(
                tomlkit.item({"file": plugin.name, "enabled": True, "config": (config or {}).get(plugin.name, {})})
            )
        if plugins:
            document["plugins"] = entries
        (folder / "server.toml").write_text(tomlkit.dumps(document), "utf-8")
        (folder / "ticks.csv").write_text(TICKS, "utf-8")
        return folder

    return make


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Path:
    """A small workspace without plugins."""
    return make_workspace()
