"""Finds the sanitizer runtimes that an engine process must start with, because a plugin was built with them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.configuration.toml_text import parse_toml, read_text
from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.loader.elf.libraries import LibrarySearch
from workbench.engine.loader.elf.sanitizer_runtimes import FIRST, Runtime, reported_by
from workbench.engine.loader.scan import MAX_BYTES, scan
from workbench.engine.messages import StartOptions
from workbench.engine.plain_text import file_path, file_text

REPORTS = "sanitizer"
"""Prefix of the names of report files in the run folder."""
PATIENCE_SECONDS = 5.0
FRAME_FORMAT = "    #%n %p (%m+%o)"

_STANDARD_LIBRARY = "libstdc++.so.6"
_COMMON = {
    "handle_segv": 0,
    "handle_sigbus": 0,
    "handle_sigfpe": 0,
    "handle_sigill": 0,
    "handle_abort": 0,
    # The sanitizer's stack for signal handlers would replace the server's.
    "use_sigaltstack": 0,
    # The reader of the report looks up names. In the process that takes a tenth of a second inside the callback.
    "symbolize": 0,
    "print_stacktrace": 1,
    "stack_trace_format": f'"{FRAME_FORMAT}"',
    "exitcode": 0,
}
_OWN = {
    "asan": {
        "abort_on_error": 1,
        # Python and the server do not free all memory at their end.
        "detect_leaks": 0,
        # Plugins may have variables of the same name, because each plugin is mapped separately.
        "detect_odr_violation": 0,
    },
    "hwasan": {"abort_on_error": 1},
    "lsan": {"detect_leaks": 0},
    "tsan": {},
    "ubsan": {},
}


@dataclass(frozen=True)
class Sanitizers:
    """Runtimes that the plugins of one start need. `preload`: paths of those that must be loaded first."""

    kinds: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def runtimes(self) -> tuple[str, ...]:
        """The paths of `preload` that belong to sanitizers."""
        return tuple(path for path in self.preload if Path(path).name != _STANDARD_LIBRARY)

    def environment(self, run_folder: Path, given: Mapping[str, str]) -> dict[str, str]:
        """Returns the variables that the engine process needs besides `given`. Options in `given` take precedence."""
        variables = {f"{kind.upper()}_OPTIONS": self._options(kind, run_folder, given) for kind in self.kinds}
        if self.preload:
            variables["LD_PRELOAD"] = ":".join(filter(None, (*self.preload, given.get("LD_PRELOAD", ""))))
            # Python's own allocator would hide every block inside a few large blocks.
            variables["PYTHONMALLOC"] = "malloc"
        return variables

    def _options(self, kind: str, run_folder: Path, given: Mapping[str, str]) -> str:
        ours = [f"{key}={value}" for key, value in {**_COMMON, **_OWN[kind]}.items()]
        theirs = given.get(f"{kind.upper()}_OPTIONS", "")
        return ":".join(filter(None, (*ours, theirs, f"log_path={run_folder / f'{REPORTS}.{kind}'}")))

    def wrapped(self, command: list[str]) -> list[str]:
        """Returns the command to run. ThreadSanitizer needs a fixed memory layout."""
        return [*_with_fixed_places(), *command] if "tsan" in self.kinds else command


NO_SANITIZERS = Sanitizers()


def needed_by(workspace: Path, options: StartOptions) -> Sanitizers:
    """Returns the runtimes for the plugins of this start. Of mutually exclusive runtimes, the first plugin's wins."""
    found: dict[str, Runtime] = {}
    for file in _to_load(workspace, options):
        for runtime in _needs(file):
            if runtime.kind not in FIRST or not any(other in FIRST for other in found):
                found.setdefault(runtime.kind, runtime)
    paths = {kind: _find(runtime) for kind, runtime in found.items() if _must_come_first(runtime)}
    preload = [paths[kind] for kind in sorted(paths, key=lambda kind: kind not in FIRST)]
    there = [path for path in preload if path is not None]
    if there and (standard := LibrarySearch().find(_STANDARD_LIBRARY)) is not None:
        # The sanitizer looks up __cxa_throw at its start and must find it.
        there.append(str(standard))
    return Sanitizers(tuple(kind for kind in found if paths.get(kind, "") is not None), tuple(there))


def _must_come_first(runtime: Runtime) -> bool:
    """Whether the runtime must be preloaded. The linker finds GCC's UBSan when it loads the plugin. clang expects its
    runtimes in the program.
    """
    return runtime.kind in FIRST or runtime.clang is not None


def _to_load(workspace: Path, options: StartOptions) -> Iterator[Path]:
    """Yields the files with runtimes whose code will run, by priority. A file without an entry also runs, because the
    loader calls its AboutPlugin.
    """
    folder = workspace / "plugins"
    if options.plugins is not None:
        yield from (folder / file_path(name) for name in options.plugins)
        return
    try:
        there = {file_text(path.name): path for path in scan(folder) if _needs(path)}
    except OSError:
        # The engine reports what is wrong with the folder.
        return
    # Reading the configuration takes longer than looking into the files, so read it only if it is needed.
    for entry in _entries(workspace) if there else ():
        path = there.pop(str(entry.get("file")), None)
        wanted = bool(entry.get("enabled", False)) and bool(entry.get("load_at_startup", True))
        if path is not None and wanted and file_text(path.name) not in options.without:
            yield path
    yield from (path for name, path in there.items() if name not in options.without)


def _entries(workspace: Path) -> list[dict[str, object]]:
    try:
        entries = parse_toml(read_text(workspace)).get("plugins", [])
    except ConfigurationError:
        # The engine reports what is wrong with the file.
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _needs(file: Path) -> list[Runtime]:
    if file.suffix != ".so":
        return []
    try:
        data = read_regular(file, most=MAX_BYTES, what="a plugin")
    except (FileProblem, FileNotFoundError):
        # The engine reports what is wrong with the file.
        return []
    return list(reported_by(data))


def _find(runtime: Runtime) -> str | None:
    """Returns the path of a runtime from the linker's search path, or from the compiler. Returns None for a runtime
    that prevents programs from starting, such as ThreadSanitizer of many clang versions.
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
        # The compiler prints an unknown name unchanged.
        if answer is not None and os.sep in answer:
            return os.path.realpath(answer.strip())
    return None


def _starts_with(path: str, kind: str) -> bool:
    way = _with_fixed_places() if kind == "tsan" else []
    return _ask([*way, "env", f"LD_PRELOAD={path}", "true"]) is not None


def _with_fixed_places() -> list[str]:
    """Returns the prefix that runs a program with a fixed memory layout; empty when a container forbids it."""
    setarch = shutil.which("setarch")
    return [setarch, "-R"] if setarch is not None and _ask([setarch, "-R", "true"]) is not None else []


def _ask(command: list[str]) -> str | None:
    """Returns what a program prints, or None when it fails or does not end."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
