"""Which sanitizer's runtime an engine process must start with, because a plugin was built with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.configuration.model import FILE_NAME
from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.loader.elf.libraries import LibrarySearch
from workbench.engine.loader.elf.sanitizer_runtimes import FIRST, Runtime, reported_by
from workbench.engine.loader.scan import MAX_BYTES, scan
from workbench.engine.messages import StartOptions
from workbench.engine.plain_text import file_path, file_text

REPORTS = "sanitizer"
"""Beginning of the names of report files in the run folder."""
PATIENCE_SECONDS = 5.0
FRAME_FORMAT = "    #%n %p (%m+%o)"

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
        """Those of `preload` that belong to sanitizers."""
        return tuple(path for path in self.preload if Path(path).name != _STANDARD_LIBRARY)

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
        return [*_with_fixed_places(), *command] if "tsan" in self.kinds else command


NO_SANITIZERS = Sanitizers()


def needed_by(workspace: Path, options: StartOptions) -> Sanitizers:
    """What the plugins need that this start will load; of runtimes that exclude each other the first plugin's."""
    found: dict[str, Runtime] = {}
    for file in _to_load(workspace, options):
        for runtime in _needs(file):
            if runtime.kind not in FIRST or not any(other in FIRST for other in found):
                found.setdefault(runtime.kind, runtime)
    paths = {kind: _find(runtime) for kind, runtime in found.items() if _must_come_first(runtime)}
    preload = [paths[kind] for kind in sorted(paths, key=lambda kind: kind not in FIRST)]
    there = [path for path in preload if path is not None]
    if there and (standard := LibrarySearch().find(_STANDARD_LIBRARY)) is not None:
        # The sanitizer looks for the function that throws when it starts, and must find it.
        there.append(str(standard))
    return Sanitizers(tuple(kind for kind in found if paths.get(kind, "") is not None), tuple(there))


def _must_come_first(runtime: Runtime) -> bool:
    """The linker finds what GCC's UBSan needs when it loads the plugin; clang leaves its runtimes to the program."""
    return runtime.kind in FIRST or runtime.clang is not None


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


def _needs(file: Path) -> list[Runtime]:
    if file.suffix != ".so":
        return []
    try:
        data = read_regular(file, most=MAX_BYTES, what="a plugin")
    except (FileProblem, FileNotFoundError):
        # The engine tells what is wrong with the file.
        return []
    return list(reported_by(data))


def _find(runtime: Runtime) -> str | None:
    """Path of a runtime: where the linker looks, else where the compiler says. None for one that keeps programs from
    starting, as clang's ThreadSanitizer of many versions does.
    """
    compilers = ("gcc",) if runtime.clang is None else (f"clang-{runtime.clang}", "clang")
    for library in runtime.libraries:
        found = LibrarySearch().find(library)
        path = str(found) if found is not None else _of_compiler(compilers, library)
        if path is not None:
            return path if runtime.clang is None or _starts_with(path, runtime.kind) else None
    return None


def _of_compiler(compilers: tuple[str, ...], library: str) -> str | None:
    for name in compilers:
        compiler = shutil.which(name)
        answer = _ask([compiler, f"-print-file-name={library}"]) if compiler is not None else None
        # It repeats a name that it does not know.
        if answer is not None and os.sep in answer:
            return os.path.realpath(answer.strip())
    return None


def _starts_with(path: str, kind: str) -> bool:
    way = _with_fixed_places() if kind == "tsan" else []
    return _ask([*way, "env", f"LD_PRELOAD={path}", "true"]) is not None


def _with_fixed_places() -> list[str]:
    """How to call a program so that the places of its memory are always the same; containers may forbid it."""
    setarch = shutil.which("setarch")
    return [setarch, "-R"] if setarch is not None and _ask([setarch, "-R", "true"]) is not None else []


def _ask(command: list[str]) -> str | None:
    """What a program prints, None when it fails or does not end."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
