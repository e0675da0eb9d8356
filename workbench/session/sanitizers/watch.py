"""Reads what sanitizers write about plugins: a finding for each report that the server survives, and its last words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from workbench.engine.loader import diagnostics
from workbench.engine.messages import DiagnosticFound
from workbench.engine.symbolize import symbolizer
from workbench.session.plugin_names import PluginNames
from workbench.session.sanitizers.reports import Report, take_reports
from workbench.session.sanitizers.runtimes import REPORTS

LOOK_SECONDS = 0.25
MOST_FINDINGS = 100
MOST_BYTES = 8 * 1024 * 1024
FATAL = ("AddressSanitizer", "HWAddressSanitizer")
"""They end the process at their first report."""


class SanitizerWatch:
    """Follows the report files of one engine process from a thread of its own, until `finish`."""

    def __init__(
        self,
        run_folder: Path,
        put: Callable[[DiagnosticFound], None],
        names: Callable[[], PluginNames],
        given_up: threading.Event,
    ) -> None:
        """`put` tells a finding. `given_up`: names of functions are not wanted any more."""
        self._run_folder, self._put, self._names, self._given_up = run_folder, put, names, given_up
        self._read: dict[Path, int] = {}
        self._rest: dict[Path, str] = {}
        self._told = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="sanitizer reports", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def finish(self) -> Report | None:
        """After the process has ended: reads the rest; the report that ended it, if one has."""
        if self._thread.ident is None:
            return None
        self._stop.set()
        self._thread.join()
        reports = self._new_reports(final=True)
        last = next((report for report in reversed(reports) if report.tool in FATAL), None)
        self._tell([report for report in reports if report is not last])
        return last

    def _follow(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self._tell(self._new_reports(final=False))

    def _new_reports(self, *, final: bool) -> list[Report]:
        found: list[Report] = []
        for path in sorted(self._run_folder.glob(f"{REPORTS}.*")):
            text = self._rest.get(path, "") + self._new_text(path)
            reports, self._rest[path] = take_reports(text, final=final)
            found += reports
        return found

    def _new_text(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                data = file.read(MOST_BYTES)
        except OSError:
            # Somebody has removed the run folder.
            return ""
        self._read[path] = self._read.get(path, 0) + len(data)
        return data.decode("utf-8", "replace")

    def _tell(self, reports: list[Report]) -> None:
        wanted = reports[: max(MOST_FINDINGS - self._told, 0)]
        self._told += len(wanted)
        # All at once: each asking reads the debug information anew.
        places = [place for report in wanted for place in report.places(self._run_folder)]
        found = symbolizer.look_up(places, given_up=self._given_up)
        for report in wanted:
            self._put(self._finding(report, found))

    def _finding(self, report: Report, found: symbolizer.Names) -> DiagnosticFound:
        names, blamed = self._names(), report.blamed(self._run_folder)
        index = names.of_file(blamed[0]) if blamed else -1
        finding = diagnostics.SanitizerReport(
            report.sentence(report.where(self._run_folder, found)), stack=report.text(found)
        )
        return finding.event(names.plugin(index) if index >= 0 else "")
