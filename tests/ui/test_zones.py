"""Local times: to UTC and back in every zone, hours that clocks skip or show twice, and the day on which they change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.states import STATES
from jitdesk.ui import zones
from jitdesk.ui.screens.requests.time_fields import length_text, read_clock, read_length
from jitdesk.ui.zones import ClockChange

UNINHABITED = {"BVT", "HMD"}


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)), st.sampled_from(sorted({z for s in STATES for z in zones.of_state(s)})))
def test_every_moment_is_found_again_from_its_local_time(moment: datetime, zone: str) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    local = moment.astimezone(ZoneInfo(zone))
    found = zones.moments(local.date(), local.time(), zone)
    assert moment in found
    assert len(found) in (1, 2)


def test_an_hour_that_clocks_skip_does_not_exist_and_one_that_comes_twice_is_both() -> None:
    assert zones.moments(date(2027, 3, 28), time(2, 30), "Europe/Ljubljana") == []
    twice = zones.moments(date(2027, 10, 31), time(2, 30), "Europe/Ljubljana")
    assert twice == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]
    assert zones.moments(date(2027, 3, 28), time(2, 30), "UTC") == [datetime(2027, 3, 28, 2, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("zone", "start", "found"),
    [
        ("Europe/Kyiv", date(2026, 10, 27), ClockChange("Europe/Kyiv", date(2026, 10, 25), forward=False)),
        ("Europe/Kyiv", date(2026, 10, 24), None),
        ("Europe/Kyiv", date(2027, 4, 1), ClockChange("Europe/Kyiv", date(2027, 3, 28), forward=True)),
        ("Africa/Dakar", date(2027, 4, 1), None),
        ("America/New_York", date(2026, 11, 2), ClockChange("America/New_York", date(2026, 11, 1), forward=False)),
    ],
)
def test_the_last_change_of_clocks_before_a_hearing(zone: str, start: date, found: ClockChange | None) -> None:
    now = datetime(2026, 10, 1, tzinfo=UTC)
    assert zones.last_change(zone, now, datetime.combine(start, time(9), UTC)) == found


@given(
    st.sampled_from(["Europe/Kyiv", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo"]),
    st.integers(0, 800),
    st.integers(1, 200),
)
def test_a_change_that_is_told_is_one_between_now_and_the_hearing(zone: str, begin: int, ahead: int) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(begin)
    start = now + timedelta(ahead)
    found = zones.last_change(zone, now, start)
    offsets = {(now + timedelta(hours=h)).astimezone(ZoneInfo(zone)).utcoffset() for h in range(ahead * 24)}
    assert (found is None) == (len(offsets) == 1)
    if found is not None:
        before = datetime.combine(found.day, time(0, 0), ZoneInfo(zone)).utcoffset()
        after = datetime.combine(found.day + timedelta(1), time(12), ZoneInfo(zone)).utcoffset()
        assert before is not None
        assert after is not None
        assert (after > before) == found.forward


def test_office_hours_are_those_of_a_working_day_in_that_place() -> None:
    start = datetime(2026, 10, 27, 9, tzinfo=UTC)
    assert zones.span(start, 180, "Europe/Kyiv").in_office_hours
    assert not zones.span(start, 180, "America/New_York").in_office_hours
    assert zones.span(start, 360, "Europe/Kyiv").in_office_hours
    assert not zones.span(start, 361, "Europe/Kyiv").in_office_hours
    assert not zones.span(datetime(2026, 10, 25, 9, tzinfo=UTC), 60, "Europe/Kyiv").in_office_hours


def test_every_inhabited_state_has_a_zone_that_this_machine_knows() -> None:
    assert {state for state in STATES if not zones.of_state(state)} == UNINHABITED
    assert zones.of_state("UKR")[0] == "Europe/Kyiv"
    assert zones.of_state("nowhere") == []


@pytest.mark.parametrize(
    ("text", "meant"), [("9", "09:00"), ("9.30", "09:30"), ("0930", "09:30"), ("23:59", "23:59"), ("24:00", ""), ("noon", "")]
)
def test_a_time_of_day_as_people_write_it(text: str, meant: str) -> None:
    assert read_clock(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"), [("3 h", 180), ("3", 180), ("2 h 30", 150), ("2:30", 150), ("90 min", 90), ("0", 0), ("25 h", 0), ("long", 0)]
)
def test_a_length_as_people_write_it(text: str, meant: int) -> None:
    assert read_length(text) == meant


@given(st.integers(1, 1440))
def test_a_length_reads_as_it_is_written(minutes: int) -> None:
    assert read_length(length_text(minutes)) == minutes
