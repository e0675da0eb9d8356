"""Enumerations whose list is not complete: a server may send other values."""

from __future__ import annotations

from enum import IntEnum


class OpenIntEnum(IntEnum):
    """An integer enumeration that represents unknown values as members named `Unknown_<value>`."""

    @classmethod
    def _missing_(cls, value: object) -> OpenIntEnum | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"Unknown_{value}"
        member._value_ = value
        known = cls._value2member_map_.setdefault(value, member)
        assert isinstance(known, OpenIntEnum)
        return known
