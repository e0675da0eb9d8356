"""Detects Java and .NET in a file, without executing any code of it."""

from __future__ import annotations

import re
import struct

LIBRARY = re.compile(r"^lib(jvm|java|coreclr|clrjit|hostfxr|hostpolicy|nethost|mono\w*|monosgen)[-.0-9]*\.so")
_MENTIONED = re.compile(rb"\0[^\0]{0,200}?(lib(?:jvm|coreclr|hostfxr|hostpolicy|nethost|monosgen-2\.0)\.so)[.0-9]*\0")
_ENTRY_POINTS = {"JNI_CreateJavaVM", "coreclr_initialize", "hostfxr_initialize_for_runtime_config", "mono_jit_init"}
_CLI_DIRECTORY = 14


def image(data: bytes) -> str:
    """Returns the kind of managed image: a .NET assembly, a Java class or archive. Empty for none."""
    if data[:4] == b"\xca\xfe\xba\xbe":
        return "a Java class file"
    if data[:4] == b"PK\x03\x04" and b"META-INF/" in data:
        return "a Java archive"
    if data[:2] == b"MZ":
        return "a .NET assembly" if _has_cli_header(data) else "a Windows library"
    return ""


def opened(data: bytes, undefined: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the names of runtimes that a library opens at run time, or whose start function it calls."""
    names = {found.decode("ascii") for found in _MENTIONED.findall(data)}
    return tuple(sorted(names | (_ENTRY_POINTS & set(undefined))))


def _has_cli_header(data: bytes) -> bool:
    try:
        header = struct.unpack_from("<I", data, 0x3C)[0]
        if data[header : header + 4] != b"PE\0\0":
            return False
        wide = struct.unpack_from("<H", data, header + 24)[0] == 0x20B
        directories = header + 24 + (112 if wide else 96)
        address, size = struct.unpack_from("<II", data, directories + _CLI_DIRECTORY * 8)
    except struct.error:
        return False
    return bool(address and size)
