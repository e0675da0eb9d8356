"""Checks that the folders of the native core include only from layers below them.

`workbench_core_layers` in the core's CMakeLists.txt lists the folders, lowest first. The probe is below all of them.
Prints one line for each include from a higher layer. Exit code 1 when there is one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

NATIVE = Path(__file__).resolve().parents[1] / "workbench" / "engine" / "native"
PROBE = "probe"
_LAYERS = re.compile(r"set\(workbench_core_layers\s+([^)]*)\)")
_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"/]+)/[^"]*"')


def layers(native: Path) -> list[str]:
    """Returns the folders from the lowest to the highest. ValueError when CMakeLists.txt has no list."""
    found = _LAYERS.search((native / "CMakeLists.txt").read_text("utf-8"))
    if found is None:
        raise ValueError(f"{native / 'CMakeLists.txt'}: workbench_core_layers is missing")
    return [PROBE, *found[1].split()]


def problems(native: Path) -> Iterator[str]:
    """Yields one line for each include from a higher layer and for each source file outside the layers."""
    order = {name: height for height, name in enumerate(layers(native))}
    for source in sorted(path for path in native.rglob("*") if path.suffix in (".h", ".cpp")):
        place = source.relative_to(native)
        folder = place.parts[0]
        if folder not in order:
            yield f"{place}: lies in no layer; add its folder to workbench_core_layers"
            continue
        for number, line in enumerate(source.read_text("utf-8").splitlines(), 1):
            included = _INCLUDE.match(line)
            if included is not None and order.get(included[1], -1) > order[folder]:
                yield f"{place}:{number}: {folder}/ must not include from {included[1]}/, which lies above it"


def main() -> int:
    """Prints the problems of the native core. Returns 1 when there is one, else 0."""
    found = list(problems(NATIVE))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
