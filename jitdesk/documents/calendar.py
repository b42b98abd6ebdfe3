"""Calendar files (RFC 5545): instants in UTC, and nothing about anybody or any place: a zone would name one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the library is loaded when a calendar is written: the program starts without it
    from icalendar import Event as Component

TENTATIVE, CONFIRMED, CANCELLED = STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
_PRODUCT = "-//JITDesk//JITDesk//EN"


@dataclass(frozen=True)
class Event:
    """What stands in a calendar: an instant in UTC, how long, and whether it is agreed or cancelled."""

    uid: str
    summary: str
    start: datetime
    minutes: int
    status: str  # of STATUSES


def calendar(events: Iterable[Event], written: datetime) -> bytes:
    """The file of these events, written at an instant; the same input gives the same bytes."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for event in events:
        made.add_component(_component(event, written))
    return bytes(made.to_ical())


def _component(event: Event, written: datetime) -> Component:
    from icalendar import Event as Component

    made = Component()
    made.add("uid", event.uid)
    made.add("dtstamp", written.astimezone(UTC))
    made.add("dtstart", event.start.astimezone(UTC))
    made.add("dtend", event.start.astimezone(UTC) + timedelta(minutes=event.minutes))
    made.add("summary", event.summary)
    made.add("status", event.status)
    made.add("class", "CONFIDENTIAL")
    return made
