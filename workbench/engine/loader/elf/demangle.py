"""C++ names as their author wrote them."""

from __future__ import annotations

import ctypes


def demangle(name: str) -> str:
    """The C++ name behind a linker's name; the name itself when it is none or there is no C++ library to ask."""
    try:
        library = ctypes.CDLL("libstdc++.so.6")
    except OSError:
        # Nothing to ask: the linker's name still says which symbol it is.
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
    """A linker's name as its author wrote it. One that is no C++ name stays: `i` is a variable, not the type int."""
    return demangle(name) if name.startswith("_Z") else name
