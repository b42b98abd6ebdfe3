"""Dates and windows of a hearing in words: the requested State's local time first, then UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jitdesk.drafting.structure import Cell, Table, lines, paragraph
from jitdesk.drafting.wording import Wording

_WIDTHS = (12, 38, 49, 38, 23)


def date_text(words: Wording, value: str) -> str:
    """A date in words, as far as it is known: "7 March 1994", "March 1994", "1994"."""
    year, *rest = value.split("-")
    if not rest:
        return year
    month = words.month(int(rest[0]))
    if len(rest) == 1:
        return words.say("date.month", month=month, year=year)
    return words.say("date.day", day=_ordinal(words, int(rest[1])), month=month, year=year)


def windows_table(words: Wording, windows: Sequence[Mapping[str, Any]]) -> Table:
    """The proposed windows, one row each, in the order given."""
    header = tuple(words.say(f"dates.{key}") for key in ("number", "local", "zone", "utc", "duration"))
    rows = tuple(tuple(_cell(text) for text in (str(n), *_window(words, window))) for n, window in enumerate(windows, 1))
    return Table(_WIDTHS, rows, header)


def _cell(text: str) -> Cell:
    return tuple(paragraph(line) for line in lines(text))


def _window(words: Wording, window: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Local time, zone, UTC and duration; a start or zone that this machine's calendar does not hold stands as it was given."""
    name, minutes = str(window["zone"]), int(window["minutes"])
    try:
        start = datetime.fromisoformat(window["start"]).astimezone(UTC)
        end = start + timedelta(minutes=minutes)
        utc = _span(words, start, end)
    except (ValueError, OverflowError):
        return str(window["start"]), name, str(window["start"]), duration_text(words, minutes)
    try:
        zone = ZoneInfo(name)
        first, last = start.astimezone(zone), end.astimezone(zone)
    except (KeyError, ValueError, OSError, OverflowError):
        return utc, words.say("date.unknown_zone", zone=name), utc, duration_text(words, minutes)
    offset = f"{first:%z}"
    city = name.rpartition("/")[2].replace("_", " ")
    where = words.say("date.zone", city=city, offset=f"{offset[:3]}:{offset[3:5]}")
    return _span(words, first, last), f"{where}\n{name}", utc, duration_text(words, minutes)


def _span(words: Wording, start: datetime, end: datetime) -> str:
    first, until = _long_date(words, start.date()), _long_date(words, end.date())
    if first == until:
        return words.say("date.span", date=first, start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return words.say("date.overnight", date=first, start=f"{start:%H:%M}", until=until, end=f"{end:%H:%M}")


def _long_date(words: Wording, day: date) -> str:
    names = {"weekday": words.weekday(day.isoweekday()), "month": words.month(day.month)}
    return words.say("date.long", day=_ordinal(words, day.day), year=day.year, **names)


def _ordinal(words: Wording, day: int) -> str:
    """The number of a day within a date; the first of the month has a form of its own in some languages."""
    return words.say("date.first") if day == 1 else str(day)


def duration_text(words: Wording, minutes: int) -> str:
    """A length of time in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return words.say("date.minutes", minutes=rest)
    return words.say("date.hours_minutes" if rest else "date.hours", hours=hours, minutes=rest)
