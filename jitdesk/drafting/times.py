"""Dates and windows of a hearing in words: the requested State's local time first, then ours and UTC; and changes of clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from jitdesk.drafting.structure import Cell, Table, lines, paragraph
from jitdesk.drafting.wording import Wording

_WIDTHS = (12, 38, 49, 38, 23)
_BESIDE_OURS = (12, 46, 45, 34, 23)
_NEAR = timedelta(14)  # of a change of clocks, for it to be said


@dataclass(frozen=True)
class Told:
    """A window in words: the local time in its zone, the zone (a line for its place and one for its name), UTC, how long."""

    local: str
    where: str
    utc: str
    lasting: str


def date_text(words: Wording, value: str) -> str:
    """A date in words, as far as it is known: "7 March 1994", "March 1994", "1994"."""
    year, *rest = value.split("-")
    if not rest:
        return year
    month = words.month(int(rest[0]))
    if len(rest) == 1:
        return words.say("date.month", month=month, year=year)
    return words.say("date.day", day=_ordinal(words, int(rest[1])), month=month, year=year)


def windows_table(words: Wording, windows: Sequence[Mapping[str, Any]], ours: Sequence[str] = ()) -> Table:
    """The proposed windows, one row each, in the order given; with the local time in `ours`, our zones, where that is another one."""
    beside = [_ours(window, ours) for window in windows]
    if all(zone in ("", window["zone"]) for zone, window in zip(beside, windows, strict=True)):
        header = tuple(words.say(f"dates.{key}") for key in ("number", "local", "zone", "utc", "duration"))
        told = [window_text(words, window) for window in windows]
        texts = [(one.local, one.where, one.utc, one.lasting) for one in told]
        return Table(_WIDTHS, _rows(texts), header)
    header = tuple(words.say(f"dates.{key}") for key in ("number", "local", "ours", "utc", "duration"))
    both = [
        (window_text(words, window), window_text(words, {**window, "zone": zone})) for window, zone in zip(windows, beside, strict=True)
    ]
    return Table(_BESIDE_OURS, _rows([(_placed(there), _placed(here), there.utc, there.lasting) for there, here in both]), header)


def _rows(texts: Iterable[tuple[str, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(tuple(paragraph(line) for line in lines(text)) for text in (str(n), *row)) for n, row in enumerate(texts, 1))


def _placed(told: Told) -> str:
    return f"{told.local}\n{told.where}"


def _ours(window: Mapping[str, Any], ours: Sequence[str]) -> str:
    """Our zone beside a window: that of the window where it is one of ours, else that of our seat of government; "" where none is known."""
    return str(window["zone"]) if window["zone"] in ours else next(iter(ours), "")


def window_text(words: Wording, window: Mapping[str, Any]) -> Told:
    """A window in words; a start or zone that this machine's calendar does not hold stands as it was given."""
    name, minutes = str(window["zone"]), int(window["minutes"])
    lasting = duration_text(words, minutes)
    try:
        start = datetime.fromisoformat(window["start"]).astimezone(UTC)
        end = start + timedelta(minutes=minutes)
        utc = _span(words, start, end)
    except (ValueError, OverflowError):
        return Told(str(window["start"]), name, str(window["start"]), lasting)
    try:
        zone = ZoneInfo(name)
        first, last = start.astimezone(zone), end.astimezone(zone)
    except (KeyError, ValueError, OSError, OverflowError):
        return Told(utc, words.say("date.unknown_zone", zone=name), utc, lasting)
    where = words.say("date.zone", city=_city(name), offset=_offset(first))
    return Told(_span(words, first, last), f"{where}\n{name}", utc, lasting)


def clock_changes(words: Wording, windows: Sequence[Mapping[str, Any]], ours: Sequence[str] = ()) -> list[str]:
    """A sentence for each change of clocks within two weeks of a window, in its zone or in ours."""
    found = {}
    for window in windows:
        for zone in filter(None, dict.fromkeys([str(window["zone"]), _ours(window, ours)])):
            for before, after in _changes(zone, str(window["start"])):
                said = {"city": _city(zone), "before": _offset(before), "after": _offset(after)}
                found[zone, before.date()] = words.say("dates.clocks", date=date_text(words, before.date().isoformat()), **said)
    return list(found.values())


def _changes(zone: str, start: str) -> Iterator[tuple[datetime, datetime]]:
    """The midnights at both ends of a day on which clocks in a zone change, not far from an instant."""
    try:
        place = ZoneInfo(zone)
        middle = datetime.fromisoformat(start).astimezone(place).date()
        nights = [datetime.combine(middle + timedelta(day), time(), place) for day in range(-_NEAR.days, _NEAR.days + 2)]
        for before, after in pairwise(nights):
            if before.utcoffset() != after.utcoffset():
                yield before, after
    except (KeyError, ValueError, OSError, OverflowError):
        return  # said in the table


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _offset(moment: datetime) -> str:
    """How far local time is from UTC, with a sign at which no line breaks."""
    offset = f"{moment:%z}".replace("-", "\u2212")
    return f"{offset[:3]}:{offset[3:5]}"


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
