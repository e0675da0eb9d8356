"""Development kits of every date: a file is loaded with the layout of its kit, or refused with the dates that fit."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engine.loader.elf.verdicts import verdict
from tests.engine.running import Start
from tests.support.kits import BETWEEN, DATES, kit_plugin, without_debug_information
from tests.support.workspaces import MakeWorkspace
from workbench.cli.main import main
from workbench.engine.loader.diagnostics import OF_KIT
from workbench.engine.loader.elf.kits import KITS

LAYOUTS = {35: "devkit_demo", 55: "devkit"}
ALWAYS = "-femit-class-debug-always"


@pytest.fixture(scope="module")
def kits() -> dict[int, Path]:
    """A plugin of each kit with debug information, by the number of the server's methods."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(DATES, pool.map(kit_plugin, DATES), strict=True))


def test_that_the_dates_of_all_kits_are_known() -> None:
    assert {kit.methods: kit.date for kit in KITS} == DATES
    assert {kit.methods: kit.layout.name for kit in KITS if kit.layout} == LAYOUTS


@pytest.mark.parametrize("how", ["--strip-debug", "--strip-all"])
@pytest.mark.parametrize("methods", DATES)
def test_that_a_kit_without_debug_information_is_refused_with_all_dates_that_fit(
    kits: dict[int, Path], methods: int, how: str
) -> None:
    reported = verdict(without_debug_information(kits[methods], how=how))
    assert reported.unsure
    assert DATES[methods] in reported.problem
    assert all(f'(layout = "{name}")' in reported.problem for name in LAYOUTS.values())


@pytest.mark.parametrize("methods", [count for count in BETWEEN if count != 34])
def test_that_a_kit_between_two_known_ones_is_refused_by_its_record_sizes(kits: dict[int, Path], methods: int) -> None:
    for pinned in ("", *LAYOUTS.values()):
        reported = verdict(kits[methods], pinned)
        assert reported.problem.startswith("built with the development kit of 2025-11-18, ")
        assert DATES[methods] in reported.problem
        assert reported.problem.endswith(
            "GroupRecord has 728 bytes, SymbolRecord has 2072 bytes, TradeRecord has 344 bytes"
        )


def test_that_the_newest_kit_is_proven_by_its_records(kits: dict[int, Path]) -> None:
    reported = verdict(kits[55])
    assert (reported.layout.name, reported.problem, reported.doubt) == ("devkit", "", "")


@pytest.mark.parametrize("methods", [34, 35])
def test_that_the_oldest_kit_is_assumed_from_its_records(kits: dict[int, Path], methods: int) -> None:
    reported = verdict(kits[methods])
    assert (reported.layout.name, reported.problem) == ("devkit_demo", "")
    assert "2025-09-10, 2025-11-18" in reported.doubt


@pytest.mark.parametrize(
    ("methods", "records"),
    [(34, "oldest"), (35, "oldest"), (42, "oldest"), (42, "newest"), (51, "newest"), (55, "newest")],
)
def test_that_described_methods_of_the_server_count_before_sizes(methods: int, records: str) -> None:
    file = kit_plugin(methods, ALWAYS, records=records)
    for pinned in ("", *LAYOUTS.values()):
        reported = verdict(file, pinned)
        fits = (methods, records) in {(35, "oldest"), (55, "newest")}
        assert reported.doubt == ""
        if fits and pinned in ("", LAYOUTS[methods]):
            assert (reported.layout.name, reported.problem) == (LAYOUTS[methods], "")
        else:
            assert not reported.unsure
            assert f"CServerInterface has {methods} virtual methods" in reported.problem
        if methods in BETWEEN:
            assert reported.problem.startswith(
                f"built with the development kit of {DATES[methods]}, which no layout fits"
            )


# A mock of the server, as plugins use it for their own tests: the library has the table of the server's class.
STAND_IN = "CServerInterface* stand_in() { return new CServerInterface; }\n"


# With -O2 methods with equal bodies have one address.
@pytest.mark.parametrize(("methods", "level"), [(35, "-O1"), (42, "-O1"), (51, "-O1"), (55, "-O1"), (55, "-O2")])
def test_that_the_virtual_table_of_the_servers_class_identifies_the_kit_without_debug_information(
    methods: int, level: str
) -> None:
    file = without_debug_information(kit_plugin(methods, level, "-fvisibility=default", more=STAND_IN, bodies=True),
                                     how="--strip-all")  # fmt: skip
    reported = verdict(file)
    if methods in LAYOUTS:
        assert (reported.layout.name, reported.problem, reported.doubt) == (LAYOUTS[methods], "", "")
        (other,) = set(LAYOUTS.values()) - {reported.layout.name}
        assert f"the file has {reported.layout.name} (" in verdict(file, other).problem
    else:
        assert reported.problem.startswith(
            f"built with the development kit of {DATES[methods]}, which no layout fits: "
        )
        assert verdict(file, "devkit").problem == reported.problem


def test_that_a_method_in_a_symbol_rules_out_the_kits_before_it() -> None:
    called = "int look(CServerInterface* it) { return it->CServerInterface::GetLogs(0, 0, {}, {}, nullptr); }\n"
    file = kit_plugin(44, "-O0", "-fvisibility=default", more=called, bodies=True)
    reported = verdict(without_debug_information(file))
    assert "its symbols name GetLogs" in reported.problem
    assert "2025-11-25" not in reported.problem
    assert "2025-11-28" in reported.problem
    assert verdict(without_debug_information(file), "devkit_demo").problem.startswith("server.toml has layout")


def test_that_a_plugins_own_tables_must_fit_its_layout(make_workspace: MakeWorkspace, start: Start) -> None:
    file = kit_plugin(55, "-O0", inserted="virtual void OnTradeExecuteOpen(const TradeRecord&) {}")
    running = start(make_workspace([file]))
    assert running.rows()["small_55.so"].state == "refused"
    assert running.diagnostics("small_55")["abi"].startswith(
        "its EventTrade has 10 virtual methods, that of devkit has 9"
    )


@pytest.mark.parametrize("methods", [42, 51])
def test_that_server_and_inspect_agree_about_a_kit_between_two_known_ones(
    methods: int, kits: dict[int, Path], make_workspace: MakeWorkspace, start: Start,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for file, code in ((kits[methods], "api-version"), (without_debug_information(kits[methods]), "layout")):
        running = start(make_workspace([file]))
        assert running.rows()[file.name].state == "refused"
        main(["inspect", "--json", str(file)])
        (inspected,) = json.loads(capsys.readouterr().out)["files"]
        (found,) = [each for each in inspected["diagnostics"] if each["severity"] == "refused"]
        assert (found["code"], found["message"]) == (code, running.diagnostics(file.stem)[code])
        assert found["advice"].startswith(OF_KIT)
