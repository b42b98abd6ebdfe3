"""What the agenda asks for: the entries of one view that hold some words, in order, and which of them begins a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jitdesk.domain import folding
from jitdesk.services import agenda
from jitdesk.services.agenda import Entry, Row
from jitdesk.services.desk import Desk
from jitdesk.ui import labels, zones
from jitdesk.ui.dates import Today
from jitdesk.ui.models import Key

VIEWS = ("ahead", "planned", "proposed", "past")


@dataclass(frozen=True)
class Place:
    """The time at a place: its day too, where that is not the day of the row."""

    city: str
    start: datetime
    late: bool  # outside office hours, or on a public holiday


@dataclass(frozen=True)
class AgendaRow:
    """A row of the agenda in the zone that is chosen."""

    row: Row
    zone: str
    begins_day: bool

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return self.row.id

    @property
    def entry(self) -> Entry:
        """What it shows."""
        return self.row.entry

    @property
    def start(self) -> datetime:
        """When it begins, in the zone that is chosen."""
        return self.entry.start.astimezone(ZoneInfo(self.zone))

    @property
    def end(self) -> datetime:
        """When it ends, in the zone that is chosen."""
        return self.entry.end.astimezone(ZoneInfo(self.zone))

    @property
    def places(self) -> list[Place]:
        """The time in every State that takes part, without the zone that is chosen, and UTC last."""
        times = {time.zone: time for time in self.row.times if time.zone not in (self.zone, zones.UTC_ZONE)}
        found = [Place(zones.city(zone), time.start, not time.in_office_hours) for zone, time in times.items()]
        return found if self.zone == zones.UTC_ZONE else [*found, Place(zones.UTC_ZONE, self.entry.start, False)]


@dataclass(frozen=True)
class _Read:
    """What was read last: all there is, and what is shown of it, by id in its order."""

    all: Sequence[Entry] = ()
    shown: Mapping[str, Entry] = field(default_factory=dict)


class Listing:
    """What the model asks for; it is asked in a reading lane, so what it holds is replaced and never altered."""

    def __init__(self, desk: Desk, today: Today) -> None:
        self._desk = desk
        self._today = today
        self._read = _Read()
        self.view = VIEWS[0]
        self.words = ""
        self.zone = zones.UTC_ZONE

    @property
    def days(self) -> Counter[date]:
        """How much there is on each day, as the zone that is chosen has it."""
        return Counter(self._day(entry) for entry in self._read.shown.values())

    @property
    def anything(self) -> bool:
        """Whether anything is planned, proposed or past at all."""
        return bool(self._read.all)

    def ids(self, limit: int | None) -> list[Key]:
        """The ids in order: what lies ahead from now on, what is past from the last one back."""
        found = agenda.listed(self._desk)
        shown = [entry for entry in found if self._in_view(entry) and self._holds(entry)]
        if self.view == "past":
            shown.reverse()
        self._read = _Read(found, {entry.id: entry for entry in shown})
        return [entry.id for entry in shown[:limit]]

    def rows(self, keys: Sequence[Key]) -> dict[Key, AgendaRow]:
        """The rows of these ids."""
        read, zone = self._read, self.zone
        found = agenda.rows(self._desk, [read.shown[str(key)] for key in keys if key in read.shown], read.all)
        first = {self._day(entry): entry.id for entry in reversed(list(read.shown.values()))}
        return {id: AgendaRow(row, zone, first[self._day(row.entry)] == id) for id, row in found.items()}

    def first_of(self, day: date) -> str | None:
        """The first entry on a day, else the next after it in the order shown; None where there is none."""
        past = self.view == "past"
        reached = (id for id, entry in self._read.shown.items() if (self._day(entry) <= day if past else self._day(entry) >= day))
        return next(reached, None)

    def _day(self, entry: Entry) -> date:
        return entry.start.astimezone(ZoneInfo(self.zone)).date()

    def _in_view(self, entry: Entry) -> bool:
        over = entry.end.astimezone(ZoneInfo(self.zone)).date() < self._today()
        if self.view in ("planned", "proposed"):
            return not over and entry.state == self.view
        return over == (self.view == "past")

    def _holds(self, entry: Entry) -> bool:
        """Whether every word stands in its reference, code, subject or State."""
        request = entry.request
        state = str(request.get("requested_state", ""))
        said = (request.get("reference", ""), entry.witness, request.get("subject", ""), labels.state(state) if state else "")
        text = folding.fold(" ".join(map(str, said)))
        return all(word in text for word in folding.fold(self.words).split())
