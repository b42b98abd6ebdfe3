from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.records import Record
from jitdesk.drafting import checks
from jitdesk.drafting.basis import Basis, Element, Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import Finding
from tests.documents.sample import LHC, bare, request, witness

MANDATORY = [
    ("E01", "requesting_authority", "25(2)(a)"),
    ("E02", "subject", "25(2)(b)"),
    ("E03", "investigating_authority", "25(2)(b)"),
    ("E04", "facts", "25(2)(c)"),
    ("E05", "law", "25(2)(d)"),
    ("E06", "law_texts", "25(2)(d)"),
    ("E07", "penalty", "25(2)(d)"),
    ("E08", "assistance", "25(2)(e)"),
    ("E09", "procedure", "25(2)(e), 32(1)"),
    ("E11", "purpose", "25(2)(g)"),
    ("E15", "conducting_authority", "34(3)"),
    ("E31", "requested_state", "21(1)-(2)"),
    ("E31", "requested_authority", "21(1)-(2)"),
    ("E31", "channel", "21(1)-(2)"),
    ("E31", "sending_central_authority", "21(1)-(2)"),
    ("E35", "basis", "90, 91"),
    ("E35", "basis_confirmed", "90, 91"),
]
_UNPROTECTED = ("E24", "C", "protective_measures")
PLAIN = sorted({field for code, field, _ in MANDATORY if code not in ("E31", "E35")} | {"conducting_persons", "reason_not_in_person"})


def findings(asked: Record, person: Record | None, basis: Basis, leads: Collection[str] = ()) -> list[Finding]:
    return checks.lacking(Case(asked, person, basis, date(2027, 9, 1), frozenset(leads)))


def found(asked: Any, person: Any = None, basis: Basis = LHC) -> list[tuple[str, str, str]]:
    person = person or witness()
    return [(f.code, f.severity.value, f.field) for f in findings(asked, person, basis) if not (f.asks and f.severity is Need.RECOMMENDED)]


def test_a_complete_request_has_only_two_questions_to_a_person_and_they_do_not_block() -> None:
    made = findings(request(), witness(), LHC)
    assert [(f.code, f.severity, f.asks, f.blocks) for f in made] == [("E30", "R", True, False), ("E31", "R", True, False)]


@pytest.mark.parametrize(("code", "field", "article"), MANDATORY)
def test_a_mandatory_element_left_empty_blocks_with_its_article(code: str, field: str, article: str) -> None:
    made = [f for f in findings(request(**{field: None}, penalty_imposed=None), witness(), LHC) if f.field == field and f.blocks]
    assert [(f.code, f.severity, f.article) for f in made] == [(code, "M", article)]


@pytest.mark.parametrize(("code", "field"), [("E16", "conducting_persons"), ("E17", "reason_not_in_person")])
def test_what_no_article_asks_for_is_recommended_and_cites_nothing(code: str, field: str) -> None:
    (made,) = [f for f in findings(request(**{field: None}), witness(), LHC) if f.field == field]
    assert (made.code, made.severity, made.article, made.blocks) == (code, "R", "", False)
    assert "Art." not in str(made.message)


@pytest.mark.parametrize("blank", ["", " ", "\n\t\n"])
def test_blank_text_is_a_gap_and_none_because_is_an_answer(blank: str) -> None:
    assert ("E14", "C", "privilege_law") in found(request(privilege_law=blank))
    assert found(request(privilege_law="None, because no privilege applies; checked by T. Hribar on 5 November 2026.")) == []


def test_either_penalty_is_an_answer_the_one_that_may_be_imposed_or_the_one_that_was() -> None:
    assert found(request(penalty=None)) == found(request(penalty_imposed=None)) == []
    assert found(request(penalty=None, penalty_imposed=" ")) == [("E07", "M", "penalty")]


