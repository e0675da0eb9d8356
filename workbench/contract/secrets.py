"""Which fields carry passwords and secrets, so that nothing prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import msgspec


def is_secret(field: str) -> bool:
    """Whether a field of this name carries a password or a secret, not a switch (the rule of `is_secret` in C++)."""
    if field.startswith("enable_"):
        return False
    return field.startswith(("password", "secure_")) or field.endswith("_password") or field == "otp_secret"


def redacted_repr(record: msgspec.Struct) -> str:
    """The record in one line with `***` for every secret."""
    parts = (
        f"{name}=***" if is_secret(name) else f"{name}={getattr(record, name)!r}" for name in record.__struct_fields__
    )
    return f"{type(record).__name__}({', '.join(parts)})"
