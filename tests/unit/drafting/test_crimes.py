"""Whether each offence is a crime of the basis: its annexes, as both States are known to have accepted them (E34)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.records import Record
from jitdesk.drafting.crimes import accepted
from tests.unit.drafting.complete import BASES, complete, lacking, profiled, put
from tests.unit.drafting.test_elements_conditions import one


def offences(*crimes: str | None) -> list[dict[str, Any]]:
    return [{"title": "A crime", **({"crime": crime} if crime else {})} for crime in crimes]


def accepting(theirs: str | None, ours: str | None, *crimes: str | None) -> list[tuple[str, str, str, bool]]:
    """E34 where the requested State and ours accepted these annexes, None where nobody knows."""
    case = replace(complete("LHC"), own_profile=Record("7" * 32, "state_profile", "all", {"state": "SVN", "treaties": said(ours)}))
    return one(put(profiled(case, treaties=said(theirs)), offences=offences(*crimes)), "E34")


def said(annexes: str | None) -> list[dict[str, str]]:
    other = {"treaty": "C182", "annexes": "G"}  # under another treaty
    return [other, {"treaty": "lhc ", "signed": "2024-02-14", **({"annexes": annexes} if annexes else {})}]


OUTSIDE, ASKED = ("offences", "M", "E34_annex", False), ("offences", "R", "E34_annex_ask", True)


def test_the_crime_of_each_offence_is_compared_with_the_annexes_that_both_states_accepted() -> None:
    assert accepting("A, B and G", "Annexes G; h.", "annex_g", "genocide", "war_c", "humanity") == []
    assert accepting("A, B, H", "G", "annex_g") == accepting("G", "none", "annex_g", "annex_g") == [OUTSIDE]
    assert accepting("none", "A", "annex_g") == [OUTSIDE, OUTSIDE]  # neither State
    assert accepting(None, "A", "annex_g") == accepting("A", None, "annex_g") == [OUTSIDE]  # what the other accepted changes nothing
    assert accepting("G", None, "annex_g") == [ASKED]
    assert accepting(None, None, "annex_g", "annex_f") == [ASKED] * 4
    assert accepting("all but A", "G", "annex_g") == [ASKED]  # no list: a person reads it
    assert accepting(None, None, "other", None) == [("offences", "M", "E34_other", False), ("offences", "R", "E34_crime", True)]
    assert accepting(None, None, "genocide", "war_f") == accepting(None, None) == []


def test_annexes_are_compared_under_a_basis_that_has_them_and_without_an_agreement_for_the_case() -> None:
    for code in sorted(set(BASES) - {"LHC"}):
        assert one(put(complete(code), offences=offences("annex_g", "other", None)), "E34") == []
    by_case = {"asked_on": "2026-10-01", "agreed_on": "2026-11-01", "agreed_by": "Both central authorities"}
    assert one(put(complete("LHC"), offences=offences("other"), case_by_case=by_case), "E34") == []
    outside = put(complete("LHC"), offences=offences("annex_g"))
    assert [str(f.message) for f in lacking(outside) if f.code == "E34"] == [
        f"An offence falls under Annex G. Whether {who} has accepted it is not recorded: find out, and record it with the State "
        "(LHC Art. 2, 5, 6)."
        for who in ("Argentina", "the requesting State")
    ]


@given(st.sets(st.sampled_from("ABCDEFGH"), min_size=1), st.sampled_from([", ", ";", " and ", "  "]), st.booleans(), st.text(max_size=9))
def test_a_list_of_annexes_is_read_and_what_is_no_list_decides_nothing(letters: set[str], between: str, small: bool, more: str) -> None:
    listed = between.join(sorted(letters))
    known = Record("7" * 32, "state_profile", "all", {"treaties": said(listed.lower() if small else listed)})
    assert accepted(known, "LHC") == letters
    assert accepted(replace(known, conflicts=frozenset({"treaties"})), "LHC") is None
    read = accepted(Record("7" * 32, "state_profile", "all", {"treaties": said(more)}), "LHC")
    assert read is None or all(letter in more.upper() for letter in read)
    assert accepted(Record("7" * 32, "state_profile", "all", {"treaties": said(f"{listed} except {more}")}), "LHC") is None
