"""Local times that a clock change skips or repeats, and windows at the ends of what a calendar holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.drafting import planning
from jitdesk.kernel.words import Message
from tests.unit.drafting.cases import case, found, profile

ZONES = ("Europe/Ljubljana", "America/Argentina/Buenos_Aires", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia")


@pytest.mark.parametrize(
    ("zone", "local", "sentence"),
    [
        ("Europe/Ljubljana", "2027-03-28T02:30", "P02_skipped"),
        ("Europe/Ljubljana", "2027-03-28T01:59", None),
        ("Europe/Ljubljana", "2027-03-28T03:00", None),
        ("Europe/Ljubljana", "2027-10-31T02:00", "P02_twice"),
        ("Europe/Ljubljana", "2027-10-31T03:00", None),
        ("Australia/Lord_Howe", "2027-10-03T02:15", "P02_skipped"),  # half an hour only
        ("Australia/Lord_Howe", "2027-10-03T02:30", None),
        ("Pacific/Apia", "2011-12-30T12:00", "P02_skipped"),  # a whole day
        ("Europe/Novi_Breg", "2027-10-31T03:00", "P02_zone"),
        ("", "2027-10-31T03:00", "P02_zone"),
        ("../../etc/passwd", "2027-10-31T03:00", "P02_zone"),
    ],
)
def test_a_local_time_is_told_from_one_that_does_not_exist_or_exists_twice(zone: str, local: str, sentence: str | None) -> None:
    problem = planning.local_problem(zone, datetime.fromisoformat(local))
    assert (problem.key if problem else None) == (sentence and f"drafting_case.{sentence}")
    assert problem is None or "{" not in str(problem)


@given(st.sampled_from(ZONES), st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)))
def test_every_moment_has_a_local_time_that_exists(zone: str, moment: datetime) -> None:
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    problem = planning.local_problem(zone, local)
    assert problem is None or problem.key == "drafting_case.P02_twice"


@given(st.sampled_from(ZONES), st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)))
def test_a_local_time_without_a_problem_means_one_moment(zone: str, local: datetime) -> None:
    rules = ZoneInfo(zone)
    near = {local.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1)}
    moments = {moment for moment in near if moment.astimezone(rules).replace(tzinfo=None, fold=0) == local}
    problem = planning.local_problem(zone, local)
    expected = {0: "drafting_case.P02_skipped", 1: None, 2: "drafting_case.P02_twice"}[len(moments)]
    assert (problem.key if problem else None) == expected


@pytest.mark.parametrize("local", [datetime.min, datetime.max])
@pytest.mark.parametrize("zone", ZONES)
def test_the_ends_of_the_calendar_are_no_problem(zone: str, local: datetime) -> None:
    assert planning.local_problem(zone, local) is None or isinstance(planning.local_problem(zone, local), Message)


@pytest.mark.parametrize("start", ["0001-01-01T00:00Z", "9999-12-31T23:59Z", "2027-10-26T25:00Z", "soon", ""])
def test_a_window_whose_start_is_no_time_of_the_calendar_is_told_and_nothing_is_lost(start: str) -> None:
    windows = [{"start": start, "minutes": 180, "zone": "Europe/Ljubljana"}]
    assert [(f.code, f.field) for f in found(case(windows=windows)) if f.code == "P02"] == [("P02", "windows")]


@pytest.mark.parametrize("values", [{"opens": "nine", "closes": "25:00"}, {"opens": "9:00"}, {}, {"zone": "Europe/Novi_Breg"}])
def test_office_hours_that_cannot_be_read_count_as_not_recorded(values: dict[str, Any]) -> None:
    made = found(case(around=profile(office=values), windows=[{"start": "2027-10-20T02:00Z", "minutes": 60, "zone": ZONES[1]}]))
    assert [f.message.key for f in made] == ["drafting_case.P03_night"]


def test_days_of_rest_are_those_of_the_requested_state() -> None:
    def rest(day: int, state: str) -> bool:
        start = datetime(2027, 10, day, 10, tzinfo=UTC)  # the 18th is a Monday
        windows = [{"start": f"{start:%Y-%m-%dT%H:%MZ}", "minutes": 60, "zone": "Africa/Cairo"}]
        return "drafting_case.P03_free" in {f.message.key for f in found(case(requested_state=state, windows=windows))}

    week = range(18, 25)
    assert [day for day in week if rest(day, "EGY")] == [22, 23]
    assert [day for day in week if rest(day, "SEN")] == [23, 24]


def test_the_version_of_the_zone_rules_is_told() -> None:
    (finding,) = found(case(windows=[{"start": "2027-10-20T05:00Z", "minutes": 60, "zone": ZONES[1]}]))
    assert "zone rules 2026a" in str(finding.message)


@given(st.timedeltas(timedelta(days=-400), timedelta(days=4000)), st.integers(1, 1440), st.sampled_from(ZONES))
def test_any_window_can_be_read(ahead: timedelta, minutes: int, zone: str) -> None:
    start = datetime(2026, 11, 25, tzinfo=UTC) + ahead
    found(case(windows=[{"start": f"{start:%Y-%m-%dT%H:%MZ}", "minutes": minutes, "zone": zone}]))
