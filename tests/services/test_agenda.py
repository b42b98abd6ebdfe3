"""The agenda of all requests: proposals until a session is planned, in the order of time, and what clashes with each."""

from __future__ import annotations

from typing import Any

from jitdesk.services import agenda, editing, hearings, life
from jitdesk.services.agenda import Clash, Entry
from jitdesk.services.desk import Desk

KYIV = "Europe/Kyiv"
FIRST = {"start": "2027-03-22T08:00Z", "minutes": 120, "zone": KYIV}  # a Monday, 10:00 there
SECOND = {"start": "2027-03-23T08:00Z", "minutes": 120, "zone": KYIV}
CALL = {"start": "2027-03-15T08:00Z", "minutes": 30, "zone": KYIV}


def asked(desk: Desk, reference: str, **values: Any) -> str:
    return editing.add(desk, "request", [{"reference": reference, "requested_state": "UKR", **values}]).ids[0]


def told(desk: Desk) -> list[tuple[str, str, int]]:
    return [(str(entry.request.get("reference")), entry.state, entry.number) for entry in agenda.listed(desk)]


def clashes(desk: Desk, which: int = 0) -> list[Clash]:
    entries = agenda.listed(desk)
    entry: Entry = entries[which]
    return list(agenda.rows(desk, [entry], entries)[entry.id].clashes)


def test_proposed_dates_give_way_to_the_session_that_is_planned(mara: Desk) -> None:
    asked(mara, "JIT-SR/2026/014", windows=[SECOND, FIRST], test_call=[CALL])
    assert told(mara) == [
        ("JIT-SR/2026/014", "test_call", 1),
        ("JIT-SR/2026/014", "proposed", 2),
        ("JIT-SR/2026/014", "proposed", 1),
    ]
    [id] = hearings.plan(mara, "JIT-SR/2026/014", "2027-04-12T10:00", KYIV, 90).ids
    assert told(mara) == [("JIT-SR/2026/014", "test_call", 1), ("JIT-SR/2026/014", "planned", 1)]
    editing.change(mara, id, {"result": "held"})
    assert told(mara)[-1] == ("JIT-SR/2026/014", "held", 1)
    assert clashes(mara, -1) == []
    life.move(mara, "JIT-SR/2026/014", "withdrawn", {})
    assert told(mara) == [("JIT-SR/2026/014", "held", 1)]  # what was held was held


def test_two_requests_at_the_same_time_clash_and_two_dates_of_one_do_not(mara: Desk) -> None:
    asked(mara, "JIT-SR/2026/014", windows=[FIRST, FIRST | {"start": "2027-03-22T09:00Z"}])
    assert [clash.reference for clash in clashes(mara)] == []
    asked(mara, "JIT-SR/2026/015", windows=[FIRST | {"start": "2027-03-22T09:59Z"}])
    assert [clash.reference for clash in clashes(mara)] == ["JIT-SR/2026/015"]
    assert [clash.reference for clash in clashes(mara, 1)] == ["JIT-SR/2026/015"]


def test_each_date_is_weighed_by_itself(mara: Desk) -> None:
    sunday = {"start": "2027-03-21T08:00Z", "minutes": 120, "zone": KYIV}
    asked(mara, "JIT-SR/2026/014", windows=[sunday, FIRST])
    entries = agenda.listed(mara)
    rows = agenda.rows(mara, entries, entries)
    assert [[clash.code for clash in rows[entry.id].clashes] for entry in entries] == [["P03"], []]
    assert [time.state for time in rows[entries[0].id].times] == ["UKR", mara.card.state]


def test_a_planned_session_on_a_holiday_of_the_requested_state_clashes(mara: Desk) -> None:
    editing.add(mara, "state_profile", [{"state": "UKR", "as_of": "2026-11-01", "holidays": [{"on": "2027-04-12", "name": "A holiday"}]}])
    asked(mara, "JIT-SR/2026/014", status="sent")
    hearings.plan(mara, "JIT-SR/2026/014", "2027-04-12T10:00", KYIV, 90)
    [clash] = clashes(mara)
    assert (clash.code, clash.at and clash.at.holiday) == ("P03", "A holiday")


def test_a_date_in_no_year_of_ours_breaks_nothing(mara: Desk) -> None:
    asked(mara, "JIT-SR/2026/014", windows=[FIRST | {"start": "0001-01-01T00:00Z"}, FIRST | {"start": "9999-12-31T23:59Z"}, FIRST])
    assert told(mara) == [("JIT-SR/2026/014", "proposed", 3)]
