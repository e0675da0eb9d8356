"""server.toml: its meaning, and the messages about errors."""

from pathlib import Path

import pytest

from tests.support.workspaces import SERVER_TOML
from workbench.engine.configuration import edit
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import ConfigurationError, PluginEntry
from workbench.engine.configuration.server_toml import load_workspace, parse_workspace

FOLDER = Path("somewhere")


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_that_fields_follow_from_others_when_they_are_left_out() -> None:
    workspace = parse_workspace(SERVER_TOML, FOLDER)
    euro = workspace.symbols[0]
    assert (euro.point, euro.multiply, euro.tick_size, euro.margin_currency) == (1e-5, 1e5, 1e-5, "EUR")
    assert [symbol.count for symbol in workspace.symbols] == [0, 1]
    first = workspace.accounts[0]
    assert (first.record.leverage, first.balance, first.record.balance) == (100, 10_000.0, 0.0)
    assert workspace.groups[0].secgroups[0].comm_base == 7.0


@pytest.mark.parametrize(
    ("lines", "currency"),
    [
        ("margin_mode = 0", "EUR"),
        ("margin_mode = 1", "USD"),
        ("margin_mode = 2", "USD"),
        ("margin_mode = 3", "USD"),
        ("margin_mode = 4", "USD"),
        ('margin_mode = 4\nmargin_currency = "EUR"', "EUR"),
    ],
)
def test_that_the_margin_currency_follows_from_the_margin_mode(lines: str, currency: str) -> None:
    text = SERVER_TOML.replace("digits = 5", f"digits = 5\n{lines}", 1)
    assert parse_workspace(text, FOLDER).symbols[0].margin_currency == currency


def test_that_moments_may_be_date_times() -> None:
    text = SERVER_TOML.replace('name = "Ada Byron"', "regdate = 2026-03-02T08:00:00Z")
    assert parse_workspace(text, FOLDER).accounts[0].record.regdate == 1_772_438_400


def test_that_times_of_day_may_be_written_as_such() -> None:
    text = SERVER_TOML.replace('clock = "feed"', 'clock = "feed"\nend_of_day = "22:05"\nmaintenance_start = 03:00:00')
    text += '\n[[holidays]]\nmonth = 12\nday = 25\nsymbol = "*"\nfrom_minute = "12:30"\n'
    workspace = parse_workspace(text, FOLDER)
    assert (workspace.server.common.end_of_day, workspace.server.common.maintenance_start) == (1325, 180)
    holiday = workspace.holidays[0]
    assert (holiday.year, holiday.from_minute, holiday.to_minute) == (0, 750, 1440)


