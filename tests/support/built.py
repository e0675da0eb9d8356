"""What compilers made, kept for the next run and shared by test processes that run at the same time."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

CACHE = Path(tempfile.gettempdir()) / f"workbench-test-plugins-{os.getuid()}"


def built(name: str, made_of: Iterable[bytes], make: Callable[[Path], None]) -> Path:
    """The file of that name in the folder of its content; `make` writes it to the path it gets when it is not there.

    The first process makes it, all others wait for it: the file appears under its name when it is complete.
    """
    digest = hashlib.sha256()
    for part in made_of:
        digest.update(hashlib.sha256(part).digest())
    folder = CACHE / digest.hexdigest()[:24]
    target = folder / name
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    # The kernel gives the lock back when its holder is killed.
    with (folder / f"{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            unfinished = folder / f"{name}.unfinished"
            make(unfinished)
            unfinished.replace(target)
    return target
