"""Dates that may be partial ("1994-03", "1994"), as the first and the last day that they can mean."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def first_day(text: object) -> date | None:
    """The earliest day that a date can mean; None where there is no date, or none that a calendar has."""
    try:
        year, month, day = [*map(int, str(text).split("-")), 1, 1][:3]
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def last_day(text: object) -> date | None:
    """The latest day that a date can mean; None where there is no date, or none that a calendar has."""
    first = first_day(text)
    if first is None:
        return None
    parts = str(text).count("-")
    if parts == 0:
        return date(first.year, 12, 31)
    return date(first.year, first.month, monthrange(first.year, first.month)[1]) if parts == 1 else first
