"""Time from the crash of a plugin to its report on screen."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import workbench.sdk
from workbench.bench.child import measured_by
from workbench.bench.result import Result, Unmeasurable, smaller_is_better

LONGEST_MILLIS = 100.0
LONGEST_NAMES_MILLIS = 600.0
LONGEST_GAP_MILLIS = 100.0
CRASHES = 5
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"

# Writes the time of the clock that the window also reads, then dereferences a null pointer.
SOURCE = r"""
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>

#include "PluginInterface.h"
#include "PluginServerInterface.h"

class Falling final : public PluginInterface {
 public:
  explicit Falling(std::string file) : file_(std::move(file)) {}
  int CustomAction(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&) override {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    std::FILE* const file = std::fopen(file_.c_str(), "w");
    std::fprintf(file, "%lld", static_cast<long long>(now.tv_sec) * 1000000000 + now.tv_nsec);
    std::fclose(file);
    return *static_cast<volatile int*>(nullptr);
  }

 private:
  std::string file_;
};

extern "C" {
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value&,
                                                   rapidjson::Document::AllocatorType&, PluginServerInterface*) {
  return new Falling(params["config"]["file"].GetString());
}
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin) { delete static_cast<Falling*>(plugin); }
PLUGIN_MODULE_EXPORT int GetPluginApiVersion() { return PLUGIN_VERSION_API; }
PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion() { return PluginServerInterface::GetApiVersion(); }
}
"""


def measure(*, quick: bool) -> Result:
    """Measures milliseconds from the crash to its paint, median of several crashes of the sample server."""
    if not (SAMPLE / "server.toml").is_file():
        raise Unmeasurable("no sample workspace found")
    with tempfile.TemporaryDirectory() as folder:
        crashes = [_crash(Path(folder), number) for number in range(1 if quick else CRASHES)]
    shown, named, gap = (
        statistics.median(crash[name] for crash in crashes) for name in ("shown_millis", "named_millis", "gap_millis")
    )
    return Result(
        name="fault_shown",
        value=shown,
        unit="ms",
        reference=LONGEST_MILLIS,
        ratio=smaller_is_better(shown, LONGEST_MILLIS),
        goal=f"shown <= {LONGEST_MILLIS:g} ms, with names <= {LONGEST_NAMES_MILLIS:g} ms, "
        f"no frame later than {LONGEST_GAP_MILLIS:g} ms",
        holds=shown <= LONGEST_MILLIS and named <= LONGEST_NAMES_MILLIS and gap <= LONGEST_GAP_MILLIS,
        details={"named_millis": named, "longest_gap_millis": gap},
    )


def _crash(folder: Path, number: int) -> dict[str, float]:
    """Runs one crash in a fresh copy of the workspace with a separate window."""
    workspace, moment = folder / f"workspace{number}", folder / f"moment{number}"
    shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("data", "out", "zoo"))
    (workspace / "plugins").mkdir(exist_ok=True)
    _compile(workspace / "plugins" / "falling.so")
    with (workspace / "server.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[plugins]]\nfile = "falling.so"\nenabled = true\n[plugins.config]\nfile = "{moment}"\n')
    settings = {"WORKBENCH_SETTINGS": str(folder / "settings.ini")}
    return measured_by("workbench.bench.fault_shown_process", str(workspace), str(moment), environment=settings)


def _compile(target: Path) -> None:
    compiler = shutil.which("g++")
    if compiler is None:
        raise Unmeasurable("g++ not found, cannot build the crashing plugin")
    source = target.parent.parent / f"{target.stem}.cpp"
    source.write_text(SOURCE, "utf-8")
    include = Path(workbench.sdk.__file__).parent / "include"
    flags = ["-std=c++20", "-O1", "-g", "-fPIC", "-shared", "-fno-gnu-unique", f"-I{include}"]
    done = subprocess.run(
        [compiler, *flags, str(source), "-o", str(target)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unmeasurable(f"cannot build the crashing plugin: {done.stderr.strip().splitlines()[0]}")
