"""Diagnostics on their way out, each held until the functions of its stack have names."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec

from workbench.engine.messages import DiagnosticFound
from workbench.engine.symbolize.memory_map import MemoryMap
from workbench.engine.symbolize.symbolizer import places_of, symbolise

_MAPS = Path("/proc/self/maps")


class DiagnosticStacks:
    """Gives diagnostics back in the order in which they came. Names are looked up on a thread of their own."""

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder
        self._waiting: deque[DiagnosticFound | Future[DiagnosticFound]] = deque()
        self._pool = ThreadPoolExecutor(1, "stack-names")
        # Its thread comes now: one that comes while a plugin is loaded would be counted as the plugin's.
        self._pool.submit(int).result()

    def add(self, diagnostic: DiagnosticFound, addresses: Sequence[int]) -> None:
        """Takes a diagnostic with its stack, as return addresses, innermost first."""
        if not addresses:
            self._waiting.append(diagnostic)
            return
        # Read now: by the time of its turn the library may be gone.
        memory = MemoryMap.of_file(_MAPS)
        self._waiting.append(self._pool.submit(self._named, diagnostic, tuple(addresses), memory))

    def named(self) -> Iterator[DiagnosticFound]:
        """Diagnostics that nothing before them waits for."""
        while self._waiting:
            first = self._waiting[0]
            if isinstance(first, Future):
                if not first.done():
                    return
                first = first.result()
            self._waiting.popleft()
            yield first

    def close(self) -> None:
        """Waits for the names of every diagnostic."""
        self._pool.shutdown()

    def _named(self, diagnostic: DiagnosticFound, addresses: tuple[int, ...], memory: MemoryMap) -> DiagnosticFound:
        stack = symbolise(self._of_interest(addresses, memory), memory, run_folder=self._run_folder)
        return msgspec.structs.replace(diagnostic, stack=tuple(stack))

    def _of_interest(self, addresses: tuple[int, ...], memory: MemoryMap) -> list[int]:
        """From the plugin's innermost function to its outermost one; without the server's own between them."""
        places = places_of(addresses, memory)
        own = [index for index, place in enumerate(places) if place and place[0].startswith(str(self._run_folder))]
        if not own:
            return []
        # The first of a stack is taken for the place itself, which lies in the call before the return address.
        inner = [addresses[index] for index in range(own[0], own[-1] + 1) if not _of_server(places[index])]
        return [inner[0] - 1, *inner[1:]]


def _of_server(place: tuple[str, int] | None) -> bool:
    return place is not None and Path(place[0]).name.startswith(("_core.", "_layout_"))
