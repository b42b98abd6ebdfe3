"""Which condition stops what from going where, and what a State's consent lifts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.originator import CONDITIONS, LEAD_ONLY, Bound, Recipient, StateConsent, judge, lifting

TODAY = "2026-11-19"
WITHIN = ("third_state", "use_restricted", "named_proceedings")
NLD, COURT = Recipient("NLD"), Recipient(outside="age1court")
GIVEN = StateConsent("c", "r", "UKR", "given", frozenset(CONDITIONS), frozenset({"NLD"}), "age1court", "2026-11-01", "")


def bound(*conditions: str, origins: tuple[str, ...] = ("UKR",)) -> Bound:
    return Bound("r", frozenset(origins), frozenset(conditions))


def barred(one: Bound, to: Recipient, *consents: StateConsent) -> set[str]:
    return {condition for _, condition in judge(one, to, "SVN", consents, TODAY).barred}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_stops_a_third_state_or_what_leaves_the_team(condition: str) -> None:
    assert barred(bound(condition), NLD) == ({condition} if condition in WITHIN else set())
    assert barred(bound(condition), COURT) == {condition}
    for state in ("UKR", "SVN"):  # where it came from, and where it is
        assert barred(bound(condition), Recipient(state)) == set()


def test_a_condition_that_this_version_does_not_know_stops_everything() -> None:
    assert barred(bound("of_a_newer_version"), NLD) == {"of_a_newer_version"}
    assert barred(bound("of_a_newer_version"), COURT) == {"of_a_newer_version"}


def test_where_two_states_are_claimed_both_have_a_say() -> None:
    both = bound("third_state", origins=("NLD", "UKR"))
    assert judge(both, NLD, "SVN", [], TODAY).barred == {("UKR", "third_state")}
    assert judge(both, Recipient("DEU"), "SVN", [GIVEN], TODAY).barred == {("NLD", "third_state"), ("UKR", "third_state")}


def test_without_a_state_of_origin_nobody_can_consent() -> None:
    one = bound("third_state", origins=())
    assert judge(one, NLD, "SVN", [replace(GIVEN, state="")], TODAY).barred == {("", "third_state")}
    assert judge(one, Recipient("SVN"), "SVN", [], TODAY).barred == frozenset()


@pytest.mark.parametrize(
    "other",
    [
        {"about": "another"},
        {"state": "NLD"},
        {"decision": "refused"},
        {"decision": "withdrawn"},
        {"conditions": frozenset({"use_restricted"})},
        {"recipients": frozenset({"DEU"})},
        {"date": "2026-11-20"},
        {"until": "2026-11-18"},
        {"until": "2026-10"},
    ],
)
def test_a_consent_lifts_what_it_names_and_nothing_else(other: dict[str, object]) -> None:
    one = bound("third_state")
    verdict = judge(one, NLD, "SVN", [GIVEN], TODAY)
    assert (verdict.barred, verdict.consents) == (frozenset(), {"c"})
    assert barred(one, NLD, replace(GIVEN, **other)) == {"third_state"}  # type: ignore[arg-type]


@pytest.mark.parametrize("until", ["2026-11-19", "2026-11", "2026", "2027"])
def test_a_consent_holds_to_the_end_of_what_its_date_can_mean(until: str) -> None:
    assert barred(bound("third_state"), NLD, replace(GIVEN, until=until)) == set()


@pytest.mark.parametrize(
    ("given", "refused", "stands"),
    [
        ("2026-11-02", "2026-11-01", True),
        ("2026-11-01", "2026-11-02", False),
        ("2026-11-01", "2026-11-01", False),
        ("2026-11-01", "2026", False),
        ("2026-11-01", "", False),
        ("", "2026-11-01", False),
    ],
)
def test_the_later_word_counts_and_in_doubt_the_refusal(given: str, refused: str, stands: bool) -> None:
    said = [replace(GIVEN, date=given), replace(GIVEN, id="no", decision="withdrawn", date=refused)]
    for order in (said, said[::-1]):
        assert (barred(bound("third_state"), NLD, *order) == set()) is stands


def test_an_outside_key_is_met_exactly() -> None:
    assert barred(bound("third_state"), COURT, GIVEN) == set()
    assert barred(bound("third_state"), Recipient(outside="age1other"), GIVEN) == {"third_state"}
    assert barred(bound("third_state"), COURT, replace(GIVEN, outside="")) == {"third_state"}


def test_a_use_needs_no_recipient() -> None:
    nobody = replace(GIVEN, recipients=frozenset(), outside="")
    assert lifting([nobody], "r", "UKR", LEAD_ONLY, None, TODAY) == nobody
    assert lifting([replace(nobody, decision="refused")], "r", "UKR", LEAD_ONLY, None, TODAY) is None


CONSENTS = st.builds(
    StateConsent,
    id=st.sampled_from("abc"),
    about=st.sampled_from(["r", "s"]),
    state=st.sampled_from(["UKR", "NLD", ""]),
    decision=st.sampled_from(["given", "refused", "withdrawn"]),
    conditions=st.frozensets(st.sampled_from(CONDITIONS)),
    recipients=st.frozensets(st.sampled_from(["NLD", "DEU", ""])),
    outside=st.sampled_from(["", "age1court"]),
    date=st.sampled_from(["", "2026", "2026-11-01", "2027"]),
    until=st.sampled_from(["", "2026", "2025"]),
)


@given(
    st.frozensets(st.sampled_from(["UKR", "NLD"])),
    st.frozensets(st.sampled_from(CONDITIONS)),
    st.lists(CONSENTS, max_size=4),
    st.sampled_from([NLD, COURT, Recipient("DEU")]),
)
def test_no_order_of_consents_and_no_refusal_more_lets_more_out(
    origins: frozenset[str], conditions: frozenset[str], consents: list[StateConsent], to: Recipient
) -> None:
    one = Bound("r", origins, conditions)
    verdict = judge(one, to, "SVN", consents, TODAY)
    assert judge(one, to, "SVN", consents[::-1], TODAY).barred == verdict.barred
    refused = [replace(consent, decision="refused") for consent in consents]
    assert judge(one, to, "SVN", consents + refused, TODAY).barred >= verdict.barred
    assert judge(one, to, "SVN", [], TODAY).barred >= verdict.barred
    assert verdict.consents <= {consent.id for consent in consents if consent.decision == "given"}
