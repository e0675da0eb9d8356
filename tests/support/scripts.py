"""Scripts in a process of their own."""

import resource
import subprocess
import sys
from pathlib import Path

from tests.support.waiting import PATIENCE_SECONDS
from workbench.engine import _core

ROOT = Path(__file__).resolve().parents[2]


def run_script(script: str, *arguments: str, limit_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """The script in a process of its own, which finds this tree's packages."""

    def limit() -> None:
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    preface = f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}\nimport workbench.engine\n"
    preface += f"workbench.engine.__path__[:0] = [{str(Path(_core.__file__).parent)!r}]\n"
    return subprocess.run(
        [sys.executable, "-c", preface + script, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        cwd=ROOT,
        preexec_fn=limit,
    )