@given(st.sets(st.sampled_from(PLAIN)))
def test_a_finding_is_made_for_exactly_the_fields_left_empty(emptied: set[str]) -> None:
    assert {field for _, _, field in found(request(**dict.fromkeys(emptied), penalty_imposed=None))} == emptied


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"identity_mode": None}, [("E10", "C", "identity_mode")]),
        ({"identity_mode": "in_letter"}, [("E10", "R", "identity_mode")]),
        ({"identity_mode": "held_by_requested"}, []),
        ({"identity_mode": "withheld_by_order"}, []),
        ({"identity_mode": "withheld_by_order", "protective_measures": None}, [("E10", "C", "protective_measures"), _UNPROTECTED]),
        ({"sealed_annex": None}, [("E10", "C", "sealed_annex")]),
        ({"relevance": None}, []),
        ({"relevance": None, "facts": "A mill was burnt down. W-04123 and XW-0412 saw it."}, [("E12", "C", "relevance")]),
        ({"relevance": None, "facts": "A mill was burnt down. (w-0412) saw it."}, []),
        ({"deadline": None, "deadline_reason": None, "urgent": None}, []),
        ({"deadline_reason": None}, [("E13", "C", "deadline_reason")]),
        ({"deadline_reason": None, "deadline": None}, [("E13", "C", "deadline_reason")]),
        ({"deadline": None, "urgent": None}, [("E13", "C", "deadline")]),
        ({"deadline": None}, []),
    ],
)
def test_conditional_elements_are_owed_once_their_condition_holds(changed: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert found(request(**changed)) == expected


@pytest.mark.parametrize(
    ("role", "severity"), [("witness", "C"), ("victim", "C"), ("insider", "C"), (None, "C"), ("expert", "R"), ("suspect", "R")]
)
def test_the_law_on_refusal_is_owed_for_a_witness_only(role: str | None, severity: str) -> None:
    made = found(request(privilege_law=None), witness(role=role))
    assert [f for f in made if f[0] != "E20"] == [("E14", severity, "privilege_law")]


def test_a_request_without_a_person_blocks() -> None:
    made = findings(request(), None, LHC)
    assert [(f.code, f.severity, f.field) for f in made if f.blocks] == [("E10", "M", "witness")]


def test_a_channel_that_the_treaty_does_not_know_is_asked_about() -> None:
    def asked(channel: str) -> str:
        return next(f.message.key for f in findings(request(channel=channel), witness(), LHC) if f.code == "E31")

    assert asked("electronic") == "drafting.E31_ask"
    assert asked("direct") == "drafting.E31_ask_channel"


def test_an_article_that_is_not_confirmed_is_shown_to_nobody_and_never_blocks() -> None:
    element = Element.build({"need": "M", "article": "11(1)?"})
    unsure = replace(LHC, code="C224", elements={"E04": element})
    (made,) = findings(request(facts=None), witness(), unsure)
    assert (made.code, made.severity, made.article, made.blocks) == ("E04", "R", "", False)
    assert "11(1)" not in str(made.message)
    assert "to be confirmed" in str(made.message)


def test_findings_come_in_the_order_of_their_codes() -> None:
    codes = [f.code for f in findings(bare(), None, LHC)]
    assert codes == sorted(codes)
    always = {f"E{n:02}" for n in (*range(1, 18), 21, 29, 30, 31, 35)} - {"E13"}
    assert set(codes) == always


def test_what_is_a_lead_only_is_told_with_its_article_and_blocks() -> None:
    code = str(witness().get("code"))
    by_link = [f for f in findings(request(), witness(), LHC, {code, "W-7000"}) if f.code == "P14"]
    assert [(f.severity, f.article, f.field, f.blocks) for f in by_link] == [("C", "17(5)", "witness", True)]
    assert code in str(by_link[0].message)
    by_name = [f for f in findings(request(annexes="1. w-7000, 2. W-70001"), witness(), LHC, {"W-7000", "W-7"}) if f.code == "P14"]
    assert [(f.field, "W-7000" in str(f.message), "W-7," in str(f.message)) for f in by_name] == [("annexes", True, False)]
    assert not [f for f in findings(request(), witness(), LHC, {"W-7000"}) if f.code == "P14"]
    elsewhere = [f for f in findings(request(), witness(), replace(LHC, code="C182", elements={}), {code}) if f.code == "P14"]
    assert [(f.article, "LHC" in str(f.message), f.blocks) for f in elsewhere] == [("17(5)", True, True)]
