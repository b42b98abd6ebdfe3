"""Time as handed in: the wall clock behind a protocol, and stamps that only rise (hybrid logical clock, one per compartment)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

# A stamp is wall milliseconds times 10,000 plus a counter, as 17 digits: it sorts as text and needs no integer beyond 2^53.
STAMP_DIGITS = 17
_TICKS = 10_000
AHEAD = 24 * 3600 * 1000 * _TICKS


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


def stamp(clock: Clock, seen: str) -> str:
    """The next stamp: the wall clock, or one above the greatest stamp seen that is at most 24 h ahead of it (`seen`, or "")."""
    wall = clock.now() * _TICKS
    return f"{max(wall, int(seen or 0) + 1):0{STAMP_DIGITS}d}"


def counts(clock: Clock, other: str) -> bool:
    """Whether a stamp from elsewhere may move our clock: it is at most 24 h ahead of the wall."""
    return int(other) <= clock.now() * _TICKS + AHEAD


def is_stamp(text: object) -> bool:
    """Whether `text` has the form of a stamp."""
    return isinstance(text, str) and len(text) == STAMP_DIGITS and text.isascii() and text.isdigit()


def instant(stamp: str) -> datetime:
    """When a stamp says it was made (its author's claim), in UTC; the year 9999 for what no calendar holds."""
    try:
        return datetime.fromtimestamp(int(stamp) // _TICKS / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def iso(milliseconds: int) -> str:
    """Milliseconds since 1970 as "2027-10-26T09:00:00Z"."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
