"""`workbench inspect`: diagnostics, facts and exit codes of single files."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.compiler import CompilePlugin
from workbench.cli.main import main

# The first import of numpy starts threads that stay; it must not happen inside of a test.
assert np.__version__

CRASHING = """
#include "PluginInterface.h"
int* volatile nowhere = nullptr;
static const int broken = *nowhere;
extern "C" {
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&,
                                                   rapidjson::Document::AllocatorType&, PluginServerInterface*) {
  return broken == 0 ? nullptr : new PluginInterface();
}
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin) { delete plugin; }
PLUGIN_MODULE_EXPORT int GetPluginApiVersion() { return PLUGIN_VERSION_API; }
PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion() { return 107; }
}
"""
WIDER = """
class PluginInterface {
 public:
  virtual ~PluginInterface() = default;
  virtual int getApiVersion() const { return 151; }
};
class __attribute__((visibility("default"))) Narrow : public PluginInterface {
 public:
  int getApiVersion() const override;
};
int Narrow::getApiVersion() const { return 151; }
extern "C" {
__attribute__((visibility("default"))) void* CreatePlugin() { return new Narrow(); }
__attribute__((visibility("default"))) void DestroyPlugin() {}
__attribute__((visibility("default"))) void AboutPlugin() {}
__attribute__((visibility("default"))) int GetPluginApiVersion() { return 151; }
__attribute__((visibility("default"))) int GetPluginServerApiVersion() { return 107; }
}
"""


def inspected(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and what was said of the only file."""
    code = main(["inspect", "--json", *words])
    reported = json.loads(capsys.readouterr().out)
    assert (reported["schema"], reported["version"]) == ("workbench.inspect", 1)
    (file,) = reported["files"]
    return code, file


def codes(file: dict[str, Any]) -> dict[str, str]:
    return {diagnostic["code"]: diagnostic["severity"] for diagnostic in file["diagnostics"]}


def test_that_a_good_plugin_is_described_and_not_executed(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    code, file = inspected(capsys, str(compiled_plugin("trade_commenter")))
    assert code == 0
    assert codes(file) == {"debug-module": "info", "signature": "info"}
    assert file["layout"] == "plugin_sdk"
    assert "HookTrade" in file["facts"]["Classes"]
    assert file["facts"]["Needs"].startswith("libstdc++.so.6  /")
    assert (file["refused"], file["loaded"]) == (False, None)


def test_that_a_plugin_that_crashes_when_it_is_mapped_crashes_only_when_loaded(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = str(compiled_plugin(CRASHING, name="crashing"))
    assert inspected(capsys, plugin)[0] == 0
    code, file = inspected(capsys, "--load", plugin)
    assert code == 3
    (fault,) = file["loaded"]["faults"]
    assert (fault["kind"], fault["callback"], fault["signal"]) == ("crash", "dlopen", "SIGSEGV")


def test_that_loading_adds_diagnostics_that_need_execution(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    code, file = inspected(capsys, "--load", str(compiled_plugin("trade_commenter")))
    assert code == 0
    assert "CreatePlugin" in [step["name"] for step in file["loaded"]["plugin"]["steps"]]


def test_that_a_class_with_too_few_virtual_methods_is_refused_before_any_call(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    code, file = inspected(capsys, str(compiled_plugin(WIDER, name="narrow")))
    assert (code, file["refused"]) == (1, True)
    assert codes(file)["abi"] == "refused"
    (diagnostic,) = [each for each in file["diagnostics"] if each["code"] == "abi"]
    assert "Narrow" in diagnostic["message"] or "PluginInterface has" in diagnostic["message"]


def test_that_symbols_that_nothing_has_are_reported_by_their_cpp_names(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = CRASHING.replace("*nowhere", "lost::price(1.5)")
    lost = lost.replace("static const", "namespace lost { int price(double); }\nstatic const")
    code, file = inspected(capsys, str(compiled_plugin(lost, name="lost")))
    assert code == 1
    (diagnostic,) = [each for each in file["diagnostics"] if each["code"] == "unresolved"]
    assert (diagnostic["severity"], diagnostic["message"]) == ("refused", "undefined symbol: lost::price(double)")


def test_that_a_library_built_without_optimisation_is_reported(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    _, file = inspected(capsys, str(compiled_plugin("trade_commenter", flags=["-O0"])))
    (diagnostic,) = [each for each in file["diagnostics"] if each["code"] == "debug-module"]
    assert diagnostic["message"] == "contains debug information, was built without optimisation (-O0)"


def test_that_missing_compiler_flags_are_not_reported_as_no_optimisation(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    _, file = inspected(capsys, str(compiled_plugin("trade_commenter", flags=["-gno-record-gcc-switches"])))
    (diagnostic,) = [each for each in file["diagnostics"] if each["code"] == "debug-module"]
    assert diagnostic["message"] == "contains debug information"


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("empty.so", b"", {"machine": "refused"}),
        ("text.so", b"hello", {"machine": "refused"}),
        ("java.so", b"\xca\xfe\xba\xbe rest", {"managed-runtime": "warning", "machine": "refused"}),
        ("broken.py", b"def f(:\n", {"import": "refused"}),
        ("other.py", b"x = 1\n", {"import": "refused"}),
    ],
)
def test_that_a_file_that_is_not_a_plugin_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, found: dict[str, str]
) -> None:
    (tmp_path / name).write_bytes(content)
    code, file = inspected(capsys, str(tmp_path / name))
    assert code == 1
    assert {key: value for key, value in codes(file).items() if key != "signature"} == found


def test_that_a_missing_file_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(tmp_path / "none.so")]) == 2
    assert capsys.readouterr().err == f"workbench: {tmp_path / 'none.so'}: no such file\n"
    (tmp_path / "readme.txt").write_text("x")
    assert main(["inspect", str(tmp_path / "readme.txt")]) == 2


def test_that_arguments_that_mean_nothing_are_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plugin.so").write_bytes(b"")
    assert main(["inspect", "--trust", str(tmp_path / "none"), str(tmp_path / "plugin.so")]) == 2
    assert capsys.readouterr().err == f"workbench: {tmp_path / 'none'}: not a folder of trusted certificates\n"
    with pytest.raises(SystemExit, match="2"):
        main(["inspect", "--layout", "newest", str(tmp_path / "plugin.so")])
    assert "invalid choice: 'newest' (choose from " in capsys.readouterr().err


def test_that_names_with_control_characters_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = tmp_path / "a\x1b[31mred\nline.so"
    hostile.write_bytes(b"")
    assert main(["inspect", str(hostile)]) == 1
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "a\\x1b[31mred\\x0aline.so" in text


def test_that_inspecting_needs_no_window() -> None:
    code = "import sys, workbench.cli.inspect; print([name for name in sys.modules if 'PySide' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_a_plugin_with_a_sanitizer_is_accepted(
    compiled_plugin: CompilePlugin, capsys: pytest.CaptureFixture[str]
) -> None:
    file = compiled_plugin("trade_commenter", name="sanitized", flags=["-fsanitize=address"])
    assert main(["inspect", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["refused"] is False
