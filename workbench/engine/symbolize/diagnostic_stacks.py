"""Holds diagnostics until the functions of their stacks have names."""

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
    """Returns diagnostics in the order of arrival. A thread of its own looks up the names."""

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder
        self._waiting: deque[DiagnosticFound | Future[DiagnosticFound]] = deque()
        self._pool = ThreadPoolExecutor(1, "stack-names")
        # The thread starts now. A thread that starts while a plugin is loaded would count as the plugin's.
        self._pool.submit(int).result()

    def add(self, diagnostic: DiagnosticFound, addresses: Sequence[int]) -> None:
        """Adds a diagnostic with its stack, as return addresses, innermost first."""
        if not addresses:
            self._waiting.append(diagnostic)
            return
        # Read now, because the library may be unmapped before the lookup.
        memory = MemoryMap.of_file(_MAPS)
        self._waiting.append(self._pool.submit(self._named, diagnostic, tuple(addresses), memory))

    def named(self) -> Iterator[DiagnosticFound]:
        """Returns the diagnostics that no earlier one delays."""
        while self._waiting:
            first = self._waiting[0]
            if isinstance(first, Future):
                if not first.done():
                    return
                first = first.result()
            self._waiting.popleft()
            yield first

    def close(self) -> None:
        """Waits for the names of every diagnostic and returns them."""
        self._pool.shutdown()

    def _named(self, diagnostic: DiagnosticFound, addresses: tuple[int, ...], memory: MemoryMap) -> DiagnosticFound:
        stack = symbolise(self._of_interest(addresses, memory), memory, run_folder=self._run_folder)
        return msgspec.structs.replace(diagnostic, stack=tuple(stack))

    def _of_interest(self, addresses: tuple[int, ...], memory: MemoryMap) -> list[int]:
        """Returns the frames from the plugin's innermost to its outermost function, without the server's own."""
        places = places_of(addresses, memory)
        own = [index for index, place in enumerate(places) if place and place[0].startswith(str(self._run_folder))]
        if not own:
            return []
        # The first address of a stack counts as the place itself. Here it is a return address, whose call is before it.
        inner = [addresses[index] for index in range(own[0], own[-1] + 1) if not _of_server(places[index])]
        return [inner[0] - 1, *inner[1:]]


def _of_server(place: tuple[str, int] | None) -> bool:
    return place is not None and Path(place[0]).name.startswith(("_core.", "_layout_"))
