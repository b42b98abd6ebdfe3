"""Planning hearings: a local time that exists once, the same instant in every State, calendar files, and the sheet for the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from jitdesk.documents import calendar
from jitdesk.documents.calendar import Event
from jitdesk.domain.decide import Op
from jitdesk.domain.life import Papers
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import say
from jitdesk.services import editing, state_zones, steps
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.resolving import one
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Wanted
from jitdesk.system import files, zone_rules

SUFFIX = ".ics"
_OPENS, _CLOSES = time(9), time(17)  # office hours, where nobody knows better
_WEEK = 7
_MOST = 1_440  # minutes of a hearing
YEARS = range(1900, 3000)  # in which anybody is heard
_FORM = "%Y-%m-%dT%H:%M"
# What the sheet of the day says of the request; end points, names and places under protection travel apart.
_ON_SHEET = (
    *("requesting_authority", "requested_authority", "contact_point", "conducting_authority", "conducting_persons", "participants"),
    *("attendance_of_officials", "third_state_attendees", "person_counsel", "victim_counsel", "defence", "interpretation", "interpreting"),
    *("procedure", "oath", "oath_text", "warnings", "privilege_law", "privilege_none", "protective_measures", "support", "child_measures"),
    *("exhibits", "exhibit_list", "questions", "topics", "recording", "recorded", "minutes", "technical", "technical_public", "fallback"),
)


@dataclass(frozen=True)
class LocalTime:
    """A hearing as one State has it; `holiday` names a public one, `clock_change` is a day within a week of it on which clocks change."""

    state: str
    zone: str
    start: datetime
    end: datetime
    offset: str
    in_office_hours: bool
    holiday: str
    clock_change: date | None


@dataclass(frozen=True)
class Sheet:
    """What the table in the courtroom needs on the day of a hearing: times in every State, what was agreed, and what is to be recorded."""

    reference: str
    registry_number: str
    session: int
    zone_data: str
    times: Sequence[LocalTime]
    agreed: Mapping[str, Any]  # fields of the request
    recorded: Mapping[str, Any]  # fields of the hearing that are filled in already


def plan(
    desk: Desk,
    reference: str,
    start: str,
    zone: str,
    minutes: int,
    *,
    fold: int | None = None,
    session: int | None = None,
) -> Outcome:
    """Plan the next session of a request, or a planned one anew, at a local time ("2027-10-18T10:00") of a zone.

    `fold` says which of two such times is meant.
    """
    said = {"start": start, "zone": zone, "minutes": minutes, "fold": fold, "session": session}
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        request = steps.request(connection, standing, reference)
        record, ops = planned(desk, steps.papers(desk, connection, request), said)
        return Outcome((record.id,), editing.commit(desk, connection, standing, ops))


def planned(desk: Desk, papers: Papers, said: Mapping[str, Any]) -> tuple[Record, list[Op]]:
    """The record of a session as it is planned, and the operations that make it so: a new one, unless one is named that is planned already.

    Without minutes it lasts as long as the request says.
    """
    request, reference = papers.request, papers.request.get("reference")
    minutes = said.get("minutes", request.get("duration"))
    if not said.get("zone") or minutes is None:
        raise Refused("life.plan_lacks", reference=reference)
    planned = [window(str(said["start"]), str(said["zone"]), int(minutes), said.get("fold"))]
    values = {"planned": planned, "zone_data": zone_rules.edition(str(said["zone"]))}
    number = said.get("session")
    known = next((hearing for hearing in papers.hearings if number and hearing.get("session") == number), None)
    if known is None:
        taken = [int(hearing.get("session", 0)) for hearing in papers.hearings]
        return steps.made(
            desk, request.compartment, "hearing", values | {"request": request.id, "session": number or max(taken, default=0) + 1}
        )
    if known.get("result") in ("held", "part_heard"):
        raise Refused("life.session_held", reference=reference, session=number)
    ops = [Op(known.compartment, "hearing", known.id, name, value) for name, value in values.items()]
    return replace(known, values={**known.values, **values}), ops


def window(start: str, zone: str, minutes: int, fold: int | None = None) -> dict[str, Any]:
    """The window that begins at a local time; raises Refused for one that no clock shows, and asks which where clocks show it twice."""
    if zone not in _zones():
        raise Refused("life.zone", zone=zone)
    if not 1 <= minutes <= _MOST:
        raise Refused("life.minutes", most=_MOST)
    try:
        local = datetime.strptime(start, _FORM)
        found = moments(local, zone) if local.year in YEARS else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Refused("life.start", start=start)
    if not found:
        begins, ends = _skipped(local, ZoneInfo(zone))
        raise Refused("life.skipped", start=start, zone=zone, before=f"{begins:{_FORM}}", after=f"{ends:{_FORM}}")
    if len(found) > 1 and fold not in (0, 1):
        first, second = (f"{moment:%H:%M}" for moment in found)
        raise Refused("life.repeated", start=start, zone=zone, first=first, second=second)
    moment = found[fold or 0] if len(found) > 1 else found[0]
    return {"start": f"{moment:%Y-%m-%dT%H:%MZ}", "minutes": minutes, "zone": zone}


def moments(local: datetime, zone: str) -> list[datetime]:
    """The instants in UTC at which clocks in `zone` show this, the earlier first: one as a rule, none or two where clocks change."""
    place = ZoneInfo(zone)
    tried = [local.replace(fold=fold, tzinfo=place).astimezone(UTC) for fold in (0, 1)]
    return [moment for moment in dict.fromkeys(tried) if moment.astimezone(place).replace(tzinfo=None, fold=0) == local]


def _skipped(local: datetime, place: ZoneInfo) -> tuple[datetime, datetime]:
    """From which local time to which clocks go forward over a time that they do not show."""
    before, after = (local.replace(fold=fold, tzinfo=place) for fold in (0, 1))
    moment, change = after.astimezone(UTC), timedelta(minutes=1)
    while moment.astimezone(place).utcoffset() != after.utcoffset():
        moment += change
    ends = moment.astimezone(place).replace(tzinfo=None)
    return ends - ((after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())), ends


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def side_by_side(planned: Mapping[str, Any], states: Iterable[str], profiles: Mapping[str, Record] | None = None) -> list[LocalTime]:
    """A window in the local time of each State: in the window's own zone where that is one of the State's, else at its seat of government.

    A State whose zone nobody knows is told in UTC. What the team knows of States (`profiles`) says their office hours and holidays.
    """
    known = profiles or {}
    start = _instant(planned)
    end = start + timedelta(minutes=int(planned["minutes"]))
    return [_local(state, _zone_of(state, str(planned["zone"])), start, end, known.get(state)) for state in dict.fromkeys(states)]


def _instant(planned: Mapping[str, Any]) -> datetime:
    """The instant in UTC at which a window begins; raises Refused for a year in which nobody hears anybody."""
    start = datetime.fromisoformat(str(planned["start"])).astimezone(UTC)
    if start.year not in YEARS:
        raise Refused("life.start", start=planned["start"])
    return start


def _zone_of(state: str, wanted: str) -> str:
    known = [zone for zone in state_zones.of(state) if zone in _zones()]
    return wanted if wanted in known else next(iter(known), "UTC")


def profiles(desk: Desk, states: Iterable[str]) -> dict[str, Record]:
    """What the team knows of these States: of each the newest profile."""
    wanted = set(states)
    with desk.db.read() as connection:
        found = queries.records(connection, "state_profile", queries.rids(connection, "state_profile", Wanted("as_of")))
    return {str(record.get("state")): record for record in found if record.get("state") in wanted}


def _local(state: str, zone: str, start: datetime, end: datetime, profile: Record | None) -> LocalTime:
    place = ZoneInfo(zone)
    first, last = start.astimezone(place), end.astimezone(place)
    text = f"{first:%z}"
    office = profile.get("office", {}) if profile else {}
    opens, closes = _clock(office.get("opens"), _OPENS), _clock(office.get("closes"), _CLOSES)
    days = {row.get("on"): str(row.get("name") or row.get("on")) for row in profile.get("holidays", [])} if profile else {}
    holiday = days.get(first.date().isoformat(), "")
    within = first.date() == last.date() and first.time() >= opens and last.time() <= closes and first.isoweekday() <= 5 and not holiday
    return LocalTime(state, zone, first, last, f"{text[:3]}:{text[3:5]}", within, holiday, _change(place, start))


def _clock(text: Any, usual: time) -> time:
    try:
        return time.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        return usual


def _change(place: ZoneInfo, start: datetime) -> date | None:
    """The local day nearest to an instant, at most a week before or after it, on which clocks change."""
    days = sorted(range(-_WEEK, _WEEK + 1), key=abs)
    for day in days:
        noon = (start.astimezone(place) + timedelta(day)).date()
        begins, ends = (datetime.combine(noon, time(), place) + timedelta(days) for days in (0, 1))
        if begins.utcoffset() != ends.utcoffset():
            return noon
    return None


def write(desk: Desk, reference: str, out: Path) -> None:
    """Write what is planned for a request as a new calendar file: hearings, else the proposed windows, and the test call."""
    if out.suffix.lower() != SUFFIX:
        raise Refused("life.ics_name", name=out.name)
    with desk.db.read() as connection:
        request = steps.request(connection, desk.standing(connection), reference)
        those = _events(steps.papers(desk, connection, request))
    if not those:
        raise Refused("life.nothing_planned", reference=request.get("reference"))
    data = calendar.calendar(those, datetime.fromtimestamp(desk.clock.now() // 1000, UTC))
    with files.writing(out) as stream:
        stream.write(data)


def _events(papers: Papers) -> list[Event]:
    """By reference alone: neither who is heard nor where."""
    request, reference = papers.request, papers.request.get("reference")
    planned = [hearing for hearing in papers.hearings if hearing.get("planned")]
    ahead = sorted(planned, key=lambda hearing: (hearing.get("session", 0), hearing.id))
    withdrawn = papers.status == "withdrawn"
    usual = calendar.CANCELLED if withdrawn else calendar.CONFIRMED if ahead else calendar.TENTATIVE
    found = []
    for hearing in ahead:
        summary = say("life_event.hearing", reference=reference, session=hearing.get("session", 1))
        status = calendar.CANCELLED if hearing.get("result") == "not_held" else usual
        found.append(_event(hearing.id, "hearing", hearing.get("planned")[0], summary, status))
    for number, proposed in enumerate(() if ahead else request.get("windows", []), 1):
        summary = say("life_event.window", reference=reference, number=number)
        found.append(_event(request.id, f"window {number}", proposed, summary, usual))
    for call in request.get("test_call", []):
        found.append(_event(request.id, "test call", call, say("life_event.test_call", reference=reference), usual))
    return found


def _event(id: str, what: str, planned: Mapping[str, Any], summary: str, status: str) -> Event:
    uid = f"{sha256(f'calendar {id} {what}'.encode())[:32]}@jitdesk"
    return Event(uid, summary, _instant(planned), int(planned["minutes"]), status)


def sheet(desk: Desk, hearing: str) -> Sheet:
    """The sheet for the day of a hearing."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        record = _hearing(connection, desk, hearing)
        request = steps.request(connection, standing, str(record.get("request")))
    if not record.get("planned"):
        raise Refused("life.no_hearing", reference=request.get("reference"))
    others = [row.get("state") for name in ("participants", "third_state_attendees") for row in request.get(name, [])]
    states = [state for state in (request.get("requested_state"), desk.card.state, *others) if state]
    left_out = {"request", "session", "planned", "zone_data", "requested_side", "archived", "restricted", "legal_hold", "moved_from"}
    return Sheet(
        reference=str(request.get("reference")),
        registry_number=str(request.get("registry_number", "")),
        session=int(record.get("session", 1)),
        zone_data=str(record.get("zone_data", "")),
        times=side_by_side(record.get("planned")[0], states, profiles(desk, states)),
        agreed={name: request.get(name) for name in _ON_SHEET if request.get(name) is not None},
        recorded={name: value for name, value in record.values.items() if name not in left_out},
    )


def _hearing(connection: Connection, desk: Desk, reference: str) -> Record:
    record = one(connection, desk.standing(connection), reference, "hearing")
    if record.kind != "hearing":
        raise Refused("life.not_a_hearing", reference=reference, kind=record.kind)
    return record
