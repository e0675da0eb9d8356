"""Reads sanitizer reports about plugins and emits a diagnostic for each report that the server survives."""

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
MOST_DIAGNOSTICS = 100
MOST_BYTES = 8 * 1024 * 1024
FATAL = ("AddressSanitizer", "HWAddressSanitizer")
"""Sanitizers that end the process at their first report."""


class SanitizerWatch:
    """Follows the report files of one engine process on a separate thread until `finish`."""

    def __init__(
        self,
        run_folder: Path,
        put: Callable[[DiagnosticFound], None],
        names: Callable[[], PluginNames],
        given_up: threading.Event,
    ) -> None:
        """`put` sends a diagnostic. `given_up` is set when function names are no longer wanted."""
        self._run_folder, self._put, self._names, self._given_up = run_folder, put, names, given_up
        self._read: dict[Path, int] = {}
        self._rest: dict[Path, str] = {}
        self._reported = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="sanitizer reports", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def finish(self) -> Report | None:
        """Reads the rest after the end of the process. Returns the report that ended the process, or None."""
        if self._thread.ident is None:
            return None
        self._stop.set()
        self._thread.join()
        reports = self._new_reports(final=True)
        last = next((report for report in reversed(reports) if report.tool in FATAL), None)
        self._publish([report for report in reports if report is not last])
        return last

    def _follow(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self._publish(self._new_reports(final=False))

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
            # The run folder was removed.
            return ""
        self._read[path] = self._read.get(path, 0) + len(data)
        return data.decode("utf-8", "replace")

    def _publish(self, reports: list[Report]) -> None:
        wanted = reports[: max(MOST_DIAGNOSTICS - self._reported, 0)]
        self._reported += len(wanted)
        # One lookup for all places, because each lookup reads the debug information again.
        places = [place for report in wanted for place in report.places(self._run_folder)]
        found = symbolizer.look_up(places, given_up=self._given_up)
        for report in wanted:
            self._put(self._diagnostic(report, found))

    def _diagnostic(self, report: Report, found: symbolizer.FunctionNames) -> DiagnosticFound:
        names, at_fault = self._names(), report.at_fault(self._run_folder)
        index = names.of_file(at_fault[0]) if at_fault else -1
        diagnostic = diagnostics.SanitizerReport(
            report.sentence(report.where(self._run_folder, found)), stack=report.text(found)
        )
        return diagnostic.event(names.plugin(index) if index >= 0 else "")
