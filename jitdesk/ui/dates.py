"""Dates as people write and read them: "today", "fri", "15 Oct", "2026-10"; kept as ISO 8601, perhaps partial."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QLocale, QTime

from jitdesk.kernel.clock import instant
from jitdesk.kernel.values import is_date
from jitdesk.kernel.words import say

_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_NAMED = re.compile(r"(\d{1,2})\s+([^\W\d_]+)\.?(?:\s+(\d{4}))?")
_DAYS = 7

Today = Callable[[], date]


def read(text: str, today: date) -> str:
    """The date that a person means by `text`, in ISO 8601; "" where it means none."""
    words = " ".join(text.casefold().split())
    if is_date(words):
        return words
    for name, day in _near(today).items():
        if words and (words == name or (len(words) >= 3 and name.startswith(words))):
            return day.isoformat()
    if match := _NUMERIC.fullmatch(words):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if (match := _NAMED.fullmatch(words)) and (month := _month(match[2])):
        return _dated(int(match[1]), month, match[3], today)
    return ""


def _near(today: date) -> dict[str, date]:
    """The words for days that are near: today, tomorrow, the names of the next seven days."""
    days = {say("ui.date.today"): today, say("ui.date.tomorrow"): today + timedelta(1)}
    for ahead in range(1, _DAYS + 1):
        day = today + timedelta(ahead)
        days[QLocale().dayName(day.isoweekday(), QLocale.FormatType.LongFormat)] = day
    return {name.casefold(): day for name, day in days.items()}


def _month(word: str) -> int:
    if len(word) < 3:
        return 0
    names = [QLocale().monthName(n, QLocale.FormatType.LongFormat).casefold() for n in range(1, 13)]
    return next((n for n, name in enumerate(names, 1) if name.startswith(word)), 0)


def _dated(day: int, month: int, year: str | None, today: date) -> str:
    """A day without a year is the next one of that name, or one that is past for less than half a year."""
    if year:
        return _day(int(year), month, day)
    found = _day(today.year, month, day)
    return _day(today.year + 1, month, day) if found and (today - date.fromisoformat(found)).days > 182 else found


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def last_day(iso: str) -> date:
    """The last day that a date, perhaps partial, can mean."""
    year, month, day = [*map(int, iso.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def short(iso: str, today: date) -> str:
    """A date for a narrow column: "Today", "12 Oct", "18 Jun 2025", "Mar 2026", "2024"."""
    if not iso:
        return ""
    if iso == today.isoformat():
        return say("ui.date.today")
    year, month, day = [*map(int, iso.split("-")), 0, 0][:3]
    if not month:
        return iso
    name = QLocale().monthName(month, QLocale.FormatType.ShortFormat)
    if not day:
        return say("ui.date.month", month=name, year=year)
    return say("ui.date.day", day=day, month=name) if year == today.year else say("ui.date.day_year", day=day, month=name, year=year)


def with_year(iso: str) -> str:
    """A date that may be long past: "18 Jun 2026", "Mar 2026", "2024"."""
    return short(iso, date.min)


def full(iso: str, today: date) -> str:
    """A date for a page: "Today, Thu 15 October", "Mon 12 October 2025", "March 2026", "2024"."""
    year, month, day = [*map(int, iso.split("-")), 0, 0][:3] if iso else (0, 0, 0)
    if not month:
        return iso
    name = QLocale().monthName(month, QLocale.FormatType.LongFormat)
    if not day:
        return say("ui.date.month", month=name, year=year)
    weekday = QLocale().dayName(date(year, month, day).isoweekday(), QLocale.FormatType.ShortFormat)
    words = say("ui.date.weekday", weekday=weekday, day=day, month=name)
    if iso == today.isoformat():
        return say("ui.date.today_is", date=words)
    return words if year == today.year else say("ui.date.year", date=words, year=year)


def moment(stamp: str, today: date) -> str:
    """When something was written, in this computer's time: "Today, 08:52", "13 Oct, 16:05"."""
    if not stamp:
        return ""
    local = instant(stamp).astimezone()
    clock = QLocale().toString(QTime(local.hour, local.minute), "HH:mm")
    return say("ui.date.moment", date=short(local.date().isoformat(), today), time=clock)


def at(iso: str, today: date) -> str:
    """When something was done by somebody's clock, in this computer's time; text that is no moment is shown as it is."""
    try:
        local = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    return say("ui.date.moment", date=short(local.date().isoformat(), today), time=f"{local:%H:%M}")
