"""What changed in plugins/ since it was last looked at, once the change has settled and the file is whole."""

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
    """Compares a folder with what it held before. Knows no clock and no notices: the caller says when to look."""

    def __init__(self, folder: Path, *, settle_nanos: int) -> None:
        self.folder, self._settle_nanos = folder, settle_nanos
        self._known: dict[str, tuple[Fingerprint, str]] = {}
        self._unsettled: dict[str, tuple[Fingerprint | None, int]] = {}
        for file, seen in self._look().items():
            self._known[file] = (seen, self._digest(file) or "")

    @property
    def waiting(self) -> bool:
        """Whether some file has changed and not settled yet."""
        return bool(self._unsettled)

    def poll(self, now_nanos: int) -> list[FileChange]:
        """Changes that have settled by `now_nanos`, any clock that does not go back."""
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
            # The folder is deleted, or being made again: every file of it is gone for now.
            return {}
        return {file_text(path.name): seen for path in paths if (seen := _signed_fingerprint(path)) is not None}

    def _digest(self, file: str) -> str | None:
        """Hash of a file's content and signature; None while it cannot be read or a library is only half there."""
        try:
            candidate = read_candidate(self.folder / file_path(file))
            if candidate.language == "C++" and candidate.data[:4] == b"\x7fELF":
                check_whole(candidate.data)
        except NoRegularFile as problem:
            return str(problem)
        except (FileProblem, NotElf):
            return None
        except WrongMachine:
            # Complete enough to be told to the author, who will find it refused.
            pass
        return candidate.digest + signature_digest(candidate.path)


def _signed_fingerprint(path: Path) -> Fingerprint | None:
    seen, signature = fingerprint_of(path), fingerprint_of(signature_path(path))
    return seen if seen is None or signature is None else replace(seen, signature=signature)
