"""State profiles on real desks: what is shipped, what a team corrects, and how a correction travels."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from jitdesk.domain import check, profiles
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.states import STATES
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, letters, reading, states
from jitdesk.services.desk import Desk
from jitdesk.system import resources
from tests.services.sava import DAY, PROTECTED, FakeClock, protect, send

GROUND = {"source": "Letter of the Ministry of Justice", "as_of": "2026-11-10"}


def languages(desk: Desk, state: str) -> tuple[Any, str, str, str]:
    [fact] = states.profile(desk, state).of("languages")
    return fact.value, fact.as_of, fact.source, fact.confidence


# -- what is shipped ----------------------------------------------------------------------------------------------------------------------
def test_the_signatories_and_the_parties_are_those_of_the_tables() -> None:
    known = {state: profiles.overlay(state, states.shipped(state), ()) for state in STATES}
    signed = {state: profile.treaty("LHC", "signed") for state, profile in known.items() if profile.treaty("LHC", "signed")}
    bound = [state for state, profile in known.items() if profile.treaty("C182", "bound_from")]
    assert (len(signed), len(bound)) == (40, 42)
    assert sum(day == "2024-02-14" for day in signed.values()) == 32
    assert [state for state in known if known[state].treaty("LHC", "ratified")] == ["LVA"]


def test_no_state_is_said_to_be_bound_by_the_convention_of_ljubljana() -> None:
    assert not [state for state in STATES for fact in states.shipped(state) if fact.part == ("LHC", "bound_from")]


def test_nothing_shipped_says_what_is_in_force() -> None:
    texts = [resources.read_text("states.toml"), resources.read_text("words/en/instrument.toml")]
    assert not [text for text in texts if "in force" in text.lower()]


def test_every_shipped_fact_fits_its_field_and_has_source_day_and_confidence() -> None:
    for state in STATES:
        facts = states.shipped(state)
        assert len({(fact.field, fact.part) for fact in facts}) == len(facts), f"{state} has a fact twice"
        for fact in facts:
            assert fact.source
            assert fact.confidence in ("V", "V-NL", "V-LV", "P", "S", "M")
            assert date.fromisoformat(fact.seen_on) >= profiles.first_day(fact.as_of)
        for name, value in profiles.joined(profiles.overlay(state, facts, ())).items():
            assert check.fits(STATE_PROFILE.by_name[name], value), f"{state} {name}"


def test_every_table_names_states_that_exist() -> None:
    tables = tomllib.loads(resources.read_text("states.toml"))["facts"]
    named = {state for table in tables for those in table.get("each", {}).values() for state in those}
    named |= {table["state"] for table in tables if "state" in table}
    assert named <= STATES


def test_latvia_is_as_its_law_has_it(mara: Desk) -> None:
    profile = states.profile(mara, "LVA")
    [authorities] = profile.of("authorities")
    assert [row["name"] for row in authorities.value] == ["Ministry of Justice", "Prosecutor General's Office"]
    assert profile.treaty("LHC", "annexes") == "A, B, C, D, E, F, H"
    assert languages(mara, "LVA") == (
        ["lv"],
        "2026-11-22",
        "Latvia, law on the Convention of 19 June 2025, Arts. 2 to 5, https://likumi.lv/ta/id/361605",
        "V-LV",
    )


def test_ukraine_has_another_authority_at_each_stage(mara: Desk) -> None:
    facts = {fact.part: fact.value[0]["name"] for fact in states.profile(mara, "UKR").of("authorities")}
    assert facts == {("C182", "pre_trial", ""): "Prosecutor General's Office", ("C182", "trial", ""): "Ministry of Justice"}


# -- names --------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", states.LANGUAGES)
def test_every_state_has_a_name_in_every_language_of_a_letter(language: str) -> None:
    names = {state: states.name(state, language) for state in STATES}
    assert all(name and name != state for state, name in names.items())
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize(
    ("state", "language", "name"),
    [
        ("LVA", "fr", "Lettonie"),
        ("XKX", "es", "Kosovo"),
        ("XKX", "en", "Kosovo"),
        ("COD", "fr", "République démocratique du Congo"),
        ("COD", "en", "Democratic Republic of the Congo"),
        ("UKR", "ar", "أوكرانيا"),
    ],
)
def test_names_are_those_of_a_letter(state: str, language: str, name: str) -> None:
    assert states.name(state, language) == name


# -- corrections --------------------------------------------------------------------------------------------------------------------------
def test_a_correction_travels_to_the_team_and_counts_there(mara: Desk, olena: Desk) -> None:
    states.record(mara, "LVA", {"languages": ["lv", "en"], **GROUND})
    send(mara, olena, "correction")
    for desk in (mara, olena):
        assert languages(desk, "LVA") == (["lv", "en"], "2026-11-10", "Letter of the Ministry of Justice", "team")
        assert states.profile(desk, "LVA").treaty("LHC", "signed") == "2025-02-10"


def test_the_newest_day_counts_on_both_desks_whoever_wrote_last(mara: Desk, olena: Desk) -> None:
    states.record(mara, "LVA", {"languages": ["lv", "en"], **GROUND})
    states.record(olena, "LVA", {"languages": ["lv", "de"], "usual_weeks": 9, "source": "a call", "as_of": "2026-10"})
    send(mara, olena, "there")
    send(olena, mara, "back")
    for desk in (mara, olena):
        assert languages(desk, "LVA")[:2] == (["lv", "en"], "2026-11-10")
        assert [fact.value for fact in states.profile(desk, "LVA").of("usual_weeks")] == [9]


def test_of_one_day_the_later_correction_counts_on_both_desks(mara: Desk, olena: Desk) -> None:
    states.record(mara, "LVA", {"languages": ["lv", "de"], **GROUND})
    send(mara, olena, "there")
    states.record(olena, "LVA", {"languages": ["lv", "en"], **GROUND})
    send(olena, mara, "back")
    assert languages(mara, "LVA") == languages(olena, "LVA")
    assert languages(mara, "LVA")[0] == ["lv", "en"]


def test_an_archived_correction_counts_no_more(mara: Desk) -> None:
    [made] = states.record(mara, "LVA", {"languages": ["lv", "en"], **GROUND}).ids
    editing.change(mara, made, {"archived": True})
    assert languages(mara, "LVA")[0] == ["lv"]


def test_a_correction_of_a_state_of_which_nothing_is_shipped(mara: Desk) -> None:
    assert states.profile(mara, "TUV").facts == ()
    states.record(mara, "TUV", {"hearing_law": {"recording": "no"}, **GROUND})
    [fact] = states.profile(mara, "TUV").facts
    assert (fact.field, fact.part, fact.value) == ("hearing_law", ("recording",), "no")


@pytest.mark.parametrize(
    ("state", "values", "key"),
    [
        ("LVA", {"languages": ["lv"], "as_of": "2026-11-10"}, "state_profile.no_source"),
        ("LVA", {"languages": ["lv"], "as_of": "2026-11-10", "source": " "}, "state_profile.no_source"),
        ("LVA", {"languages": ["lv"], "source": "a law"}, "state_profile.no_date"),
        ("LVA", {"languages": ["lv"], "source": "a law", "as_of": "yesterday"}, "state_profile.no_date"),
        ("LVA", {"languages": ["lv"], "source": "a law", "as_of": "2999-01-01"}, "state_profile.future"),
        ("LVA", GROUND, "state_profile.nothing"),
        ("LVA", {"languages": None, **GROUND}, "state_profile.nothing"),
        ("LVA", {"languages": ["latviešu"], **GROUND}, "field.languages"),
        ("lva", {"languages": ["lv"], **GROUND}, "state_profile.unknown"),
        ("EUU", {"languages": ["lv"], **GROUND}, "state_profile.unknown"),
    ],
)
def test_what_has_no_ground_is_refused_and_nothing_is_written(mara: Desk, state: str, values: dict[str, Any], key: str) -> None:
    with pytest.raises(Refused) as refused:
        states.record(mara, state, values)
    assert refused.value.key == key
    assert "{" not in str(refused.value)
    assert reading.listed(mara, "state_profile") == []


# -- for letters --------------------------------------------------------------------------------------------------------------------------
def test_the_case_of_a_request_holds_the_profile_of_the_requested_state(mara: Desk) -> None:
    [request] = editing.add(mara, "request", [{"reference": "JIT-SR/2026/001", "requested_state": "LVA"}]).ids
    states.record(mara, "LVA", {"languages": ["lv", "en"], "usual_weeks": 9, **GROUND})
    profile = letters._case(mara, request).profile
    assert profile is not None
    assert (profile.kind, profile.get("languages"), profile.get("usual_weeks"), profile.get("as_of")) == (
        "state_profile", ["lv", "en"], 9, "2026-11-10",
    )  # fmt: skip
    assert profile.get("authorities")[0]["name"] == "Ministry of Justice"


def test_what_latvia_accepts_under_one_convention_is_not_said_of_another_treaty(mara: Desk) -> None:
    [request] = editing.add(mara, "request", [{"reference": "R-1", "requested_state": "LVA"}]).ids
    profile = letters._case(mara, request).profile
    assert profile is not None
    assert profile.get("languages") == ["lv"]
    with mara.db.read() as connection:
        other = states.as_record(connection, mara.standing(connection), "LVA", reading.show(mara, request).compartment, "C182")
    assert other is not None
    assert other.get("languages") is None


def test_the_annexes_of_both_states_are_compared_as_they_are_known_here(mara: Desk) -> None:
    [proceeding] = editing.add(mara, "proceeding", [{"number": "Kp 1", "state": "SVN"}]).ids
    asked = {"reference": "R-1", "requested_state": "LVA", "proceeding": proceeding}
    [request] = editing.add(mara, "request", [{**asked, "offences": [{"title": "A crime", "crime": "annex_f"}]}]).ids

    def said() -> list[tuple[str, str]]:
        return [(f.severity.value, str(f.message).partition(":")[0]) for f in letters.check(mara, request) if f.code == "E34"]

    asks = "An offence falls under Annex F. Whether Slovenia has accepted it is not recorded"
    assert said() == [("R", asks)]  # Latvia's are shipped, of ours nobody recorded anything
    states.record(mara, "SVN", {"treaties": [{"treaty": "LHC", "annexes": "A, F"}], **GROUND})
    assert said() == []
    editing.change(mara, request, {"offences": [{"title": "A crime", "crime": "annex_g"}]})
    assert said() == [
        ("M", f"An offence falls under Annex G, which {state} has not accepted, as is recorded of it") for state in ("Latvia", "Slovenia")
    ]


def test_a_request_to_no_state_or_to_one_of_which_nothing_is_known_has_no_profile(mara: Desk) -> None:
    made = editing.add(mara, "request", [{"reference": "R-1"}, {"reference": "R-2", "requested_state": "TUV"}]).ids
    assert [letters._case(mara, request).profile for request in made] == [None, None]


def test_a_state_of_which_all_is_to_be_confirmed_has_no_profile_and_no_finding_on_its_age(mara: Desk) -> None:
    assert states.shipped("CAN")
    assert not any(fact.confirmed for fact in states.profile(mara, "CAN").facts)
    [request] = editing.add(mara, "request", [{"reference": "R-1", "requested_state": "CAN"}]).ids
    assert letters._case(mara, request).profile is None
    assert "P21" not in {finding.code for finding in letters.check(mara, request)}


def test_what_only_some_may_read_is_not_in_the_case_of_a_request_of_all(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    editing.add(mara, "state_profile", [{"state": "LVA", "languages": ["en"], **GROUND}], PROTECTED)
    reference = {"requested_state": "LVA"}
    [open_to_all] = editing.add(mara, "request", [{"reference": "R-1", **reference}]).ids
    [narrow] = editing.add(mara, "request", [{"reference": "R-2", **reference}], PROTECTED).ids
    known = [letters._case(mara, request).profile for request in (open_to_all, narrow)]
    assert [profile and profile.get("languages") for profile in known] == [["lv"], ["en"]]


def test_shipped_facts_grow_old(mara: Desk) -> None:
    assert isinstance(mara.clock, FakeClock)
    [fact] = states.profile(mara, "LVA").of("languages")
    assert not fact.stale(letters.today(mara))
    mara.clock.at += 200 * DAY
    assert fact.stale(letters.today(mara))