MISTAKES = [
    ("margin_stopout = 50", "margin_stopout = 130", "groups.real-usd.margin_stopout: 130 is above margin_call (100)"),
    ("digits = 3", 'digits = "3"', "symbols.USDJPY.digits: '3' is not a number of digits from 0 to 8"),
    ("comm_base = 7.0", "comm_base = true", "groups.real-usd.securities.0.comm_base: expected float, got bool"),
    ("lot_step = 1", "lot_stop = 1", "groups.real-usd.securities.0.lot_stop: unknown key"),
    (
        "[robot]",
        "[robots]",
        "robots: unknown section. Sections: server, feed, robot, symbol_groups, symbols, holidays, groups, accounts, "
        "managers, plugins",
    ),
    ("digits = 5", "digits = = 5", "not TOML: Invalid value"),
    ('symbol = "USDJPY"', 'symbol = "EURUSD"', "symbols.EURUSD.symbol: 'EURUSD' is defined twice"),
    ("login = 1002", "login = 1001", "accounts.1001.login: 1001 is defined twice"),
    ('login = 1003\ngroup = "real-usd"', 'login = 1003\ngroup = "x"', "accounts.1003.group: there is no group 'x'"),
    ("sec_index = 0", "sec_index = 9", "symbols.EURUSD.sec_index: no group has [[groups.securities]] for 0"),
    ("balance = 1000.0", "balance = -1.0", "accounts.1003.balance: an opening deposit or credit must not be negative"),
    ("balance = 1000.0", "balance = inf", "accounts.1003.balance: inf is not a finite number"),
    ("default_leverage = 100", "", "accounts.1001.leverage: is missing here and the group has no default_leverage"),
    ("contract_size = 100000.0", "contract_size = 0.0", "symbols.EURUSD.contract_size: 0 is not above 0"),
    (
        'clock = "feed"',
        'clock = "feed"\nend_of_day = "24:00"',
        "server.end_of_day: 1440 is not a minute of the day (0 to 1439)",
    ),
    (
        'clock = "feed"',
        'clock = "feed"\nend_of_day = "ten"',
        "server.end_of_day: 'ten' is not a time of day such as 22:05",
    ),
    (
        'clock = "feed"',
        'clock = "feed"\nmaintenance_day = 7',
        "server.maintenance_day: 7 is neither -1 nor a day from 0 (Sunday) to 6",
    ),
    ("[robot]", "[[holidays]]\nmonth = 2\nday = 30\n[robot]", "holidays.1.day: 30 is not a day of month 2"),
    (
        "[robot]",
        '[[holidays]]\nfrom_minute = "10:00"\nto_minute = 600\n[robot]',
        "holidays.1.from_minute: 600 to 600 is not a range within a day",
    ),
    (
        "[robot]",
        "[[symbol_groups]]\nsec_index = 4\n[robot]",
        "symbols.EURUSD.sec_index: there is no [[symbol_groups]] 0",
    ),
    ("[robot]", "[[managers]]\nlogin = 7\nrights = 64\n[robot]", "managers.7.rights: 64 is not between 0 and 63"),
    ('clock = "feed"', 'clock = "sun"', "server.clock: 'sun' is not one of feed, wall"),
    ("speed = 1.0", "speed = 0.0", "feed.speed: 0 is not between 0 and 1000000"),
    (
        "margin_call = 100",
        "margin_call = 2147483648",
        "groups.real-usd.margin_call: 2147483648 does not fit this field",
    ),
    ("lot_min = 1", "lot_min = -9e9", "groups.real-usd.securities.0.lot_min: expected int, got float"),
    (
        "lot_max = 10000",
        "lot_max = 99999999999",
        "groups.real-usd.securities.0.lot_max: 99999999999 does not fit this field",
    ),
    (
        "exemode = 2",
        "exemode = 18446744073709551616",
        "symbols.EURUSD.exemode: 18446744073709551616 does not fit this field",
    ),
    ("login = 1002", "login = 4294967296", "accounts.4294967296.login: 4294967296 does not fit this field"),
    (
        "[feed]",
        "hang_seconds = 0.0\n[feed]",
        "server.hang_seconds: 0 s is not between 0 and 86400 s",
    ),
    (
        "[feed]",
        "hook_budget_millis = 1e300\n[feed]",
        "server.hook_budget_millis: 1e+300 ms is not between 0 and 3600000 ms",
    ),
    (
        "[robot]",
        '[[plugins]]\nfile = "a.so"\nbudgets = { HookTradeRequestOpn = 1.0 }\n[robot]',
        "plugins.a.so.budgets.HookTradeRequestOpn: no hook or event has this name. Do you mean HookTradeRequestOpen?",
    ),
    (
        "[robot]",
        '[[plugins]]\nfile = "a.so"\nbudgets = { OnTradeAddDB = 0.0 }\n[robot]',
        "plugins.a.so.budgets.OnTradeAddDB: 0 ms is not between 0 and 3600000 ms",
    ),
]


@pytest.mark.parametrize(("good", "bad", "message"), MISTAKES)
def test_that_a_mistake_is_reported_with_its_line_and_key(good: str, bad: str, message: str) -> None:
    assert good in SERVER_TOML
    text = SERVER_TOML.replace(good, bad, 1)
    with pytest.raises(ConfigurationError) as caught:
        parse_workspace(text, FOLDER)
    place, _, what = str(caught.value).partition(": ")
    assert what == message
    assert place.startswith("server.toml:")
    assert "\n" not in str(caught.value)


