"""Every hearing that is planned or was held, every date that is proposed, and every test call, in the order of time, with what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from jitdesk.domain import life
from jitdesk.domain.records import Record
from jitdesk.drafting import planning
from jitdesk.drafting.case import Case
from jitdesk.services import hearings, letters
from jitdesk.services.desk import Desk
from jitdesk.services.hearings import LocalTime
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.lists import Label

What = Literal["hearing", "window", "test_call"]
_CLASHES = frozenset({"P01", "P02", "P03", "P04"})
_OPEN = ("planned", "proposed", "test_call")
_FIELDS: Mapping[str, str] = {"window": "windows", "test_call": "test_call"}


@dataclass(frozen=True)
class Entry:
    """A time at which somebody is to be heard, or is proposed to be, or at which technicians try the link."""

    what: What
    number: int  # of the session, or of the window among those proposed
    request: Record
    witness: str  # the code of the person to be heard
    window: Mapping[str, Any]
    hearing: Record | None = None

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return self.hearing.reference if self.hearing is not None else f"{self.request.reference} {self.what} {self.number}"

    @property
    def opens(self) -> str:
        """What means the record on whose page it is seen."""
        return self.hearing.reference if self.hearing is not None else self.request.reference

    @property
    def start(self) -> datetime:
        """The instant in UTC at which it begins."""
        return datetime.fromisoformat(str(self.window["start"])).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The instant in UTC at which it ends."""
        return self.start + timedelta(minutes=int(self.window["minutes"]))

    @property
    def state(self) -> str:
        """How it stands: what became of a hearing, else "planned", "proposed" or "test_call"."""
        if self.hearing is not None:
            return str(self.hearing.get("result") or "planned")
        return "proposed" if self.what == "window" else self.what


@dataclass(frozen=True)
class Clash:
    """What speaks against a time.

    A finding by its code, with its sentence or with the local time `at` which nobody works in the requested State; without a code, the
    `reference` of another request at the same time.
    """

    code: str = ""
    sentence: str = ""
    at: LocalTime | None = None
    reference: str = ""


@dataclass(frozen=True)
class Row:
    """An entry with its local time in each State that takes part, the requested one first, and what clashes with it."""

    entry: Entry
    times: Sequence[LocalTime]
    clashes: Sequence[Clash]

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return self.entry.id


def listed(desk: Desk) -> list[Entry]:
    """Every entry in the order of time.

    Where a session is planned, the dates that were proposed for it are of no interest any more; nor are those of a request that is over.
    """
    with desk.db.read() as connection:
        requests = queries.records(connection, "request", queries.rids(connection, "request"))
        sessions = queries.records(connection, "hearing", queries.rids(connection, "hearing"))
        codes = lists.labels(connection, {str(request.get("witness")) for request in requests if request.get("witness")})
        standing = desk.standing(connection)
    found = [entry for request in requests for entry in _entries(standing, request, sessions, codes)]
    return sorted(found, key=lambda entry: (entry.start, entry.request.get("reference", ""), entry.number))


def rows(desk: Desk, wanted: Iterable[Entry], all: Sequence[Entry]) -> dict[str, Row]:
    """The wanted entries as an agenda shows them, each weighed against `all` of them; keyed by id."""
    those = list(wanted)
    states = {entry.id: _states(desk, entry) for entry in those}
    known = hearings.profiles(desk, {state for found in states.values() for state in found})
    times = {entry.id: hearings.side_by_side(entry.window, states[entry.id], known) for entry in those}
    return {entry.id: Row(entry, times[entry.id], _clashes(desk, entry, times[entry.id], all)) for entry in those}


def _entries(standing: Standing, request: Record, sessions: Sequence[Record], codes: Mapping[str, Label]) -> Iterator[Entry]:
    label = codes.get(str(request.get("witness", "")))
    code = label.text if label is not None and label.kind == "witness" else ""
    readers = standing.readers(request.compartment)
    mine = [of for of in sessions if of.get("request") == request.id and readers <= standing.readers(of.compartment) and of.get("planned")]
    for hearing in mine:
        yield from _entry("hearing", int(hearing.get("session", 1)), request, code, hearing.get("planned")[0], hearing)
    if life.status(request) in life.OVER:
        return
    for number, window in enumerate(() if mine else request.get("windows", []), 1):
        yield from _entry("window", number, request, code, window)
    for number, window in enumerate(request.get("test_call", []), 1):
        yield from _entry("test_call", number, request, code, window)


def _entry(
    what: What, number: int, request: Record, code: str, window: Mapping[str, Any], hearing: Record | None = None
) -> Iterator[Entry]:
    """The entry of a window; none where it lies in a year in which nobody hears anybody, which the request's own findings tell."""
    if int(str(window["start"])[:4]) in hearings.YEARS:
        yield Entry(what, number, request, code, window, hearing)


def _states(desk: Desk, entry: Entry) -> list[str]:
    """The States whose clocks matter: the requested one, this desk's, and those of who takes part."""
    request = entry.request
    others = [row.get("state") for name in ("participants", "third_state_attendees") for row in request.get(name, [])]
    return [str(state) for state in dict.fromkeys((request.get("requested_state"), desk.card.state, *others)) if state]


def _clashes(desk: Desk, entry: Entry, times: Sequence[LocalTime], all: Sequence[Entry]) -> Sequence[Clash]:
    """What clashes with an entry, as long as nothing became of it."""
    if entry.state not in _OPEN:
        return ()
    weighed = list(_weighed(desk, entry))
    told = any(clash.code == "P03" for clash in weighed)
    theirs = [time for time in times if time.state == entry.request.get("requested_state") and not time.in_office_hours]
    return [*_at_once(entry, all), *weighed, *(Clash("P03", at=time) for time in theirs if not told)]


def _at_once(entry: Entry, all: Sequence[Entry]) -> Iterator[Clash]:
    """Other requests whose person is heard or may be heard at the same time."""
    if entry.what == "test_call":
        return
    for other in all:
        if other.state not in ("planned", "proposed") or other.request.reference == entry.request.reference:
            continue
        if other.start < entry.end and entry.start < other.end:
            yield Clash(reference=str(other.request.get("reference", "")))


def _weighed(desk: Desk, entry: Entry) -> Iterator[Clash]:
    """What P01 to P04 say of this one time, while the letter that proposes it can still be changed."""
    if entry.what not in _FIELDS:
        return
    with desk.db.read() as connection:
        case = letters.case_of(desk, connection, entry.request.reference)
    for finding in planning.findings(_alone(case, _FIELDS[entry.what], entry.window)):
        if finding.code in _CLASHES:
            yield Clash(finding.code, str(finding.message))


def _alone(case: Case, field: str, window: Mapping[str, Any]) -> Case:
    """The case as if this were the only time that is proposed."""
    values = {**case.request.values, "windows": [], "test_call": [], field: [dict(window)]}
    return replace(case, request=replace(case.request, values=values))
