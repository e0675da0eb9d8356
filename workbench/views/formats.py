"""Formats quantities for the screen: three significant digits with a unit, thin grouping, server time."""

from datetime import UTC, datetime

THIN = "\u2009"
_DURATION_UNITS = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))
_BYTE_UNITS = ((2**30, "GB"), (2**20, "MB"), (2**10, "kB"), (1, "B"))


def significant(value: float, digits: int = 3) -> str:
    """Formats a number of at least one with that many significant digits, never in scientific notation."""
    whole = len(str(int(abs(value))))
    return f"{value:.{max(0, digits - whole)}f}"


def duration(nanos: float) -> str:
    """Formats nanoseconds with three significant digits and a unit: `8.12 µs`. Returns a dash for NaN or below 0."""
    if nanos != nanos or nanos < 0:
        return "–"
    for size, unit in _DURATION_UNITS:
        # 999.6 ns would round up to "1000 ns" instead of 1.00 µs.
        if nanos >= size * 0.9995:
            return f"{significant(nanos / size)} {unit}"
    return "0 ns" if nanos == 0 else f"{nanos:.2f} ns"


def count(value: int) -> str:
    """Formats a count with thin grouping: `1 240`."""
    return f"{value:,}".replace(",", THIN)


def calls(number: int) -> str:
    """Formats a number of calls: `1 call`, `1 240 calls`."""
    return "1 call" if number == 1 else f"{count(number)} calls"


def rate(per_second: float) -> str:
    """Formats events per second: whole from ten, one decimal below."""
    return count(round(per_second)) if per_second >= 10 or per_second == 0 else f"{per_second:.1f}"


def size(number_of_bytes: float) -> str:
    """Formats a memory size with three significant digits: `214 MB`."""
    for unit_size, unit in _BYTE_UNITS:
        if number_of_bytes >= unit_size:
            return f"{significant(number_of_bytes / unit_size)} {unit}"
    return "0 B"


def server_time(nanos: int, *, date: bool = False) -> str:
    """Formats server time with milliseconds, optionally with the date. Nanoseconds since the Unix epoch."""
    moment = datetime.fromtimestamp(nanos // 1_000_000_000, UTC)
    millis = nanos // 1_000_000 % 1000
    return f"{moment:%Y-%m-%d %H:%M:%S}.{millis:03d}" if date else f"{moment:%H:%M:%S}.{millis:03d}"


def local_time(nanos: int) -> str:
    """Formats wall-clock time of this machine with milliseconds. Nanoseconds since the Unix epoch."""
    moment = datetime.fromtimestamp(nanos // 1_000_000_000)
    return f"{moment:%H:%M:%S}.{nanos // 1_000_000 % 1000:03d}"


def elapsed(seconds: float) -> str:
    """Formats a running time as hours, minutes and seconds: `00:12:41`."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def price(value: float, digits: int) -> str:
    """Formats a price with its symbol's digits."""
    return f"{value:.{digits}f}"


def lots(volume: int) -> str:
    """Formats a volume in lots. `volume` is lots × 100."""
    return f"{volume / 100:.2f}"