def test_that_the_line_is_that_of_the_key() -> None:
    text = SERVER_TOML.replace("margin_stopout = 50", "margin_stopout = 130")
    with pytest.raises(ConfigurationError, match=rf"^server\.toml:{line_of(text, 'margin_stopout')}: "):
        parse_workspace(text, FOLDER)


def test_that_lines_are_right_behind_values_over_several_lines() -> None:
    plugins = (
        '[[plugins]]\nfile = "a.so"\n[plugins.config]\nlist = [\n  1, # ]\n  """x"""\n]\ntext = """\n[[plugins]]\n"""\n'
    )
    text = f"{SERVER_TOML}\n{plugins}\n[[plugins]]\nfile = 'b.so'\nenabled = 3\n"
    with pytest.raises(
        ConfigurationError, match=rf"^server\.toml:{line_of(text, 'enabled = 3')}: plugins.b.so.enabled: "
    ):
        parse_workspace(text, FOLDER)


def test_that_a_plugin_has_one_entry_and_lies_in_plugins() -> None:
    twice = SERVER_TOML + '[[plugins]]\nfile = "a.so"\n' * 2
    with pytest.raises(ConfigurationError, match=r"plugins\.a\.so\.file: 'a.so' is defined twice"):
        parse_workspace(twice, FOLDER)
    outside = SERVER_TOML + '[[plugins]]\nfile = "../a.so"\n'
    with pytest.raises(ConfigurationError, match=r"'\.\./a\.so' is not a file name in plugins/"):
        parse_workspace(outside, FOLDER)


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"server\.toml: No such file"):
        load_workspace(tmp_path)
    (tmp_path / "server.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_workspace(tmp_path)


COMMENTED = (
    SERVER_TOML
    + """
# The first one asks first.
[[plugins]]
file = "a.so"   # A
enabled = true
[plugins.config]
limit = 5       # lots

[[plugins]]
file = "b.so"
"""
)


@pytest.fixture
def commented(tmp_path: Path) -> Path:
    (tmp_path / "server.toml").write_text(COMMENTED)
    return tmp_path


def test_that_edits_keep_comments_and_everything_else(commented: Path) -> None:
    edit.switch_plugin(ConfigurationFile(commented), "a.so", enabled=False)
    assert (commented / "server.toml").read_text() == COMMENTED.replace("enabled = true", "enabled = false", 1).replace(
        "[robot]\nenabled = false", "[robot]\nenabled = false"
    )


def test_that_the_order_of_plugins_can_be_changed(commented: Path) -> None:
    edit.order_plugins(ConfigurationFile(commented), ["b.so", "a.so"])
    workspace = load_workspace(commented)
    assert [entry.file for entry in workspace.plugins] == ["b.so", "a.so"]
    assert workspace.plugins[1].config == {"limit": 5}
    assert "# lots" in (commented / "server.toml").read_text()


def test_that_a_new_plugin_gets_an_entry(commented: Path) -> None:
    edit.add_plugin(ConfigurationFile(commented), PluginEntry("c.so", name="c", version="1.2"))
    edit.configure_plugin(ConfigurationFile(commented), "c.so", {"deep": {"list": [1, 2]}})
    entry = load_workspace(commented).entry("c.so")
    assert entry == PluginEntry("c.so", name="c", version="1.2", config={"deep": {"list": [1, 2]}})


def test_that_an_edit_of_an_unknown_plugin_changes_nothing(commented: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no \[\[plugins\]\] entry for x\.so"):
        edit.switch_plugin(ConfigurationFile(commented), "x.so", enabled=True)
    assert (commented / "server.toml").read_text() == COMMENTED
    assert [path.name for path in commented.iterdir()] == ["server.toml"]
