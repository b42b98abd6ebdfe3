"""Planning hearings: local times that clocks skip or repeat, the same instant everywhere, calendar files without anybody in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, hearings, life, reading
from jitdesk.services.desk import Desk
from jitdesk.system import zone_rules
from tests.services.sava import DAY, FakeClock
from tests.services.test_life import REFERENCE, drafted, sent

BUENOS_AIRES = "America/Argentina/Buenos_Aires"
TEST_CALL = [{"start": "2027-10-11T13:00Z", "minutes": 30, "zone": BUENOS_AIRES}]


def test_a_session_is_planned_in_local_time_and_kept_in_utc(mara: Desk) -> None:
    drafted(mara)
    [first] = hearings.plan(mara, REFERENCE, "2027-10-18T10:00", BUENOS_AIRES, 180).ids
    hearings.plan(mara, REFERENCE, "2027-10-20T10:00", BUENOS_AIRES, 180)
    made = reading.show(mara, first)
    assert made.get("planned") == [{"start": "2027-10-18T13:00Z", "minutes": 180, "zone": BUENOS_AIRES}]
    assert made.get("zone_data") == zone_rules.edition(BUENOS_AIRES)
    assert sorted(record.get("session") for record in reading.listed(mara, "hearing")) == [1, 2]


def test_a_session_is_planned_anew_until_it_was_held(mara: Desk) -> None:
    drafted(mara)
    [made] = hearings.plan(mara, REFERENCE, "2027-10-18T10:00", BUENOS_AIRES, 180).ids
    assert hearings.plan(mara, REFERENCE, "2027-10-19T10:00", BUENOS_AIRES, 120, session=1).ids == (made,)
    [record] = reading.listed(mara, "hearing")
    assert record.get("planned") == [{"start": "2027-10-19T13:00Z", "minutes": 120, "zone": BUENOS_AIRES}]
    editing.change(mara, made, {"result": "part_heard"})
    with pytest.raises(Refused, match="was held"):
        hearings.plan(mara, REFERENCE, "2027-10-20T10:00", BUENOS_AIRES, 120, session=1)
    hearings.plan(mara, REFERENCE, "2027-10-20T10:00", BUENOS_AIRES, 120, session=3)
    assert sorted(record.get("session") for record in reading.listed(mara, "hearing")) == [1, 3]


def test_what_the_team_knows_of_a_state_says_its_office_hours_and_holidays(mara: Desk) -> None:
    office = {"opens": "08:00", "closes": "19:00", "zone": "Europe/Ljubljana"}
    known = [
        {"state": "SVN", "as_of": "2025-01-01", "office": {"opens": "10:00", "closes": "11:00"}},
        {"state": "SVN", "as_of": "2026-11-01", "office": office, "holidays": [{"on": "2027-10-31", "name": "Reformation Day"}]},
        {"state": "ARG", "as_of": "2026-11-01", "office": {"opens": "in the morning"}, "holidays": [{"on": "2027-10-29"}]},
    ]
    editing.add(mara, "state_profile", known)
    window = hearings.window("2027-10-29T10:00", BUENOS_AIRES, 180)
    argentina, slovenia, ukraine = hearings.side_by_side(window, ["ARG", "SVN", "UKR"], hearings.profiles(mara, ["ARG", "SVN", "UKR"]))
    assert (slovenia.in_office_hours, slovenia.holiday) == (True, "")
    assert (argentina.in_office_hours, argentina.holiday) == (False, "2027-10-29")
    assert (ukraine.in_office_hours, ukraine.holiday) == (False, "")


def test_a_time_that_clocks_skip_is_refused_with_what_they_show() -> None:
    with pytest.raises(Refused, match=r"before 2027-03-28T03:00, or from 2027-03-28T04:00 on"):
        hearings.window("2027-03-28T03:30", "Europe/Kyiv", 60)
    with pytest.raises(Refused, match=r"before 2027-10-03T02:00, or from 2027-10-03T02:30 on"):
        hearings.window("2027-10-03T02:15", "Australia/Lord_Howe", 60)  # half an hour


def test_a_time_that_clocks_repeat_asks_which() -> None:
    with pytest.raises(Refused, match=r"fold=0 for the first \(00:30 UTC\) or fold=1 for the second \(01:30 UTC\)"):
        hearings.window("2027-10-31T03:30", "Europe/Kyiv", 60)
    both = [hearings.window("2027-10-31T03:30", "Europe/Kyiv", 60, fold)["start"] for fold in (0, 1)]
    assert both == ["2027-10-31T00:30Z", "2027-10-31T01:30Z"]
    assert hearings.window("2027-10-30T03:30", "Europe/Kyiv", 60, 1)["start"] == "2027-10-30T00:30Z"  # nothing to choose


@pytest.mark.parametrize(
    ("key", "start", "zone", "minutes"),
    [
        ("life.zone", "2027-10-18T10:00", "Mars/Base", 60),
        ("life.zone", "2027-10-18T10:00", "../../etc/passwd", 60),
        ("life.start", "18 October, 10 o'clock", "Europe/Kyiv", 60),
        ("life.start", "2027-02-30T10:00", "Europe/Kyiv", 60),
        ("life.start", "9999-12-31T23:59", "America/New_York", 60),
        ("life.start", "0001-01-01T00:00", "Asia/Tokyo", 60),
        ("life.minutes", "2027-10-18T10:00", "Europe/Kyiv", 0),
        ("life.minutes", "2027-10-18T10:00", "Europe/Kyiv", 1441),
    ],
)
def test_what_is_no_time_is_refused(key: str, start: str, zone: str, minutes: int) -> None:
    with pytest.raises(Refused) as told:
        hearings.window(start, zone, minutes)
    assert told.value.key == key
    assert "{" not in str(told.value)


@given(
    local=st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda moment: moment.replace(second=0, microsecond=0)),
    zone=st.sampled_from(sorted(available_timezones())),
)
def test_every_instant_found_is_shown_by_the_clocks_there(local: datetime, zone: str) -> None:
    found = hearings.moments(local, zone)
    assert len(found) <= 2
    assert found == sorted(set(found))
    for moment in found:
        assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local
    around = [(local + timedelta(hours=hours)).replace(tzinfo=UTC) for hours in range(-26, 27)]
    shown = {moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) for moment in around}
    if local in shown:  # some whole hour of UTC shows it
        assert found


def test_every_state_sees_the_same_instant_in_its_own_time() -> None:
    window = hearings.window("2027-10-29T10:00", BUENOS_AIRES, 180)
    argentina, slovenia, ukraine, nowhere = hearings.side_by_side(window, ["ARG", "SVN", "UKR", "SVN", "BVT"])
    assert {row.start.astimezone(UTC) for row in (argentina, slovenia, ukraine, nowhere)} == {datetime(2027, 10, 29, 13, tzinfo=UTC)}
    assert [f"{row.start:%H:%M} {row.offset}" for row in (argentina, slovenia, ukraine)] == ["10:00 -03:00", "15:00 +02:00", "16:00 +03:00"]
    assert (argentina.in_office_hours, slovenia.in_office_hours) == (True, False)  # in Slovenia it ends at 18:00
    assert (argentina.clock_change, slovenia.clock_change) == (None, date(2027, 10, 31))
    assert nowhere.zone == "UTC"


def test_a_clock_change_is_told_a_week_before_and_after_and_no_longer() -> None:
    def change(day: int, month: int = 11) -> date | None:
        [row] = hearings.side_by_side({"start": f"2027-{month}-{day:02}T12:00Z", "minutes": 60, "zone": "Europe/Kyiv"}, ["UKR"])
        return row.clock_change

    assert [change(day, 10) for day in (23, 24, 31)] == [None, date(2027, 10, 31), date(2027, 10, 31)]
    assert [change(day) for day in (7, 8)] == [date(2027, 10, 31), None]


def test_a_state_of_many_zones_is_told_in_the_one_of_the_hearing() -> None:
    window = hearings.window("2027-10-18T10:00", "America/Argentina/Ushuaia", 60)
    assert [row.zone for row in hearings.side_by_side(window, ["ARG"])] == ["America/Argentina/Ushuaia"]


def read(path: Path) -> Calendar:
    return Calendar.from_ical(path.read_bytes())


def test_a_calendar_file_holds_the_hearing_in_utc_and_reads_back(mara: Desk, tmp_path: Path) -> None:
    drafted(mara, test_call=TEST_CALL)
    sent(mara)
    hearings.write(mara, REFERENCE, tmp_path / "proposed.ics")
    proposed = read(tmp_path / "proposed.ics")
    assert len(proposed.events) == 4  # three windows and the test call
    assert {str(event["STATUS"]) for event in proposed.events} == {"TENTATIVE"}
    life.move(mara, REFERENCE, "scheduled", {"start": "2027-10-18T10:00", "zone": BUENOS_AIRES})
    hearings.write(mara, REFERENCE, tmp_path / "agreed.ics")
    hearing, call = read(tmp_path / "agreed.ics").events
    assert hearing.start == datetime(2027, 10, 18, 13, tzinfo=UTC)
    assert hearing.end - hearing.start == timedelta(minutes=180)
    assert str(hearing["SUMMARY"]) == f"{REFERENCE}: hearing, session 1"
    assert str(call["SUMMARY"]) == f"{REFERENCE}: test call, technicians only"


def test_what_does_not_take_place_is_cancelled_under_the_same_identifier(mara: Desk, tmp_path: Path) -> None:
    drafted(mara, test_call=TEST_CALL)
    [made] = hearings.plan(mara, REFERENCE, "2027-10-18T10:00", BUENOS_AIRES, 180).ids
    hearings.write(mara, REFERENCE, tmp_path / "agreed.ics")
    editing.change(mara, made, {"result": "not_held"})
    hearings.write(mara, REFERENCE, tmp_path / "not held.ics")
    life.move(mara, REFERENCE, "withdrawn", {})
    hearings.write(mara, REFERENCE, tmp_path / "withdrawn.ics")
    told = [
        [(str(event["UID"]), str(event["STATUS"])) for event in read(tmp_path / f"{name}.ics").events]
        for name in ("agreed", "not held", "withdrawn")
    ]
    assert [[status for _, status in events] for events in told] == [
        ["CONFIRMED", "CONFIRMED"],
        ["CANCELLED", "CONFIRMED"],
        ["CANCELLED", "CANCELLED"],
    ]
    assert len({tuple(uid for uid, _ in events) for events in told}) == 1


def test_nobody_and_no_place_stands_in_a_calendar_file(mara: Desk, tmp_path: Path) -> None:
    drafted(mara, test_call=TEST_CALL, test_call_persons="Technician Novak", subject="Hearing of W-0412 in Rosario")
    [made] = hearings.plan(mara, REFERENCE, "2027-10-18T10:00", BUENOS_AIRES, 180).ids
    editing.change(mara, made, {"requested_side": {"venue": "Courthouse of Rosario", "authority": "Juzgado 3"}})
    hearings.write(mara, REFERENCE, tmp_path / "out.ics")
    text = (tmp_path / "out.ics").read_text("utf-8")
    for secret in ("W-0412", "Rosario", "Novak", "Juzgado", "Mara", "Buenos_Aires", "LOCATION", "ATTENDEE", "ORGANIZER", "DESCRIPTION"):
        assert secret not in text


def test_the_same_plan_keeps_its_identifiers(mara: Desk, tmp_path: Path) -> None:
    drafted(mara, test_call=TEST_CALL)
    clock = mara.clock
    assert isinstance(clock, FakeClock)
    for name in ("one.ics", "two.ics"):
        hearings.write(mara, REFERENCE, tmp_path / name)
    assert (tmp_path / "one.ics").read_bytes() == (tmp_path / "two.ics").read_bytes()
    clock.at += DAY
    hearings.write(mara, REFERENCE, tmp_path / "three.ics")
    uids = [[str(event["UID"]) for event in read(tmp_path / name).events] for name in ("one.ics", "three.ics")]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 4


def test_a_calendar_file_needs_something_planned_and_its_name(mara: Desk, tmp_path: Path) -> None:
    drafted(mara, windows=None)
    with pytest.raises(Refused, match="Nothing is planned"):
        hearings.write(mara, REFERENCE, tmp_path / "out.ics")
    with pytest.raises(Refused, match=r"named \.ics"):
        hearings.write(mara, REFERENCE, tmp_path / "out.txt")
    assert not list(tmp_path.glob("out*"))


def test_a_window_in_a_year_without_hearings_is_refused(mara: Desk, tmp_path: Path) -> None:
    drafted(mara, windows=[{"start": "0001-01-01T00:00Z", "minutes": 60, "zone": "Asia/Tokyo"}])
    with pytest.raises(Refused, match="not a local time"):
        hearings.write(mara, REFERENCE, tmp_path / "out.ics")


def test_the_sheet_of_the_day_tells_what_was_agreed_and_nothing_protected(mara: Desk) -> None:
    drafted(mara, technical_confidential={"pin": "4711"}, participants=[{"name": "Counsel", "state": "UKR", "side": "third"}])
    [made] = hearings.plan(mara, REFERENCE, "2027-10-29T10:00", BUENOS_AIRES, 180).ids
    editing.change(mara, made, {"requested_side": {"venue": "Courthouse of Rosario"}, "interpreters": [{"name": "I-1", "language": "uk"}]})
    sheet = hearings.sheet(mara, made)
    assert (sheet.reference, sheet.session) == (REFERENCE, 1)
    assert [row.state for row in sheet.times] == ["ARG", "SVN", "UKR"]
    assert sheet.agreed["conducting_authority"].startswith("District Court of Novi Breg")
    assert sheet.recorded == {"interpreters": [{"name": "I-1", "language": "uk"}]}
    assert "4711" not in str(sheet)
    assert "Rosario" not in str(sheet)
    with pytest.raises(Refused, match="no hearing"):
        hearings.sheet(mara, REFERENCE)
