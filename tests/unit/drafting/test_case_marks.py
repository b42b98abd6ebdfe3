"""What is to be looked at in the records around the requests, at the edges of its dates and over dates of every shape."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting import case_marks

TODAY = date(2026, 11, 18)
KINDS_AROUND = ("agreement", "proceeding", "authority")
DATES = st.one_of(
    st.none(), st.dates().map(str), st.dates().map(lambda day: f"{day:%Y-%m}".zfill(7)), st.integers(1, 9999).map("{:04}".format)
)


def record(kind: str, **values: Any) -> Record:
    return Record("0" * 32, kind, "all", {name: value for name, value in values.items() if value is not None})


def names(kind: str, **values: Any) -> list[str]:
    return [mark.name for mark in case_marks.marks(record(kind, **values), TODAY) if mark.name != "open"]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-17", ["expired"]),
        ("2026-11-18", ["expires"]),
        ("2026-11", ["expires"]),  # its last day is still to come
        ("2026-10", ["expired"]),
        ("2027-02-16", ["expires"]),
        ("2027-02-17", []),
        ("2027", ["expires"]),  # it may be the first of January
        ("2028", []),
    ],
)
def test_an_agreement_expires(until: str, expected: list[str]) -> None:
    assert names("agreement", valid_until=until) == expected


def test_what_is_closed_needs_nothing_more() -> None:
    assert names("proceeding", detention_until="2026-11-17", limitation="2026-12-01") == ["detention_over", "limitation"]
    assert case_marks.marks(record("proceeding", detention_until="2026-11-17", closed_on="2026-11"), TODAY) == (
        case_marks.Mark("closed", "2026-11"),
    )


@pytest.mark.parametrize(
    ("source", "as_of", "expected"),
    [
        (None, "2026-11-17", ["no_source"]),
        (" ", "2026-11-17", ["no_source"]),
        ("a law", None, ["no_day"]),
        ("a law", "2026-05-22", []),  # 180 days
        ("a law", "2026-05-21", ["stale"]),
    ],
)
def test_what_is_known_of_an_authority_needs_its_ground(source: str | None, as_of: str | None, expected: list[str]) -> None:
    assert names("authority", source=source, as_of=as_of) == expected


def test_the_fields_that_are_mandatory_exist_and_are_said_to_be_open() -> None:
    for kind in KINDS_AROUND:
        missing = case_marks.open_fields(record(kind))
        assert missing
        assert all(KINDS[kind].field(name) for name in missing)
        assert case_marks.open_fields(record(kind, **{name: ["x"] for name in missing})) == ()


@given(st.sampled_from(KINDS_AROUND), st.data())
def test_no_date_that_a_record_can_hold_stops_a_list(kind: str, data: st.DataObject) -> None:
    fields = [field.name for field in KINDS[kind].fields if field.type.value == "date"]
    values = {name: data.draw(DATES, name) for name in fields}
    for mark in case_marks.marks(record(kind, **values), data.draw(st.dates(date(2000, 1, 1), date(2200, 1, 1)))):
        assert mark.date == "" or mark.date in values.values()
