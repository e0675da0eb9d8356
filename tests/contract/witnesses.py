"""Small C++ programs that print the compiled form of the contract."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.built import built
from workbench.contract.table import Field, Table, Type

ROOT = Path(__file__).resolve().parents[2]
_FLAGS = ("-O0", "-Wall", "-Wextra", "-Werror")
_INCLUDE = (f"-I{ROOT / 'workbench/sdk/include'}", f"-I{ROOT / 'workbench/engine/native'}")


@dataclass(frozen=True)
class Witnesses:
    """What the compiler made: the layout probe, two builds of the plugin, the host that knows slots only."""

    layouts: dict[str, Any]
    plugin: Path
    hidden_plugin: Path
    host: Path


@cache
def _headers() -> bytes:
    """What besides the sources decides the results."""
    version = subprocess.run(["g++", "-dumpfullversion"], check=True, capture_output=True).stdout
    folders = [ROOT / "workbench/sdk", ROOT / "workbench/engine/native"]
    return version + b"".join(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.h*")))


def build(name: str, text: str, *flags: str) -> Path:
    """Compile one source; AssertionError carries the compiler's messages."""
    command = ["g++", *_FLAGS, *flags, *_INCLUDE]

    def compile_(target: Path) -> None:
        source = target.with_name(f"{name}.cpp")
        source.write_text(text, "utf-8")
        link = [*command, str(source), "-o", str(target), "-ldl"]
        done = subprocess.run(link, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:4000]

    return built(name, [text.encode(), " ".join(command).encode(), _headers()], compile_)


def expected_default(item: Field, table: Table) -> object:
    """What a value-initialised member holds."""
    return _default(item.type, item.default, table)


def _default(type_: Type, default: object, table: Table) -> object:
    if type_.kind == "array":
        return [_default(type_.element, default, table)] * type_.count
    if type_.kind == "enum":
        values = {value.name: value.value for value in table.enum(type_.name).enumerators}
        return values[str(default)] if default is not None else 0
    if type_.kind in ("vector", "map"):
        return 0
    return default if default is not None else ("" if type_.kind == "string" else 0)
