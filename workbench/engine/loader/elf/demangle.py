"""Demangling of C++ names."""

from __future__ import annotations

import ctypes


def demangle(name: str) -> str:
    """Returns the C++ name of a mangled name, or the name itself if it is not mangled or no C++ library is loaded."""
    try:
        library = ctypes.CDLL("libstdc++.so.6")
    except OSError:
        # Without a C++ library the mangled name still identifies the symbol.
        return name
    library.__cxa_demangle.restype = ctypes.c_void_p
    status = ctypes.c_int()
    found = library.__cxa_demangle(name.encode(), None, None, ctypes.byref(status))
    if status.value != 0 or not found:
        return name
    text = ctypes.string_at(found).decode("utf-8", "replace")
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [ctypes.c_void_p]
    libc.free(found)
    return text


def readable_symbol(name: str) -> str:
    """Returns the readable name of a symbol. A name that is not mangled stays: `i` is a variable, not the type int."""
    return demangle(name) if name.startswith("_Z") else name
