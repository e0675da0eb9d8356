"""Reports changes in plugins/ since the last look, once the files are stable and complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.engine.files.fingerprint import Fingerprint, fingerprint_of
from workbench.engine.files.regular_file import FileProblem, NoRegularFile
from workbench.engine.loader.elf.facts import NotElf, WrongMachine, check_whole
from workbench.engine.loader.scan import read_candidate, scan
from workbench.engine.loader.signing.signature import signature_digest, signature_path
from workbench.engine.messages import FileChangeKind
from workbench.engine.plain_text import file_path, file_text


@dataclass(frozen=True)
class FileChange:
    """`change`: added, changed or removed."""

    file: str
    change: FileChangeKind


class DebouncedFolder:
    """Compares a folder with its earlier content. The class has no clock and no notices: the caller decides when."""

    def __init__(self, folder: Path, *, settle_nanos: int) -> None:
        self.folder, self._settle_nanos = folder, settle_nanos
        self._known: dict[str, tuple[Fingerprint, str]] = {}
        self._unsettled: dict[str, tuple[Fingerprint | None, int]] = {}
        for file, seen in self._look().items():
            self._known[file] = (seen, self._digest(file) or "")

    @property
    def waiting(self) -> bool:
        """Returns whether a changed file is not stable yet."""
        return bool(self._unsettled)

    def poll(self, now_nanos: int) -> list[FileChange]:
        """Returns the changes that are stable at `now_nanos`, a time of any clock that does not go back."""
        found = self._look()
        for file in sorted(found.keys() | self._known.keys() | self._unsettled.keys()):
            self._compare(file, found.get(file), now_nanos)
        return list(self._settled(now_nanos))

    def _compare(self, file: str, seen: Fingerprint | None, now_nanos: int) -> None:
        known = self._known.get(file)
        if seen == (known[0] if known else None):
            self._unsettled.pop(file, None)
        elif file not in self._unsettled or self._unsettled[file][0] != seen:
            self._unsettled[file] = (seen, now_nanos)

    def _settled(self, now_nanos: int) -> Iterator[FileChange]:
        for file, (seen, since) in list(self._unsettled.items()):
            if now_nanos - since < self._settle_nanos:
                continue
            if seen is None:
                del self._unsettled[file], self._known[file]
                yield FileChange(file, "removed")
            elif (digest := self._digest(file)) is not None:
                del self._unsettled[file]
                known = self._known.get(file)
                self._known[file] = (seen, digest)
                if known is None:
                    yield FileChange(file, "added")
                elif known[1] != digest:
                    yield FileChange(file, "changed")

    def _look(self) -> dict[str, Fingerprint]:
        try:
            paths = scan(self.folder)
        except OSError:
            # The folder was deleted or is being recreated. All its files are gone for now.
            return {}
        return {file_text(path.name): seen for path in paths if (seen := _signed_fingerprint(path)) is not None}

    def _digest(self, file: str) -> str | None:
        """Returns a hash of a file's content and signature. None while it is unreadable or a library is incomplete."""
        try:
            candidate = read_candidate(self.folder / file_path(file))
            if candidate.language == "C++" and candidate.data[:4] == b"\x7fELF":
                check_whole(candidate.data)
        except NoRegularFile as problem:
            return str(problem)
        except (FileProblem, NotElf):
            return None
        except WrongMachine:
            # Reported as a change, because the loader will show the user why it refuses the file.
            pass
        return candidate.digest + signature_digest(candidate.path)


def _signed_fingerprint(path: Path) -> Fingerprint | None:
    seen, signature = fingerprint_of(path), fingerprint_of(signature_path(path))
    return seen if seen is None or signature is None else replace(seen, signature=signature)
