"""Each faulty plugin is reported with the right code and severity, by inspecting its file and by running it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest

from tests.support.talk import Talk
from tests.support.waiting import PATIENCE_SECONDS
from tests.zoo.made import MAKERS
from tests.zoo.pages import NO_SPECIMEN, ROOT, pages
from tests.zoo.runs import Run, RunZoo, make_zoo
from tests.zoo.signed import SIGNERS
from tests.zoo.specimen import SOURCES, Fault, Found, Specimen
from tests.zoo.table import ACTION, FATAL, FILES, GONE, MAINTENANCE, ZOO
from workbench.engine.loader.diagnostics import REGISTRY, SEVERITIES
from workbench.session import CallCustomAction, FaultHappened
from workbench.session.faults.kinds import RULES
from workbench.session.process_session import ProcessSession

pytestmark = pytest.mark.slow

HANGS = [one for one in FATAL if isinstance(one.expected, Fault) and one.expected.kind == "hang"]
OF_THE_FOLDER = ("link", "duplicate")
"""Codes that say something of a file among others, not of the file alone."""
Reported: TypeAlias = tuple[str, str, str]
"""Code, severity and text."""


def each(specimens: Iterable[Specimen]) -> pytest.MarkDecorator:
    """One test for each of them, named by its file."""
    return pytest.mark.parametrize("specimen", [pytest.param(one, id=one.file) for one in specimens])


def gravest(severities: Iterable[str]) -> int:
    return max((SEVERITIES.index(severity) for severity in severities), default=0)


def check(specimen: Specimen, found: list[Reported], also: tuple[Found, ...] = ()) -> None:
    """What is expected is among the diagnostics, and nothing graver; on a busy machine any call may be slow."""
    assert isinstance(specimen.expected, Found)
    expected = (specimen.expected, *also)
    for one in expected:
        texts = [text for code, severity, text in found if (code, severity) == (one.code, one.severity)]
        assert any(all(part in text for part in one.words.split(" … ")) for text in texts), found
    allowed = gravest(one.severity for one in expected)
    assert gravest(severity for code, severity, _ in found if code != "slow") <= allowed, found


def reported(diagnostic: dict[str, str]) -> Reported:
    return diagnostic["code"], diagnostic["severity"], diagnostic["message"]


def of_run(run: Run, specimen: Specimen) -> list[Reported]:
    return [reported(diagnostic) for diagnostic in run.diagnostics(specimen)]


def test_that_every_source_is_in_the_table_once() -> None:
    sources = sorted(path.name for path in SOURCES.iterdir() if path.suffix in (".cpp", ".py"))
    assert sources == sorted(specimen.source.name for specimen in ZOO if specimen.source is not None)
    assert len({specimen.file for specimen in ZOO}) == len(ZOO)


def test_that_specimens_without_source_are_generated() -> None:
    made = {specimen.file for specimen in ZOO if specimen.source is None}
    assert made == MAKERS.keys() | SIGNERS.keys() | {GONE}


def test_that_every_kind_of_diagnostic_has_a_plugin_or_a_reason_for_none() -> None:
    shown = {(one.expected.code, one.expected.severity) for one in ZOO if isinstance(one.expected, Found)}
    kinds = {(class_.code, class_.severity) for class_ in REGISTRY}
    assert kinds == shown | set(NO_SPECIMEN)
    assert shown.isdisjoint(NO_SPECIMEN)


def test_that_every_kind_of_fault_has_a_plugin() -> None:
    shown = {one.expected.kind for one in ZOO if isinstance(one.expected, Fault)}
    assert {rule.kind for rule in RULES} | {"hang"} <= shown


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_that_the_pages_match_the_table(page: Path) -> None:
    assert page.read_text("utf-8") == pages()[page], f"python -m tests.zoo.pages writes {page.relative_to(ROOT)}"


ALONE = [one for one in FILES if isinstance(one.expected, Found) and one.expected.code not in OF_THE_FOLDER]


@pytest.fixture(scope="module")
def inspected(zoo_plugins: Path) -> dict[str, list[Reported]]:
    """What `workbench inspect` says of each file."""
    command = [sys.executable, "-m", "workbench", "inspect", *(str(zoo_plugins / one.file) for one in ALONE), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert done.returncode == 1, done.stderr
    files = json.loads(done.stdout)["files"]
    return {file["file"]: [reported(diagnostic) for diagnostic in file["diagnostics"]] for file in files}


@each(ALONE)
def test_that_inspecting_the_file_reports_its_fault(inspected: dict[str, list[Reported]], specimen: Specimen) -> None:
    check(specimen, inspected[specimen.file])


@pytest.fixture(scope="module")
def together(run_zoo: RunZoo) -> Run:
    """One server with everything in it that a server survives."""
    return run_zoo([one for one in ZOO if not one.fatal and not one.alone], seconds=3)


@each(one for one in ZOO if not one.fatal and not one.alone)
def test_that_a_run_reports_each_fault(together: Run, specimen: Specimen) -> None:
    check(specimen, of_run(together, specimen), specimen.also)


@each(one for one in ZOO if not one.fatal and one.alone)
def test_that_a_separate_run_reports_each_fault(run_zoo: RunZoo, specimen: Specimen) -> None:
    run = run_zoo([specimen], seconds=2, speed=600 if specimen.when == MAINTENANCE else 20)
    assert run.exit_code == 0
    check(specimen, of_run(run, specimen), specimen.also)


@each(one for one in FATAL if one.when != ACTION and one not in HANGS)
def test_that_a_fault_is_reported(run_zoo: RunZoo, specimen: Specimen) -> None:
    check_fault_of_run(specimen, run_zoo([specimen], seconds=3))


@pytest.fixture(scope="module")
def hangs(run_zoo: RunZoo) -> dict[str, Run]:
    """Each on a server of its own, two at the same time."""
    with ThreadPoolExecutor(2) as workers:
        runs = workers.map(lambda specimen: run_zoo([specimen], seconds=20), HANGS)
        return {specimen.file: run for specimen, run in zip(HANGS, runs, strict=True)}


@each(HANGS)
def test_that_a_hang_is_reported(hangs: dict[str, Run], specimen: Specimen) -> None:
    check_fault_of_run(specimen, hangs[specimen.file])


def check_fault_of_run(specimen: Specimen, run: Run) -> None:
    assert run.exit_code == 3, run.summary
    check_fault(specimen, msgspec.convert(run.report["faults"][-1], FaultHappened))


@each(one for one in FATAL if one.when == ACTION)
def test_that_a_fault_at_a_managers_request_is_reported(zoo_plugins: Path, tmp_path: Path, specimen: Specimen) -> None:
    talk = Talk(ProcessSession(make_zoo(tmp_path, zoo_plugins, [specimen])))
    try:
        talk.start()
        talk.session.request(CallCustomAction(plugin=Path(specimen.file).stem, request={}))
        talk.wait(lambda: any(fault.complete for fault in talk.said(FaultHappened)))
        fault = talk.said(FaultHappened)[-1]
    finally:
        talk.session.close()
    check_fault(specimen, fault)


def check_fault(specimen: Specimen, fault: FaultHappened) -> None:
    expected = specimen.expected
    assert isinstance(expected, Fault)
    assert (fault.kind, fault.plugin) == (expected.kind, Path(specimen.file).stem if expected.plugin else ""), fault
    assert expected.cause in fault.cause, fault
    fault_report = "\n".join([fault.message, fault.callback, *fault.stack])
    assert all(part in fault_report for part in expected.words.split(" … ")), fault
    assert fault.advice
