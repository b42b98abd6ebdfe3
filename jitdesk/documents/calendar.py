"""Calendar files (RFC 5545): instants in UTC with the zone of the hearing beside them, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the library is loaded when a calendar is written: the program starts without it
    from icalendar import Event as Component

TENTATIVE, CONFIRMED, CANCELLED = STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
_PRODUCT = "-//JITDesk//JITDesk//EN"
_SPAN = timedelta(days=366)  # of zone rules before and after what is planned


@dataclass(frozen=True)
class Event:
    """What stands in a calendar: an instant in UTC, how long, in which zone it was planned, and whether it is agreed or cancelled."""

    uid: str
    summary: str
    start: datetime
    minutes: int
    zone: str
    status: str  # of STATUSES


def calendar(events: Iterable[Event], written: datetime) -> bytes:
    """The file of these events, written at an instant; the same input gives the same bytes."""
    from icalendar import Calendar, Timezone

    those = list(events)
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for zone in sorted({event.zone for event in those} - {"UTC"}):
        starts = [event.start for event in those if event.zone == zone]
        first, last = (min(starts) - _SPAN).date(), (max(starts) + _SPAN).date()
        made.add_component(Timezone.from_tzid(zone, first_date=first, last_date=last))
    for event in those:
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
