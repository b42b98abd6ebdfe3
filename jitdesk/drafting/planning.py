"""Findings on the dates of a hearing (P01-P05), and what is wrong with a local time that a planner is about to enter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.partial import last_day
from jitdesk.drafting.raising import before_sending, over, raised, state
from jitdesk.kernel.words import Message

# Days of rest by ISO weekday, where they are not Saturday and Sunday (Unicode CLDR, supplemental week data).
_REST = dict.fromkeys(("BHR", "DZA", "EGY", "IRQ", "ISR", "JOR", "KWT", "LBY", "OMN", "QAT", "SAU", "SDN", "SYR", "YEM"), frozenset({5, 6}))
_REST |= {"AFG": frozenset({4, 5}), "IRN": frozenset({5})}
_WEEKEND = frozenset({6, 7})
# Nobody's office hours, for a State whose own are not recorded.
_MORNING, _EVENING = time(7), time(20)


def local_problem(zone: str, local: datetime) -> Message | None:
    """What is wrong with a local time in a zone: no such zone, or a clock change skips the time or has it twice; None if nothing."""
    rules = _zone(zone)
    if rules is None:
        return Message("drafting_case.P02_zone", {"zone": zone})
    naive = local.replace(tzinfo=None, fold=0)
    arguments = {"zone": zone, "time": f"{naive:%H:%M}", "date": f"{naive:%Y-%m-%d}"}
    first, second = naive.replace(tzinfo=rules), naive.replace(tzinfo=rules, fold=1)
    try:
        if first.utcoffset() == second.utcoffset():
            return None
        back = first.astimezone(UTC).astimezone(rules).replace(tzinfo=None, fold=0)
    except OverflowError:
        return None  # at the ends of the calendar no clock changes
    return Message("drafting_case.P02_twice" if back == naive else "drafting_case.P02_skipped", arguments)


def findings(case: Case) -> Iterator[Finding]:
    """P01 to P05, while they can still change something."""
    if over(case.request):
        return
    windows = [(field, window) for field in ("windows", "test_call") for window in answer(case.request, field) or []]
    starts = sorted(start for field, window in windows if field == "windows" and (start := _start(window)) is not None)
    if before_sending(case.request):
        if starts:
            yield from _lead_time(case, _local_day(windows, starts[0]))
        for field, window in windows:
            yield from _clock(field, window)
            yield from _hours(case, field, window)
    yield from _deadline(case, [(number, window) for number, (field, window) in enumerate(windows, 1) if field == "windows"])


def _lead_time(case: Case, first: date) -> Iterator[Finding]:
    days = (first - case.today).days
    if days < 0:
        yield raised("P01", Need.RECOMMENDED, "windows", "past", date=first.isoformat())
        return
    weeks = case.profile.get("usual_weeks") if case.profile else None
    if weeks and days < weeks * 7:
        yield raised("P01", Need.RECOMMENDED, "windows", n=days, weeks=weeks, state=state(case.request.get("requested_state")))
    if answer(case.request, "attendance") == "summons":
        law = (case.profile.get("hearing_law", {}) if case.profile else {}).get("notice_days") or 0
        notice = max(law, case.request.get("summons", {}).get("lead_days") or 0)
        if days < notice:
            yield raised("P04", Need.CONDITIONAL, "windows", n=notice, date=first.isoformat(), days=days)


def _clock(field: str, window: Mapping[str, Any]) -> Iterator[Finding]:
    zone, start = str(window.get("zone", "")), _start(window)
    rules = _zone(zone)
    if rules is None:
        yield raised("P02", Need.MANDATORY, field, "zone", zone=zone)
    elif start is None:
        yield raised("P02", Need.MANDATORY, field, "start", start=window.get("start", ""))
    else:
        for moment in (start, _end(window, start)):
            problem = local_problem(zone, moment.astimezone(rules))
            if problem is not None:
                yield Finding("P02", Need.MANDATORY, "", field, problem)
                break


def _hours(case: Case, field: str, window: Mapping[str, Any]) -> Iterator[Finding]:
    office: Mapping[str, Any] = case.profile.get("office", {}) if case.profile else {}
    zone, start = str(window.get("zone", "")), _start(window)
    # The zone of the office is that of a capital: in a State of several zones the window's own says what o'clock it is there.
    rules = _zone(zone) or _zone(str(office.get("zone", "")))
    if rules is None or start is None:
        return
    first, last = start.astimezone(rules), _end(window, start).astimezone(rules)
    told: dict[str, Any] = {"zone": zone, "date": f"{first:%Y-%m-%d}", "time": f"{first:%H:%M}", "rules": case.zone_rules or "?"}
    free = _free_day(case, first.date())
    if free is not None:
        yield raised("P03", Need.RECOMMENDED, field, "free", **told, day=free)
    opens, closes = _clock_time(office.get("opens")), _clock_time(office.get("closes"))
    known = opens is not None and closes is not None
    if not _within(first, last, opens if known else None, closes if known else None):
        yield raised("P03", Need.RECOMMENDED, field, "" if known else "night", **told)


def _within(first: datetime, last: datetime, opens: time | None, closes: time | None) -> bool:
    if first.date() != last.date():
        return False
    return (opens or _MORNING) <= first.time() and last.time() <= (closes or _EVENING)


def _free_day(case: Case, day: date) -> Message | str | None:
    """What makes a day one on which nobody works there: the name of the holiday, or that it is a day of rest."""
    for entry in case.profile.get("holidays", []) if case.profile else []:
        if entry.get("on") == day.isoformat():
            return str(entry.get("name") or "") or Message("drafting_case.P03_holiday")
    rest = _REST.get(str(case.request.get("requested_state", "")), _WEEKEND)
    return Message("drafting_case.P03_rest") if day.isoweekday() in rest else None


def _deadline(case: Case, windows: list[tuple[int, Mapping[str, Any]]]) -> Iterator[Finding]:
    deadline = last_day(answer(case.request, "deadline"))
    if deadline is None:
        return
    told = str(case.request.get("deadline"))
    if deadline < case.today:
        yield raised("P05", Need.CONDITIONAL, "deadline", "past", deadline=told)
    for number, window in windows:
        start = _start(window)
        day = start.astimezone(_zone(str(window.get("zone", ""))) or UTC).date() if start else None
        if day is not None and deadline < day:
            yield raised("P05", Need.CONDITIONAL, "deadline", deadline=told, number=number, date=day.isoformat())
            break


def _local_day(windows: list[tuple[str, Mapping[str, Any]]], start: datetime) -> date:
    zone = next((str(window.get("zone", "")) for _, window in windows if _start(window) == start), "")
    return start.astimezone(_zone(zone) or UTC).date()


def _start(window: Mapping[str, Any]) -> datetime | None:
    try:
        start = datetime.fromisoformat(str(window.get("start", "")))
        # A day before and after must be in the calendar too, whatever the zone.
        return start.astimezone(UTC) if date(2, 1, 1) <= start.date() <= date(9998, 12, 30) else None
    except (ValueError, OverflowError):
        return None


def _end(window: Mapping[str, Any], start: datetime) -> datetime:
    return start + timedelta(minutes=int(window.get("minutes") or 0))


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _clock_time(text: object) -> time | None:
    try:
        return time.fromisoformat(str(text).strip().zfill(5))
    except ValueError:
        return None


def earliest_window(case: Case) -> date | None:
    """The day of the first window in UTC, or None."""
    starts = [start for window in answer(case.request, "windows") or [] if (start := _start(window)) is not None]
    return min(starts).date() if starts else None
