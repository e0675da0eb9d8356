"""The status bar: state, pid, uptime, rates, lost records, threads, memory, overhead, frame time, server time."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStatusBar, QWidget

from workbench.session import Session
from workbench.views import formats
from workbench.views.base import Theme

INTERVAL_NANOS = 250_000_000
RATE_WINDOW = 8
NOT_ANSWERING = "not answering"
STATE_ICONS = {
    "running": "good",
    "starting": "busy",
    "stopping": "busy",
    "stopped": "idle",
    "crashed": "error",
    NOT_ANSWERING: "error",
}


@dataclass(frozen=True)
class Count:
    """Totals at one moment of a monotonic clock."""

    nanos: int
    ticks: int
    calls: int


class Rates:
    """Ticks and calls per second over the last two seconds."""

    def __init__(self) -> None:
        self._counts: list[Count] = []

    def add(self, count: Count) -> None:
        """Adds totals. Smaller totals than before mean a new server."""
        if self._counts and (count.ticks < self._counts[-1].ticks or count.calls < self._counts[-1].calls):
            self._counts.clear()
        self._counts = [*self._counts[-RATE_WINDOW:], count]

    def per_second(self) -> tuple[float, float]:
        """Returns ticks and calls per second, or 0 before the second count."""
        if len(self._counts) < 2:
            return 0.0, 0.0
        first, last = self._counts[0], self._counts[-1]
        seconds = (last.nanos - first.nanos) / 1e9
        if seconds <= 0:
            return 0.0, 0.0
        return (last.ticks - first.ticks) / seconds, (last.calls - first.calls) / seconds


FIELDS = ("state", "ticks", "calls", "lost", "threads", "memory", "overhead", "frame", "clock")
_MEANINGS = {
    "state": "State of the engine process",
    "ticks": "Stored quotes per second",
    "calls": "Recorded hooks, events and server calls per second",
    "lost": "Records overwritten before the window read them, and invalid records",
    "threads": "Threads of the engine process",
    "memory": "Resident memory of the engine process",
    "overhead": "Cost of timing and recording one call",
    "frame": "p99 frame time of this window without painting",
    "clock": "Server time",
}


class StatusBar(QStatusBar):
    """One line of measurements, updated four times a second."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._session, self._theme = session, theme
        self._rates = Rates()
        self._started_nanos = 0
        self._state = ""
        self.labels: dict[str, QLabel] = {}
        self.setFont(theme.table_font())
        self.icon = QLabel()
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(0)
        layout.addWidget(self.icon)
        for name in FIELDS:
            self._add(layout, name)
        self.addWidget(row, 1)
        theme.changed.connect(self._dress)

    def _add(self, layout: QHBoxLayout, name: str) -> None:
        if name == "clock":
            layout.addStretch(1)
        elif name != "state":
            line = QFrame()
            line.setProperty("role", "line")
            line.setFixedSize(1, 12)
            layout.addSpacing(9)
            layout.addWidget(line)
            layout.addSpacing(9)
        label = QLabel()
        label.setFont(self._theme.table_font())
        label.setProperty("role", "secondary")
        label.setToolTip(_MEANINGS[name])
        label.setAccessibleName(_MEANINGS[name])
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if name == "state":
            label.setContentsMargins(5, 0, 0, 0)
        layout.addWidget(label)
        self.labels[name] = label

    def started(self, now_nanos: int) -> None:
        """Sets the start of the uptime on a monotonic clock."""
        self._started_nanos = now_nanos

    def show_figures(
        self,
        now_nanos: int,
        *,
        pid: int,
        hung: bool,
        calls: int,
        lost: int,
        invalid: int = 0,
        threads: int,
        resident_bytes: int,
        frame_nanos: float,
    ) -> None:
        """Shows all measurements. Converts totals and bytes to rates and sizes. `hung`: the server does not answer."""
        alive = self._session.state == "running"
        state = NOT_ANSWERING if hung and alive else self._session.state
        reader = self._session.telemetry
        header = reader.header if reader is not None and reader.ready else None
        if header is not None:
            self._rates.add(Count(now_nanos, int(header["ticks"]), calls))
        ticks_rate, calls_rate = self._rates.per_second() if alive else (0.0, 0.0)
        uptime = formats.elapsed((now_nanos - self._started_nanos) / 1e9)
        self._write("state", f"{state}  pid {pid}  up {uptime}" if alive else state)
        self._write("ticks", f"{formats.rate(ticks_rate)} ticks/s")
        self._write("calls", f"{formats.rate(calls_rate)} calls/s")
        records = f"{formats.count(lost)} lost" + (f"  {formats.count(invalid)} invalid" if invalid else "")
        self._write("lost", records, "warning" if lost or invalid else "secondary")
        self._write("threads", f"{formats.count(threads)} threads")
        self._write("memory", formats.size(resident_bytes))
        overhead = reader.overhead_nanos if reader is not None and header is not None else 0.0
        self._write("overhead", f"overhead {formats.duration(overhead)}" if overhead else "overhead –")
        self._write("frame", f"frame {formats.duration(frame_nanos)}")
        self._write("clock", formats.server_time(int(header["server_nanos"]), date=True) if header is not None else "")
        if state != self._state:
            self._state = state
            self._dress()

    def _write(self, name: str, text: str, role: str = "secondary") -> None:
        label = self.labels[name]
        if label.text() != text:
            label.setText(text)
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().polish(label)

    def _dress(self) -> None:
        self.icon.setPixmap(self._theme.icon(STATE_ICONS.get(self._state, "idle")).pixmap(12, 12))
