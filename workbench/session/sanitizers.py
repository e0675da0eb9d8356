"""Which sanitizer's runtime an engine process must start with, because a plugin was built with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.configuration import FILE_NAME
from workbench.engine.loader.libraries import LibrarySearch
from workbench.engine.loader.regular_file import FileProblem, read_regular
from workbench.engine.loader.scan import MAX_BYTES, scan
from workbench.engine.messages import StartOptions
from workbench.engine.plain_text import file_path, file_text

REPORTS = "sanitizer"
"""Beginning of the names of report files in the run folder."""
FIRST = ("asan", "tsan", "hwasan", "lsan")
"""Their runtimes must be first in the process, and only one of them can be."""
PATIENCE_SECONDS = 5.0
FRAME_FORMAT = "    #%n %p (%m+%o)"

# The name as a string table has it. A file that only mentions it gets a slower server, nothing worse.
_NEEDED = re.compile(rb"\0lib(asan|hwasan|lsan|tsan|ubsan)\.so\.(\d{1,3})(?=\0)")
_STANDARD_LIBRARY = "libstdc++.so.6"
_COMMON = {
    "handle_segv": 0,
    "handle_sigbus": 0,
    "handle_sigfpe": 0,
    "handle_sigill": 0,
    "handle_abort": 0,
    # Its stack for signal handlers would take the place of the server's.
    "use_sigaltstack": 0,
    # Names are looked up by who reads the report: in the process it takes a tenth of a second inside the callback.
    "symbolize": 0,
    "print_stacktrace": 1,
    "stack_trace_format": f'"{FRAME_FORMAT}"',
    "exitcode": 0,
}
_OWN = {
    "asan": {
        "abort_on_error": 1,
        # Python and the server end without giving everything back.
        "detect_leaks": 0,
        # Plugins may have variables of the same name: each is mapped by itself.
        "detect_odr_violation": 0,
    },
    "hwasan": {"abort_on_error": 1},
    "lsan": {"detect_leaks": 0},
    "tsan": {},
    "ubsan": {},
}


@dataclass(frozen=True)
class Sanitizers:
    """Runtimes that plugins of one start need; `preload` are the paths of those that must come first."""

    kinds: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def runtimes(self) -> tuple[str, ...]:
        """Names of the libraries among `preload` that belong to sanitizers."""
        return tuple(name for path in self.preload if (name := Path(path).name) != _STANDARD_LIBRARY)

    def environment(self, run_folder: Path, given: Mapping[str, str]) -> dict[str, str]:
        """What the engine process needs besides `given`. Options that the person has set there win."""
        variables = {f"{kind.upper()}_OPTIONS": self._options(kind, run_folder, given) for kind in self.kinds}
        if self.preload:
            variables["LD_PRELOAD"] = ":".join(filter(None, (*self.preload, given.get("LD_PRELOAD", ""))))
            # Python's own allocator would hide every block behind a few large ones.
            variables["PYTHONMALLOC"] = "malloc"
        return variables

    def _options(self, kind: str, run_folder: Path, given: Mapping[str, str]) -> str:
        ours = [f"{key}={value}" for key, value in {**_COMMON, **_OWN[kind]}.items()]
        theirs = given.get(f"{kind.upper()}_OPTIONS", "")
        return ":".join(filter(None, (*ours, theirs, f"log_path={run_folder / f'{REPORTS}.{kind}'}")))

    def wrapped(self, command: list[str]) -> list[str]:
        """The command as it must be called: ThreadSanitizer has its own places in memory, and no luck with others."""
        setarch = shutil.which("setarch")
        # Containers may forbid it.
        if "tsan" not in self.kinds or setarch is None or _ask([setarch, "-R", "true"]) is None:
            return command
        return [setarch, "-R", *command]


NO_SANITIZERS = Sanitizers()


def needed_by(workspace: Path, options: StartOptions) -> Sanitizers:
    """What the plugins need that this start will load; of runtimes that exclude each other the first plugin's."""
    found: dict[str, str] = {}
    for file in _to_load(workspace, options):
        for kind, library in _needs(file):
            if kind not in FIRST or not any(other in FIRST for other in found):
                found.setdefault(kind, library)
    paths = {kind: _find(library) for kind, library in found.items() if kind in FIRST}
    preload = [path for path in paths.values() if path is not None]
    if preload and (standard := _find(_STANDARD_LIBRARY)) is not None:
        # The sanitizer looks for the function that throws when it starts, and must find it.
        preload.append(standard)
    return Sanitizers(tuple(kind for kind in found if paths.get(kind, "") is not None), tuple(preload))


def _to_load(workspace: Path, options: StartOptions) -> Iterator[Path]:
    """Files with needs whose code will run, by priority. One without an entry is asked who it is, and so runs, too."""
    folder = workspace / "plugins"
    if options.plugins is not None:
        yield from (folder / file_path(name) for name in options.plugins)
        return
    try:
        there = {file_text(path.name): path for path in scan(folder) if _needs(path)}
    except OSError:
        # The engine tells what is wrong with the folder.
        return
    # The configuration is read only when it matters: it takes longer than looking into the files.
    for entry in _entries(workspace) if there else ():
        path = there.pop(str(entry.get("file")), None)
        wanted = bool(entry.get("enabled", False)) and bool(entry.get("load_at_startup", True))
        if path is not None and wanted and file_text(path.name) not in options.without:
            yield path
    yield from (path for name, path in there.items() if name not in options.without)


def _entries(workspace: Path) -> list[dict[str, object]]:
    try:
        entries = tomllib.loads((workspace / FILE_NAME).read_text("utf-8")).get("plugins", [])
    except (OSError, ValueError):
        # The engine tells what is wrong with the file.
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _needs(file: Path) -> list[tuple[str, str]]:
    if file.suffix != ".so":
        return []
    try:
        data = read_regular(file, most=MAX_BYTES, what="a plugin")
    except (FileProblem, FileNotFoundError):
        # The engine tells what is wrong with the file.
        return []
    return [(m[1].decode(), f"lib{m[1].decode()}.so.{m[2].decode()}") for m in _NEEDED.finditer(data)]


def _find(library: str) -> str | None:
    """Path of a runtime: from the linker's cache, else from the compiler."""
    found = LibrarySearch().find(library)
    if found is not None:
        return str(found)
    compiler = shutil.which("gcc")
    if compiler is None:
        return None
    answer = _ask([compiler, f"-print-file-name={library}"])
    # It repeats a name that it does not know.
    return os.path.abspath(answer.strip()) if answer is not None and os.sep in answer else None


def _ask(command: list[str]) -> str | None:
    """What a program prints, None when it fails or does not end."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
