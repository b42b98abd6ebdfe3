"""What is known of a State: parts, the order in which they count, age, and the way back to one record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain import check, profiles
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.profiles import Fact
from jitdesk.domain.records import Record

TODAY = date(2026, 11, 25)
SHIPPED = (
    Fact("languages", (), ["lv"], "2026-11-22", "a law", "V-LV"),
    Fact("treaties", ("C182", "bound_from"), "2004-07-01", "2022-02", "a table", "V"),
    Fact("treaties", ("LHC", "signed"), "2025-02-10", "2026-11-22", "a table", "V"),
)


def record(**values: Any) -> Record:
    return Record("0" * 32, "state_profile", "all", {"state": "LVA", **values})


def values_of(*records: Record) -> dict[str, Any]:
    return profiles.joined(profiles.overlay("LVA", SHIPPED, records))


def test_what_nobody_corrected_stays_with_its_date_and_source() -> None:
    profile = profiles.overlay("LVA", SHIPPED, [record(as_of="2026-11-24", source="a letter", usual_weeks=9)])
    [languages] = profile.of("languages")
    [weeks] = profile.of("usual_weeks")
    assert (languages.value, languages.as_of, languages.source, languages.confidence) == (["lv"], "2026-11-22", "a law", "V-LV")
    assert (weeks.value, weeks.as_of, weeks.source, weeks.confidence) == (9, "2026-11-24", "a letter", "team")


def test_the_newest_day_wins_field_by_field_whatever_the_order_of_writing() -> None:
    newer = record(as_of="2026-11-20", source="b", languages=["lv", "en"])
    older = record(as_of="2026-03", source="a", languages=["ru"], usual_weeks=9)
    for records in ((newer, older), (older, newer)):
        assert values_of(*records) | {"treaties": None} == {"languages": ["lv", "en"], "usual_weeks": 9, "treaties": None}


def test_of_one_day_the_last_written_wins() -> None:
    first, second = (record(as_of="2026-11-20", source="a", languages=languages) for languages in (["lv"], ["lv", "en"]))
    assert values_of(first, second)["languages"] == ["lv", "en"]


def test_a_correction_of_one_treaty_leaves_the_others() -> None:
    corrected = values_of(record(as_of="2026-11-20", source="a", treaties=[{"treaty": "LHC", "signed": "2025-02-11", "annexes": "A"}]))
    assert corrected["treaties"] == [
        {"treaty": "C182", "bound_from": "2004-07-01"},
        {"treaty": "LHC", "annexes": "A", "signed": "2025-02-11"},
    ]


def test_an_authority_is_replaced_for_its_treaty_and_stage_only() -> None:
    trial = {"treaty": "C182", "stage": "trial", "name": "Ministry"}
    older = record(as_of="2026-01-01", source="a", authorities=[trial, {"treaty": "C182", "stage": "pre_trial", "name": "Office"}])
    newer = record(as_of="2026-02-01", source="b", authorities=[{"treaty": "C182", "stage": "pre_trial", "name": "New Office"}])
    assert values_of(older, newer)["authorities"] == [{"treaty": "C182", "stage": "pre_trial", "name": "New Office"}, trial]


def test_holidays_are_replaced_year_by_year() -> None:
    older = record(as_of="2026-01-01", source="a", holidays=[{"on": "2026-05-04"}, {"on": "2027-05-03"}])
    newer = record(as_of="2026-02-01", source="b", holidays=[{"on": "2027-05-04"}])
    assert values_of(older, newer)["holidays"] == [{"on": "2026-05-04"}, {"on": "2027-05-04"}]


@pytest.mark.parametrize(
    ("as_of", "source", "stale"),
    [
        ("2026-05-29", "a law", False),  # 180 days before
        ("2026-05-28", "a law", True),
        ("2026-06", "a law", False),
        ("2026", "a law", True),  # a year may mean its first day
        ("2026-11-25", "", True),
        ("", "a law", True),
    ],
)
def test_what_is_older_than_180_days_or_has_no_ground_is_stale(as_of: str, source: str, stale: bool) -> None:
    assert Fact("languages", (), ["lv"], as_of, source).stale(TODAY) is stale


@pytest.mark.parametrize(
    ("confidence", "confirmed"), [("V", True), ("V-LV", True), ("team", True), ("P", False), ("S", False), ("M", False)]
)
def test_what_nobody_read_is_to_be_confirmed(confidence: str, confirmed: bool) -> None:
    assert Fact("languages", (), ["lv"], "2026-11-22", "a law", confidence).confirmed is confirmed


def test_as_one_record_it_is_as_old_as_the_oldest_of_what_a_letter_uses() -> None:
    made = profiles.as_record(profiles.overlay("LVA", SHIPPED, [record(as_of="2026-10-01", source="a letter", usual_weeks=9)]), "LHC")
    assert (made.kind, made.get("as_of"), made.get("source")) == ("state_profile", "2026-10-01", "a law; a letter")
    assert (made.get("state"), made.get("languages"), made.get("usual_weeks")) == ("LVA", ["lv"], 9)


def test_as_one_record_it_has_no_day_where_a_part_has_none() -> None:
    made = profiles.as_record(profiles.overlay("LVA", SHIPPED, [record(source="a letter", usual_weeks=9)]), "LHC")
    assert made.get("as_of") is None
    assert profiles.as_record(profiles.overlay("LVA", SHIPPED, [record(as_of="2026-10-01", usual_weeks=9)]), "LHC").get("source") is None


def test_as_one_record_it_holds_nothing_that_is_to_be_confirmed() -> None:
    unread = Fact("usual_weeks", (), 9, "2026-11-22", "remembered", "M")
    made = profiles.as_record(profiles.overlay("LVA", (*SHIPPED, unread), ()), "LHC")
    assert (made.get("usual_weeks"), made.get("languages"), made.get("source")) == (None, ["lv"], "a law")


def test_as_one_record_it_holds_what_is_known_for_its_treaty() -> None:
    under = Fact("languages", (), ["lv"], "2026-11-22", "a law", "V-LV", only="LHC")
    profile = profiles.overlay("LVA", (under,), ())
    assert [profiles.as_record(profile, treaty).get("languages") for treaty in ("LHC", "C182")] == [["lv"], None]
    corrected = profiles.overlay("LVA", (under,), [record(as_of="2026-11-20", source="a", languages=["lv", "en"])])
    assert profiles.as_record(corrected, "C182").get("languages") == ["lv", "en"]


def test_what_holds_two_values_in_its_record_is_disputed_there_too() -> None:
    clashing = Record("0" * 32, "state_profile", "all", {"languages": ["lv", "en"], "usual_weeks": 9}, frozenset({"languages"}))
    profile = profiles.overlay("LVA", SHIPPED, [clashing])
    assert [fact.field for fact in profile.facts if fact.disputed] == ["languages"]
    assert profiles.as_record(profile, "LHC").conflicts == {"languages"}


_TEXT = st.text("abcXYZ é", min_size=1, max_size=6)
_TREATY = st.fixed_dictionaries({}, optional={"treaty": st.sampled_from(["LHC", "C182"]), "signed": st.just("2024-02-14"), "note": _TEXT})
_AUTHORITY = st.fixed_dictionaries({}, optional={"treaty": st.sampled_from(["LHC", "C182"]), "stage": st.just("trial"), "name": _TEXT})
_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "as_of": st.sampled_from(["2025", "2026-03", "2026-11-20"]),
        "source": _TEXT,
        "languages": st.lists(st.sampled_from(["lv", "en"]), min_size=1, max_size=2),
        "treaties": st.lists(_TREATY.filter(bool), min_size=1, max_size=3),
        "authorities": st.lists(_AUTHORITY.filter(bool), min_size=1, max_size=3),
        "hearing_law": st.fixed_dictionaries({"recording": st.sampled_from(["yes", "no"])}, optional={"notice_days": st.integers(0, 60)}),
        "holidays": st.lists(st.fixed_dictionaries({}, optional={"on": st.just("2026-05-04"), "name": _TEXT}).filter(bool), max_size=2),
    },
)


@given(st.lists(_VALUES, max_size=4))
def test_any_records_give_a_profile_that_fits_its_kind(records: list[dict[str, Any]]) -> None:
    made = profiles.as_record(profiles.overlay("LVA", SHIPPED, [record(**values) for values in records]), "LHC")
    for name, value in made.values.items():
        assert check.fits(STATE_PROFILE.by_name[name], value), name


@given(st.lists(_VALUES, max_size=4))
def test_a_profile_put_together_and_taken_apart_is_the_same(records: list[dict[str, Any]]) -> None:
    profile = profiles.overlay("LVA", SHIPPED, [record(**values) for values in records])
    parts = {(field, part): value for field, part, value in profiles.split(profiles.joined(profile))}
    assert parts == {(fact.field, fact.part): fact.value for fact in profile.facts}
