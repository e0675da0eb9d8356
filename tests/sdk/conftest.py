"""The generated bindings in a small module of their own, compiled once for each content."""

import importlib.util
import subprocess
import sysconfig
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import nanobind
import pytest

from tests.sdk.binding_probe import binding_probe
from tests.support.built import built
from workbench.contract.load import load_table

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ROOT / "workbench/engine/native"
GENERATED = NATIVE / "python" / "generated"
NANOBIND = Path(nanobind.__file__).parent
# A domain of its own: the server's module may be loaded in the same process and has the same types.
_FLAGS = ("-std=c++20", "-O0", "-fPIC", "-fvisibility=hidden", "-fno-strict-aliasing", "-DNB_DOMAIN=binding_probe")
_WARNINGS = ("-Wall", "-Wextra", "-Werror")


def _includes() -> list[str]:
    ours = [f"-I{ROOT / 'workbench/sdk/include'}", f"-I{ROOT / 'workbench/engine/native'}"]
    theirs = [NANOBIND / "include", NANOBIND / "ext/robin_map/include", sysconfig.get_paths()["include"]]
    return [*ours, *(part for path in theirs for part in ("-isystem", str(path)))]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]


def _object(source: Path, warnings: tuple[str, ...]) -> Path:
    """The object file of a source, kept from an earlier run when source and headers are the same."""
    setting = repr((_FLAGS, warnings, nanobind.__version__, sysconfig.get_python_version())).encode()
    headers = [*(ROOT / "workbench/sdk/include").rglob("*.h*"), *NATIVE.glob("*/generated/*.h")] if warnings else []
    parts = [setting, *(path.read_bytes() for path in (source, *sorted(headers)))]
    command = ["g++", *_FLAGS, *warnings, *_includes(), "-c", str(source), "-o"]
    return built(f"{source.stem}.o", parts, lambda target: _run([*command, str(target)]))


@pytest.fixture(scope="session")
def bindings(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The compiled module; a host and a server for one plugin."""
    probe = tmp_path_factory.mktemp("bindings") / "binding_probe.cpp"
    probe.write_text(binding_probe(load_table("plugin_sdk"), load_table("extension")), "utf-8")
    sources = [(NANOBIND / "src/nb_combined.cpp", ()), (probe, _WARNINGS)]
    sources += [(GENERATED / f"{name}.cpp", _WARNINGS) for name in ("bind_records", "bind_server", "python_plugin")]
    with ThreadPoolExecutor(2) as pool:
        objects = list(pool.map(lambda pair: _object(*pair), sources))
    library = probe.with_suffix(str(sysconfig.get_config_var("EXT_SUFFIX")))
    _run(["g++", "-shared", *map(str, objects), "-o", str(library)])
    spec = importlib.util.spec_from_file_location("binding_probe", library)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def host(bindings: ModuleType) -> Callable[[object], Any]:
    """Wraps an instance of a Python plugin as the server would."""
    return lambda instance: bindings.Host(instance)
