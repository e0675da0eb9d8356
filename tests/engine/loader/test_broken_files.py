"""Real plugins made unusable: each is refused with its reason, and the server continues."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.running import TICK, Start, buy
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes

Damage = Callable[[bytes], bytes]


def as_32_bit(data: bytes) -> bytes:
    """EI_CLASS and e_machine of an x86 build; the rest would not be read."""
    return data[:4] + b"\x01" + data[5:18] + struct.pack("<H", 3) + data[20:]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (as_32_bit, "32-bit x86 (32-bit), the server is 64-bit x86-64"),
        (lambda data: data[:18] + struct.pack("<H", 0xB7) + data[20:], "64-bit AArch64, the server is 64-bit x86-64"),
        (lambda data: data[: len(data) // 2], "truncated"),
        (lambda data: b"#!/bin/sh\n", "not an ELF file"),
    ],
    ids=["32-bit", "other-machine", "half", "script"],
)
def test_that_a_file_that_is_no_plugin_for_this_machine_is_refused(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin, tmp_path: Path, damage: Damage,
    message: str,
) -> None:  # fmt: skip
    whole = compiled_plugin(plugin_source("talker"), name="talker")
    broken = tmp_path / "broken.so"
    broken.write_bytes(damage(whole.read_bytes()))
    running = start(make_workspace([broken, whole]))
    states = {file: row.state for file, row in running.rows().items()}
    assert states == {"broken.so": "refused", "talker.so": "running"}
    assert message in running.diagnostics("broken")["machine"]
    running.server.handle(TICK)
    assert running.server.handle(buy()).code == ReturnCodes.RET_OK


def test_that_a_missing_library_is_named_before_anything_is_loaded(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin
) -> None:
    library = compiled_plugin(
        'extern "C" __attribute__((visibility("default"))) int price_source() { return 1; }\n',
        name="libprices_of_test",
        flags=["-Wl,-soname,libprices_of_test.so.3"],
    )
    source = plugin_source("talker") + '\nextern "C" int price_source();\nint twice = 2 * price_source();\n'
    user = compiled_plugin(source, name="user", flags=["-Wl,--no-as-needed", str(library)])
    running = start(make_workspace([user]))
    assert running.rows()["user.so"].state == "refused"
    reported = running.diagnostics("user")["unresolved"]
    assert reported.startswith("needs libprices_of_test.so.3, which is not found: not in the linker cache or")


@pytest.mark.parametrize(
    ("export", "answer", "numbers"),
    [
        ("PLUGIN_VERSION_API", "152", "built for plugin API 152 and server API 107"),
        ("PluginServerInterface::GetApiVersion()", "106", "built for plugin API 151 and server API 106"),
    ],
)
def test_that_other_api_numbers_are_refused_with_both_pairs(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin, export: str, answer: str, numbers: str
) -> None:
    source = plugin_source("talker").replace(f"return {export};", f"return {answer};")
    running = start(make_workspace([compiled_plugin(source, name="other")]))
    row = running.rows()["other.so"]
    assert row.state == "refused"
    text = running.diagnostics("other")["api-version"]
    assert text == f"{numbers}, the server has plugin API 151 and server API 107"
    assert f"plugin API {row.api_version} and server API {row.server_api_version}" in text
