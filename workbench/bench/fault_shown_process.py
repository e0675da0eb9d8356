"""The window whose server crashes. Prints the times of the first and the complete report and the longest frame gap."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import monotonic_ns
from typing import TYPE_CHECKING

from workbench.session import AnyEvent, CallCustomAction, FaultHappened

if TYPE_CHECKING:
    from workbench.ui.window import MainWindow

LONGEST_SECONDS = 60.0
WARM_FRAMES = 60
"""Frames before the measurement, while the window starts."""


class Watch:
    """Crashes the server once it runs, and records the paint times."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._frames = self._last = 0
        self._deadline = monotonic_ns() + round(LONGEST_SECONDS * 1e9)
        self._waiting: FaultHappened | None = None
        self.shown = self.named = self.longest_gap = 0
        window.raise_panel("faults")
        window.bridge.event_happened.connect(self._hear)
        window.bridge.framed.connect(self._frame)

    def _hear(self, event: AnyEvent) -> None:
        if isinstance(event, FaultHappened):
            self._waiting = event

    def _frame(self) -> None:
        now = monotonic_ns()
        if self._frames > WARM_FRAMES:
            self.longest_gap = max(self.longest_gap, now - self._last)
        self._last = now
        running = self._window.session.state == "running"
        self._frames += running or self._frames > 0
        if self._frames == WARM_FRAMES:
            self._window.send(CallCustomAction(plugin="falling", request={}))
        if self._waiting is not None:
            fault, self._waiting = self._waiting, None
            self._window.perspective.panel("faults").repaint()
            self.shown = self.shown or monotonic_ns()
            self.named = monotonic_ns() if fault.complete else 0
        if self.named or now > self._deadline:
            self._window.close()


def main(arguments: list[str]) -> int:
    """`WORKSPACE FILE`: prints its results as one line of JSON. The plugin writes the time of its crash into FILE."""
    from workbench.session import StartOptions
    from workbench.ui import app
    from workbench.ui.theme import Mode, ProgramTheme
    from workbench.ui.window import MainWindow

    workspace, moment = map(Path, arguments)
    session = app.make_session(workspace, in_process=False)
    session.start()
    try:
        application = app.make_application()
        dress = ProgramTheme(Mode.DARK)
        dress.apply()
        window = MainWindow(session, dress, app.make_settings(), options=StartOptions(), sample=False)
        window.closed.connect(application.quit)
        window.resize(1440, 900)
        window.show_ready()
        watch = Watch(window)
        application.exec()
    finally:
        session.close()
    if not watch.named:
        print(f"no crash was reported within {LONGEST_SECONDS:g} s", file=sys.stderr)
        return 1
    begun = int(moment.read_text("ascii"))
    figures = {"shown": watch.shown - begun, "named": watch.named - begun, "gap": watch.longest_gap}
    print(json.dumps({f"{name}_millis": nanos / 1e6 for name, nanos in figures.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
