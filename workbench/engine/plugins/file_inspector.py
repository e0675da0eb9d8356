"""Requests scans of changed plugin files while the server runs. The caller fetches the results later."""

from __future__ import annotations

import queue
import threading

from workbench.engine.loader.scanner import Scanned, Scanner, ScanRequest


class FileInspector:
    """One thread that waits for the scanner. It starts with the first file. The newest result of a file counts."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._asked: queue.SimpleQueue[tuple[str, ScanRequest] | None] = queue.SimpleQueue()
        self._found: queue.SimpleQueue[tuple[str, Scanned]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(self, file: str, request: ScanRequest) -> None:
        """Requests a scan of a file and returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="files", daemon=True)
            self._thread.start()
        self._asked.put((file, request))

    def take(self) -> list[tuple[str, Scanned]]:
        """Returns the results since the last call: file and diagnostics."""
        return [self._found.get_nowait() for _ in range(self._found.qsize())]

    def close(self) -> None:
        """Ends the thread after its current scan."""
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()
            self._thread = None

    def _look(self) -> None:
        while (asked := self._asked.get()) is not None:
            file, request = asked
            self._found.put((file, self._scanner.scan(request)))
