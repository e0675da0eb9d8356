"""What tests of recordings get."""

from tests.telemetry.small_disk import small_disk

__all__ = ["small_disk"]
