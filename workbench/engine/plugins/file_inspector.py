"""Has plugin files that changed looked at while the server goes on; what was found is fetched later."""

from __future__ import annotations

import queue
import threading

from workbench.engine.loader.scanner import Scanned, Scanner, ScanRequest


class FileInspector:
    """One thread that waits for the scanner, started with the first file; the newest answer for a file counts."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._asked: queue.SimpleQueue[tuple[str, ScanRequest] | None] = queue.SimpleQueue()
        self._found: queue.SimpleQueue[tuple[str, Scanned]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(self, file: str, request: ScanRequest) -> None:
        """Has a file looked at; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="files", daemon=True)
            self._thread.start()
        self._asked.put((file, request))

    def take(self) -> list[tuple[str, Scanned]]:
        """What was found since the last call: file and diagnostics."""
        return [self._found.get_nowait() for _ in range(self._found.qsize())]

    def close(self) -> None:
        """Ends the thread; what it is looking at comes to its end first."""
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()
            self._thread = None

    def _look(self) -> None:
        while (asked := self._asked.get()) is not None:
            file, request = asked
            self._found.put((file, self._scanner.scan(request)))
