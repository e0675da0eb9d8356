"""Detects fields with passwords and secrets, which must never be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import msgspec


def is_secret(field: str) -> bool:
    """Returns whether a field of this name holds a password or a secret, no switch (like `is_secret` in C++)."""
    if field.startswith("enable_"):
        return False
    return field.startswith(("password", "secure_")) or field.endswith("_password") or field == "otp_secret"


def redacted_repr(record: msgspec.Struct) -> str:
    """Returns the record in one line with `***` for every secret."""
    parts = (
        f"{name}=***" if is_secret(name) else f"{name}={getattr(record, name)!r}" for name in record.__struct_fields__
    )
    return f"{type(record).__name__}({', '.join(parts)})"
