"""Scanning any number of files in another process, also when that process ends."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from workbench.engine.loader.scanner import Scanner, ScannerProcess, ScanRequest

FULL_FOLDER = 600


@pytest.fixture
def keeper() -> Iterator[ScannerProcess]:
    keeper = ScannerProcess()
    yield keeper
    keeper.close()


@pytest.fixture
def scanner(keeper: ScannerProcess) -> Iterator[Scanner]:
    scanner = Scanner(keeper.connect())
    yield scanner
    scanner.close()


def folder_of(files: int, folder: Path) -> list[ScanRequest]:
    """Requests for that many files, each with another content."""
    paths = [folder / f"plugin{number:04}.so" for number in range(files)]
    for path in paths:
        path.write_text(path.name)
    return [ScanRequest(os.fsencode(path), os.fsencode(folder / "trust")) for path in paths]


@pytest.mark.timeout(60)
def test_that_a_full_folder_can_be_expected_before_the_first_answer_is_read(scanner: Scanner, tmp_path: Path) -> None:
    requests = folder_of(FULL_FOLDER, tmp_path)
    scanner.expect(requests)
    digests = [scanner.scan(request).digest for request in requests]
    assert len(set(digests)) == FULL_FOLDER


def test_that_files_are_expected_in_one_order_and_asked_for_in_another(scanner: Scanner, tmp_path: Path) -> None:
    requests = folder_of(40, tmp_path)
    scanner.expect(requests)
    digests = {request: scanner.scan(request).digest for request in reversed(requests)}
    assert [digests[request] for request in requests] == [scanner.scan(request).digest for request in requests]


def test_that_a_scanner_whose_process_ends_in_the_middle_goes_on_with_another(
    keeper: ScannerProcess, scanner: Scanner, tmp_path: Path
) -> None:
    requests = folder_of(30, tmp_path)
    scanner.expect(requests)
    first = scanner.scan(requests[0])
    keeper.close()
    rest = [scanner.scan(request) for request in requests[1:]]
    assert len({first.digest, *(each.digest for each in rest)}) == len(requests)


def test_that_a_large_library_has_a_time_limit_by_its_size(
    scanner: Scanner, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    path = tmp_path / "large.so"
    small = compiled_plugin(plugin_source("talker"), name="talker").read_bytes()
    # As a plugin with the debug information of all its libraries; nothing of it can be skipped as a hole.
    path.write_bytes(small + b"\0debug" * (300_000_000 // 6))
    scanned = scanner.scan(ScanRequest(os.fsencode(path), os.fsencode(tmp_path / "trust")))
    assert [diagnostic.code for diagnostic in scanned.diagnostics] == ["debug-module"]
