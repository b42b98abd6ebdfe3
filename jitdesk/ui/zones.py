"""Local time of a hearing in several places: the zones of a State, a day and time of day as UTC and back, and when clocks change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from jitdesk.services import state_zones

UTC_ZONE = "UTC"
OPENS, CLOSES = 9, 17  # office hours, where nobody knows better
_YEAR = 366


@dataclass(frozen=True)
class Span:
    """A hearing as one place has it."""

    zone: str
    start: datetime
    end: datetime

    @property
    def in_office_hours(self) -> bool:
        """Whether it lies within the office hours of a working day."""
        same_day = self.start.date() == self.end.date()
        within = self.start.hour >= OPENS and self.end.time() <= time(CLOSES)
        return same_day and within and self.start.isoweekday() <= 5


@dataclass(frozen=True)
class ClockChange:
    """The day on which the clocks of a place change, and whether they go forward."""

    zone: str
    day: date
    forward: bool


@cache
def known() -> tuple[str, ...]:
    """Every zone that this machine knows, by name."""
    return tuple(sorted(available_timezones()))


def of_state(code: str) -> list[str]:
    """The zones of a State, the one with the most people mostly first; none where the State is not known."""
    return [zone for zone in state_zones.of(code) if zone in known()]


def city(zone: str) -> str:
    """What a zone is called among people: "Buenos Aires"."""
    return zone.rpartition("/")[2].replace("_", " ")


def moments(day: date, clock: time, zone: str) -> list[datetime]:
    """The moments in UTC at which clocks in `zone` show this: as a rule one, none or two where they change."""
    found = []
    for fold in (0, 1):
        moment = datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, clock) and moment not in found:
            found.append(moment)
    return found


def span(start: datetime, minutes: int, zone: str) -> Span:
    """The local start and end of a hearing that starts at `start` (UTC)."""
    place = ZoneInfo(zone)
    return Span(zone, start.astimezone(place), (start + timedelta(minutes=minutes)).astimezone(place))


def span_of(window: Mapping[str, Any], zone: str = "") -> Span:
    """A window as a place has it; without one, as it is where its time was set."""
    start = datetime.fromisoformat(str(window["start"])).astimezone(UTC)
    return span(start, int(window["minutes"]), zone or str(window["zone"]))


def last_change(zone: str, now: datetime, start: datetime) -> ClockChange | None:
    """The last change of clocks in `zone` after `now` and before `start`, looked for over a year; None where there is none."""
    place = ZoneInfo(zone)
    moment = start.astimezone(UTC)
    for _ in range(_YEAR):
        earlier = max(moment - timedelta(1), now)
        before, after = earlier.astimezone(place).utcoffset(), moment.astimezone(place).utcoffset()
        if before is not None and after is not None and before != after:
            return ClockChange(zone, _day_of_change(place, earlier, moment), after > before)
        if earlier <= now:
            return None
        moment = earlier
    return None


def _day_of_change(place: ZoneInfo, earlier: datetime, later: datetime) -> date:
    """The local day on which the offset changes between two moments that are at most a day apart."""
    offset = earlier.astimezone(place).utcoffset()
    while later - earlier > timedelta(minutes=1):
        middle = earlier + (later - earlier) / 2
        if middle.astimezone(place).utcoffset() == offset:
            earlier = middle
        else:
            later = middle
    return earlier.astimezone(place).date()


def ordered(first: Iterable[str]) -> list[str]:
    """All zones, these first."""
    wanted = [zone for zone in dict.fromkeys(first) if zone in known()]
    return wanted + [zone for zone in known() if zone not in wanted]
